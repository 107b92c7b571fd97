import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { DraftContent } from '../../../contract/model/draft.ts';
import { accountIdSchema, type ContactId, type DraftId } from '../../../contract/model/ids.ts';
import type { MessageDraft } from '../../../contract/model/outbox.ts';
import type { OutboxItem, SendResult } from '../../../main/channel.ts';
import { createDraftsService, type DraftsService } from '../../../main/drafts/drafts-service.ts';
import { createFileFolder } from '../../../main/drafts/file-folder.ts';
import { createFileSenders } from '../../../main/drafts/file-sender.ts';
import { createSizeLimits } from '../../../main/drafts/size-limits.ts';
import { createWrittenDrafts } from '../../../main/drafts/written-drafts.ts';
import { createOutboxService, type OutboxService } from '../../../main/outbox/outbox-service.ts';
import { insertContact } from '../../../main/store/contact-rows.ts';
import { readMessage } from '../../../main/store/mail-rows.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger, stillNetwork } from '../../fakes/memory-ports.ts';
import { createTestFolder } from '../../fakes/test-core.ts';
import { createTestStore, type TestStore } from '../../fakes/test-store.ts';

const accountId = accountIdSchema.parse(1);
const content: DraftContent = {
  accountId,
  to: [{ name: null, address: 'maren@example.org' }],
  cc: [],
  bcc: [],
  subject: 'Router',
  html: '',
  sendAt: null,
};

let store: TestStore;
let place: ReturnType<typeof createTestFolder>;
let clock: ManualClock;
let drafts: DraftsService;
let outbox: OutboxService;
let contactId: ContactId;
let sent: OutboxItem[];
let answer: SendResult;

beforeEach(() => {
  store = createTestStore();
  place = createTestFolder();
  clock = createManualClock();
  sent = [];
  answer = { outcome: 'accepted', failure: null };
  store.write((writer) => {
    writer.run(
      "INSERT INTO accounts (id, kind, label, aor, server_url, ice_servers, dtmf_mode, is_enabled, is_default) VALUES (1, 'email-imap', '', '', '', '[]', 'auto', 1, 0)",
    );
    contactId = insertContact(writer, { name: 'Maren', company: null, isProvisional: false, isPractice: false, at: 1 });
  });
  const folder = createFileFolder(place.path);
  const logger = createRecordingLogger();
  drafts = createDraftsService({ store, folder, clock, logger });
  const sizeLimits = createSizeLimits({ store, clock, usualBytes: () => 1_000_000, ask: () => Promise.resolve(null) });
  const senders = {
    changed: { on: () => () => undefined },
    find: () => ({
      send: (item: OutboxItem) => {
        sent.push(item);
        return Promise.resolve(answer);
      },
    }),
  };
  outbox = createOutboxService({
    store,
    senders: createFileSenders({ senders, folder }),
    drafts: createWrittenDrafts({ drafts, sizeLimits, clock }),
    account: () => ({ address: 'support@example.org', displayName: null, isPractice: false }),
    clock,
    logger,
    network: stillNetwork,
    random: () => 0.5,
    agentName: () => null,
    undoMs: () => 10_000,
    threadSecret: 'secret',
    onEntryChanged: () => undefined,
  });
});
afterEach(async () => {
  await outbox[Symbol.asyncDispose]();
  store[Symbol.dispose]();
  place[Symbol.dispose]();
});

async function write(text = 'abcdef', fields: Partial<DraftContent> = {}): Promise<{ draftId: DraftId; message: MessageDraft; path: string }> {
  const written = { ...content, html: '<div>Here it is.</div>', ...fields };
  const draftId = drafts.save({ contactId, kind: 'new', answersId: null, draftId: null, content: written });
  const file = await drafts.files.add(draftId, { name: 'note.txt', mediaType: 'text/plain', sizeBytes: text.length, isInline: false });
  await drafts.files.put(file.id, { offset: 0, bytes: Buffer.from(text) });
  return { draftId, message: { ...written, text: '', contactId, answersId: null, draftId, kind: 'new' }, path: join(place.path, file.id) };
}

