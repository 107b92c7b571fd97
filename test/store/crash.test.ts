import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { openStore } from '../../main/store/database.ts';
import { createTestFolder } from '../fakes/test-core.ts';

const writerProgram = fileURLToPath(new URL('note-writer.ts', import.meta.url));

it('has everything that was acknowledged before the program was killed', async () => {
  using folder = createTestFolder();
  const file = join(folder.path, 'threadline.db');
  let acknowledged = 0;
  for (const round of [1, 2, 3, 4]) {
    const writer = spawn(process.execPath, [writerProgram, file], { stdio: ['ignore', 'pipe', 'inherit'] });
    const before = acknowledged;
    const exited = once(writer, 'exit');
    for await (const line of createInterface(writer.stdout)) {
      acknowledged = Number(line);
      if (acknowledged >= before + 25 + round) writer.kill('SIGKILL');
    }
    const [, signal] = (await exited) as [number | null, string | null];
    expect(signal).toBe('SIGKILL');

    using store = openStore(file);
    const notes = store.reader.all<{ text: string }>('SELECT text FROM notes ORDER BY id').map(({ text }) => Number(text));
    // One more may have been committed than could be told.
    expect(notes.length).toBeGreaterThanOrEqual(acknowledged);
    expect(notes).toEqual(notes.map((_, index) => index + 1));
    expect(store.reader.get('PRAGMA integrity_check')).toEqual({ integrity_check: 'ok' });
    const rows = (table: string): number => store.reader.get<{ n: number }>(`SELECT count(*) AS n FROM ${table}`)!.n;
    expect([rows('entries'), rows('changes')]).toEqual([notes.length, notes.length]);
  }
  expect(acknowledged).toBeGreaterThan(80);
});
