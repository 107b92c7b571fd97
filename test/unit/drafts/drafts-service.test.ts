import { existsSync, readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DraftContent } from '../../../contract/model/draft.ts';
import { accountIdSchema, type ContactId, type DraftId } from '../../../contract/model/ids.ts';
import { createDraftsService, type DraftsService } from '../../../main/drafts/drafts-service.ts';
import { createFileFolder } from '../../../main/drafts/file-folder.ts';
import { insertContact } from '../../../main/store/contact-rows.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { createTestFolder } from '../../fakes/test-core.ts';
import { createTestStore, type TestStore } from '../../fakes/test-store.ts';

const content: DraftContent = {
  accountId: accountIdSchema.parse(1),
  to: [{ name: 'Maren', address: 'maren@example.org' }],
  cc: [{ name: null, address: 'not yet an addr' }],
  bcc: [],
  subject: 'Router',
  html: '<div>Half a sent</div>',
  sendAt: null,
};

let store: TestStore;
let folder: ReturnType<typeof createTestFolder>;
let drafts: DraftsService;
let contactId: ContactId;
const start = (): DraftsService =>
  createDraftsService({ store, folder: createFileFolder(join(folder.path, 'out')), clock: createManualClock(), logger: createRecordingLogger() });
const files = (): string[] => readdirSync(join(folder.path, 'out'));

beforeEach(() => {
  store = createTestStore();
  folder = createTestFolder();
  contactId = store.write((writer) => insertContact(writer, { name: 'Maren', company: null, isProvisional: false, isPractice: false, at: 1 }));
  drafts = start();
});
afterEach(() => {
  store[Symbol.dispose]();
  folder[Symbol.dispose]();
});

const save = (fields: Partial<DraftContent> = {}, draftId: DraftId | null = null): DraftId =>
  drafts.save({ contactId, kind: 'new', answersId: null, draftId, content: { ...content, ...fields } });

async function addFile(draftId: DraftId, text: string, isInline = false) {
  const file = await drafts.files.add(draftId, { name: 'C:\\tmp\\no\nte.txt', mediaType: 'text/plain', sizeBytes: text.length, isInline });
  await drafts.files.put(file.id, { offset: 0, bytes: Buffer.from(text.slice(0, 3)) });
  await drafts.files.put(file.id, { offset: 3, bytes: Buffer.from(text.slice(3)) });
  return file;
}

it('keeps one draft for a place, as it was typed, also what is no address yet', () => {
  const first = save();
  expect(save({ subject: 'Router again' })).toBe(first);
  expect(drafts.read(first)).toMatchObject({ contactId, kind: 'new', content: { ...content, subject: 'Router again' }, files: [] });
  expect(drafts.list()).toHaveLength(1);
  const other = store.write((writer) => insertContact(writer, { name: 'Jonas', company: null, isProvisional: false, isPractice: false, at: 1 }));
  drafts.save({ contactId: other, kind: 'new', answersId: null, draftId: null, content });
  expect(drafts.list().map((draft) => draft.contactId)).toEqual(expect.arrayContaining([contactId, other]));
});

it('is there after a restart, with its files', async () => {
  const id = save();
  const file = await addFile(id, 'abcdef');
  store.reopen();
  const again = start();
  expect(again.read(id)).toMatchObject({ content, files: [{ id: file.id, name: 'no te.txt', receivedBytes: 6, sizeBytes: 6 }] });
  expect((await again.files.read(file.id, 2)).toString()).toBe('cdef');
});

it('a discarded draft comes back with undo, and is gone for good with its files after the next start', async () => {
  const id = save();
  const file = await addFile(id, 'abcdef');
  drafts.discard(id);
  expect(drafts.list()).toEqual([]);
  expect(() => drafts.read(id)).toThrow('not-found');
  drafts.restore(id);
  expect(drafts.read(id).files).toHaveLength(1);
  drafts.discard(id);
  drafts = start();
  expect(() => drafts.restore(id)).toThrow('not-found');
  await expect.poll(() => existsSync(join(folder.path, 'out', file.id))).toBe(false);
});

it('what is typed after a discard begins a draft of its own; undo brings the other one back beside it', () => {
  const id = save();
  drafts.discard(id);
  const next = save({ subject: 'Something else' });
  expect(next).not.toBe(id);
  drafts.restore(id);
  expect(drafts.list()).toHaveLength(2);
  expect(() => drafts.save({ contactId, kind: 'new', answersId: null, draftId: id, content })).not.toThrow();
});

it('takes bytes in order only, and not more than were announced', async () => {
  const id = save();
  const { id: fileId } = await drafts.files.add(id, { name: 'a', mediaType: '../evil', sizeBytes: 4, isInline: false });
  expect(drafts.read(id).files[0]?.mediaType).toBe('application/octet-stream');
  await expect(drafts.files.put(fileId, { offset: 2, bytes: Buffer.from('cd') })).rejects.toThrow('illegal-state');
  await expect(drafts.files.put(fileId, { offset: 0, bytes: Buffer.from('abcde') })).rejects.toThrow('illegal-state');
  expect(await drafts.files.put(fileId, { offset: 0, bytes: Buffer.from('abcd') })).toBe(4);
  expect(readFileSync(join(folder.path, 'out', fileId), 'utf8')).toBe('abcd');
});

it('a removed file takes no more bytes and comes back with undo', async () => {
  const id = save();
  const { id: fileId } = await drafts.files.add(id, { name: 'a', mediaType: 'text/plain', sizeBytes: 4, isInline: false });
  drafts.files.remove(fileId);
  await expect(drafts.files.put(fileId, { offset: 0, bytes: Buffer.from('ab') })).rejects.toThrow('not-found');
  expect(drafts.read(id).files).toEqual([]);
  drafts.files.restore(fileId);
  expect(drafts.read(id).files).toHaveLength(1);
});

it('sweeps at its start what belongs to nothing, and nothing else', async () => {
  const id = save();
  const kept = await addFile(id, 'abcdef');
  writeFileSync(join(folder.path, 'out', 'f'.repeat(32)), 'left by a crash');
  writeFileSync(join(folder.path, 'out', 'somebody-else.txt'), 'not ours');
  drafts = start();
  await expect.poll(files).toEqual(expect.not.arrayContaining(['f'.repeat(32)]));
  expect(files().sort()).toEqual([kept.id, 'somebody-else.txt'].sort());
});
