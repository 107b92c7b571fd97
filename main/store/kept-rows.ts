import { randomBytes } from 'node:crypto';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Reader, Store, Writer } from './database.ts';

export function readKept(reader: Reader, name: string): unknown {
  const row = reader.get<{ value: string }>('SELECT value FROM kept WHERE name = ?', name);
  return row ? JSON.parse(row.value) : null;
}

export function writeKept(writer: Writer, name: string, value: unknown): void {
  writer.run('INSERT INTO kept (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, JSON.stringify(value));
}

/** What an account's provider said it takes: goes with the account. */
export const sizeLimitName = (accountId: AccountId): string => `size-limit-${accountId}`;

/** What signs our Message-IDs. Made once per database: what it signed must be known again for years. */
export function readThreadSecret(store: Store): string {
  const name = 'thread-secret';
  const kept = readKept(store.reader, name);
  if (typeof kept === 'string') return kept;
  const made = randomBytes(32).toString('base64url');
  store.write((writer) => writeKept(writer, name, made));
  return made;
}
