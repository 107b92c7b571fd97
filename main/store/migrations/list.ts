import { first } from './0010-first.ts';

export interface Migration {
  /** Numbered in tens. */
  readonly version: number;
  readonly sql: string;
}

export const migrations: readonly Migration[] = [{ version: 10, sql: first }];
