import type { Reader, Writer } from './database.ts';

export function readKept(reader: Reader, name: string): unknown {
  const row = reader.get<{ value: string }>('SELECT value FROM kept WHERE name = ?', name);
  return row ? JSON.parse(row.value) : null;
}

export function writeKept(writer: Writer, name: string, value: unknown): void {
  writer.run('INSERT INTO kept (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value', name, JSON.stringify(value));
}
