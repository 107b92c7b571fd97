import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

export interface JsonFile {
  /** null where there is nothing, or nothing readable: that is kept aside as `.broken`. */
  read(): unknown;
  /** Whole or not at all. */
  write(value: unknown): void;
}

/** A small file of the user's own, readable by nobody else. */
export function createJsonFile(file: string): JsonFile {
  return {
    read() {
      if (!existsSync(file)) return null;
      try {
        return JSON.parse(readFileSync(file, 'utf8')) as unknown;
      } catch {
        renameSync(file, `${file}.broken`);
        return null;
      }
    },
    write(value) {
      mkdirSync(dirname(file), { recursive: true });
      writeFileSync(`${file}.new`, JSON.stringify(value, null, 2), { mode: 0o600 });
      renameSync(`${file}.new`, file);
    },
  };
}
