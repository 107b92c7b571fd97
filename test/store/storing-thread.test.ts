import { EventEmitter } from 'node:events';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { beforeEach, expect, it } from 'vitest';
import { accountIdSchema } from '../../contract/model/ids.ts';
import type { InboundEvent } from '../../main/channel.ts';
import { workerFile } from '../../main/lib/worker-file.ts';
import { openStore, type DatabasePlace } from '../../main/store/database.ts';
import { readSyncState } from '../../main/store/sync-rows.ts';
import { turnsBytes } from '../../main/store/turns.ts';
import { createStoringThread, type StoringWork, type ToStoring } from '../../main/sync/storing-thread.ts';
import { createTestFolder } from '../fakes/test-core.ts';

const accountId = accountIdSchema.parse(1);
let database: DatabasePlace;

beforeEach(({ onTestFinished }) => {
  const folder = createTestFolder();
  onTestFinished(() => folder[Symbol.dispose]());
  database = { file: join(folder.path, 'threadline.db'), turns: new SharedArrayBuffer(turnsBytes) };
  using store = openStore(database.file);
  store.write((writer) =>
    writer.run(
      "INSERT INTO accounts (id, kind, label, aor, server_url, ice_servers, dtmf_mode, is_enabled, is_default) VALUES (1, 'email-imap', '', '', '', '', '', 1, 0)",
    ),
  );
});

const start = () =>
  createStoringThread(() => new Worker(workerFile('storing-worker', new URL('../../main/x.ts', import.meta.url).href), { workerData: database }));

function mail(subject: string): InboundEvent {
  const from = { name: null, address: 'maren@example.org' };
  const content = { subject, text: '', html: null, from, to: [], cc: [], bcc: [], replyTo: [], messageId: `${subject}@example.org`, inReplyTo: null };
  const rest = { references: [], mark: null, report: null, attachments: [], externalId: subject, channel: 'email', direction: 'in' } as const;
  return { type: 'message', place: `INBOX/1/${subject}`, message: { ...content, ...rest, at: Date.UTC(2026, 0, 1), sizeBytes: 1, isUnread: true } };
}

const batch = (run: number, subject: string, account = accountId): StoringWork => ({
  type: 'apply',
  run,
  accountId: account,
  country: 'DE',
  batch: { events: [mail(subject)], cursor: { after: subject }, isRoundDone: false },
});

function stored(): { subjects: string[]; cursor: unknown; found: number; unread: number } {
  using store = openStore(database.file);
  const { reader } = store;
  return {
    subjects: reader.all<{ subject: string }>('SELECT subject FROM messages ORDER BY id').map(({ subject }) => subject),
    cursor: readSyncState(reader, accountId).cursor,
    found: reader.all('SELECT rowid FROM conversation_subjects WHERE conversation_subjects MATCH ?', '"rechnung"*').length,
    unread: reader.all('SELECT entry_id FROM unread_entries').length,
  };
}

it('has stored a batch and its cursor when it says so, to be found by its subject', async () => {
  await using thread = start();
  const changes = await Promise.all([thread.store(batch(1, 'Rechnung 1')), thread.store(batch(1, 'Rechnung 2'))]);
  expect(changes.flat().map(({ seq }) => seq)).toEqual([1, 2]);
  expect(stored()).toEqual({ subjects: ['Rechnung 1', 'Rechnung 2'], cursor: { after: 'Rechnung 2' }, found: 2, unread: 2 });
});

it('stores nothing of a run after what could not be stored: a later cursor would say that it is there', async () => {
  await using thread = start();
  const nobody = accountIdSchema.parse(99);
  const works = [batch(1, 'Rechnung 1'), batch(1, 'lost', nobody), batch(1, 'Rechnung 3'), batch(2, 'Rechnung 4')];
  const ends = await Promise.allSettled(works.map((work) => thread.store(work)));
  expect(ends.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled']);
  expect(stored()).toEqual({ subjects: ['Rechnung 1', 'Rechnung 4'], cursor: { after: 'Rechnung 4' }, found: 2, unread: 2 });
});

it('says so when the thread ends under it, and begins another one', async () => {
  const workers: Worker[] = [];
  await using thread = createStoringThread(() => {
    const worker = new Worker(workerFile('storing-worker', new URL('../../main/x.ts', import.meta.url).href), { workerData: database });
    workers.push(worker);
    return worker;
  });
  await thread.store(batch(1, 'Rechnung 1'));
  const cut = thread.store(batch(1, 'Rechnung 2'));
  await Promise.all([
    workers[0]!.terminate(),
    expect(
      cut.then(
        () => 'stored',
        () => 'cut',
      ),
    ).resolves.toMatch(/stored|cut/),
  ]);
  await thread.store(batch(2, 'Rechnung 2'));
  expect(workers).toHaveLength(2);
  expect(stored().subjects).toEqual(['Rechnung 1', 'Rechnung 2']);
});

it('stores nothing of a run behind what a thread took with it when it ended: the next thread does not know of it', async () => {
  const ports: EventEmitter[] = [];
  const sent: ToStoring[] = [];
  await using thread = createStoringThread(() => {
    const port = Object.assign(new EventEmitter(), {
      postMessage(message: ToStoring) {
        sent.push(message);
        if (message.type === 'leave') port.emit('exit');
      },
    });
    ports.push(port);
    return port;
  });
  const lost = thread.store(batch(1, 'lost'));
  ports[0]!.emit('error', new Error('out of memory'));
  await expect(lost).rejects.toThrow('out of memory');
  await expect(thread.store(batch(1, 'Rechnung 2'))).rejects.toThrow('not stored');
  const other = thread.store(batch(2, 'Rechnung 3'));
  // Of the one that is gone already.
  ports[0]!.emit('exit');
  ports[1]!.emit('message', { id: 2, changes: [], defect: null });
  await expect(other).resolves.toEqual([]);
  expect(sent.map((message) => (message.type === 'work' && message.work.type === 'apply' ? message.work.run : message.type))).toEqual([1, 2]);
});