it('a draft becomes a message with its files; once it has gone out they go', async () => {
  const { message, path, draftId } = await write();
  const entryId = await outbox.send(message);
  expect(drafts.list()).toEqual([]);
  expect(() => drafts.read(draftId)).toThrow('not-found');
  expect(readMessage(store.reader, entryId)).toMatchObject({
    text: 'Here it is.',
    html: null,
    head: { attachments: [{ index: 0, name: 'note.txt', sizeBytes: 6, isInline: false, part: '2' }] },
  });
  expect(existsSync(path)).toBe(true);
  clock.advance(10_000);
  await expect.poll(() => sent.length).toBe(1);
  expect(sent[0]?.attachments).toEqual([{ name: 'note.txt', mediaType: 'text/plain', path, contentId: null, sizeBytes: 6 }]);
  await expect.poll(() => existsSync(path)).toBe(false);
});

it('taken back it is the draft it was, files and all, and goes out only when it is sent again', async () => {
  const { message, path } = await write();
  const back = outbox.takeBack(await outbox.send(message));
  clock.advance(60_000);
  expect(sent).toEqual([]);
  expect(existsSync(path)).toBe(true);
  expect(drafts.list()).toMatchObject([{ id: back.draftId, contactId, files: [{ name: 'note.txt', receivedBytes: 6 }] }]);
  expect(drafts.read(back.draftId!).content.html).toBe('<div>Here it is.</div>');
  await outbox.send(back);
  clock.advance(10_000);
  await expect.poll(() => sent.length).toBe(1);
});

it('refused, it can be written on with everything it had', async () => {
  answer = { outcome: 'refused', failure: { reason: 'message-refused' } };
  const { message, path } = await write('abcdef', { html: '<div><b>Formatted</b></div>' });
  const entryId = await outbox.send(message);
  clock.advance(10_000);
  await expect.poll(() => outbox.list()[0]?.state).toBe('refused');
  const back = outbox.takeBack(entryId);
  expect(drafts.read(back.draftId!)).toMatchObject({ content: { html: '<div><b>Formatted</b></div>' }, files: [{ name: 'note.txt' }] });
  expect(existsSync(path)).toBe(true);
});

it('what is too large is not sent and stays a draft', async () => {
  const { message, draftId } = await write('x'.repeat(150_000));
  await expect(outbox.send(message)).resolves.toBeGreaterThan(0);
  const large = await write('x'.repeat(800_000));
  await expect(outbox.send(large.message)).rejects.toMatchObject({ failure: { reason: 'message-too-large' } });
  expect(drafts.list().map(({ id }) => id)).toEqual([large.draftId]);
  expect(large.draftId).not.toBe(draftId);
  expect(existsSync(large.path)).toBe(true);
});

it('a file that is not there whole holds the message back', async () => {
  const { message, draftId } = await write();
  await drafts.files.add(draftId, { name: 'slow.bin', mediaType: '', sizeBytes: 9, isInline: false });
  await expect(outbox.send(message)).rejects.toMatchObject({ code: 'illegal-state', failure: { reason: 'file-incomplete' } });
  expect(drafts.list()).toHaveLength(1);
});

it('a picture that was deleted from the text does not go along', async () => {
  const { message, draftId } = await write();
  const inline = await drafts.files.add(draftId, { name: 'p.png', mediaType: 'image/png', sizeBytes: 1, isInline: true });
  await drafts.files.put(inline.id, { offset: 0, bytes: Buffer.from('p') });
  await outbox.send(message);
  clock.advance(10_000);
  await expect.poll(() => sent[0]?.attachments.map(({ name }) => name)).toEqual(['note.txt']);
  await expect.poll(() => existsSync(join(place.path, inline.id))).toBe(false);
});

it('sent later it is dated when it goes out, and now where it is hurried', async () => {
  const sendAt = clock.now() + 3_600_000;
  const later = await write('abcdef', { sendAt });
  const entryId = await outbox.send(later.message);
  expect(outbox.list()).toMatchObject([{ entryId, dueAt: sendAt }]);
  clock.advance(3_599_000);
  expect(sent).toEqual([]);
  outbox.hurry(entryId);
  await expect.poll(() => sent.length).toBe(1);
  expect(sent[0]!.at).toBeLessThanOrEqual(clock.now());
});

it('an address that is none is named by its field', async () => {
  const { message } = await write();
  const wrong = { ...message, cc: [{ name: null, address: 'not an address' }] };
  await expect(outbox.send(wrong)).rejects.toMatchObject({ code: 'invalid-input', failure: { field: 'cc' } });
});
