import { expect, it } from 'vitest';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { EntryId } from '../../../contract/model/ids.ts';
import type { FetchedMedia } from '../../../main/connectors/connector.ts';
import { practicePeople } from '../../../main/practice/practice-people.ts';
import { readEntry } from '../../../main/store/entry-rows.ts';
import { readInboxRow } from '../../../main/store/inbox-rows.ts';
import { placesOf } from '../../../main/store/media-rows.ts';
import { readMailIds } from '../../../main/store/mail-rows.ts';
import { outgoingItem } from '../../connectors/outgoing-item.ts';
import { createTestFolder } from '../../fakes/test-core.ts';
import { createPracticeWorld, type PracticeWorld } from '../../fakes/practice-world.ts';

const maren = practicePeople[0]!;

const deliveryOf = ({ store }: PracticeWorld, id: Parameters<typeof readEntry>[1]) => {
  const entry = readEntry(store.reader, id);
  return entry?.kind === 'message' ? { delivery: entry.delivery, failure: entry.failure } : null;
};

async function bytesOf(media: FetchedMedia | undefined): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of media?.pieces ?? []) pieces.push(piece);
  return Buffer.concat(pieces);
}

it.each(['en', 'de'] as const)('an invented customer answers in the thread after some seconds: unread, and to be answered (%s)', async (language) => {
  await using world = await createPracticeWorld({ language });
  const asked = world.messages().find(({ attachments }) => attachments.length > 0)!;
  const sent = await world.write([maren.email], { answersId: asked.id, contactId: asked.contactId, subject: `Re: ${asked.subject}` });
  expect(deliveryOf(world, sent)).toEqual({ delivery: 'accepted', failure: null });
  const before = world.messages().length;
  await world.pass(6_000);
  expect(world.messages()).toHaveLength(before);
  await world.pass(14_000);
  const answer = world.messages().at(-1)!;
  expect(answer).toMatchObject({
    direction: 'in',
    contactId: asked.contactId,
    conversationId: asked.conversationId,
    accountId: world.accountId,
    subject: `Re: ${asked.subject}`,
    from: { name: maren.name, address: maren.email },
    isUnread: true,
    mark: null,
  });
  expect(answer.text).toMatch(language === 'de' ? /^Guten Tag/ : /^Hello/);
  const own = readMailIds(world.store.reader, sent).messageId;
  expect(readMailIds(world.store.reader, answer.id).references.at(-1)).toBe(own);
  expect(readInboxRow(world.store.reader, asked.conversationId, '')).toMatchObject({
    state: 'open',
    reason: 'message',
    lastId: answer.id,
    unread: 1,
  });
  await world.pass(60_000);
  expect(world.messages()).toHaveLength(before + 1);
});

it('an answer on its way comes after a restart', async () => {
  await using world = await createPracticeWorld();
  await world.write([maren.email]);
  const before = world.messages().length;
  await world.restart();
  await world.pass(30_000);
  expect(world.messages().slice(before)).toMatchObject([{ direction: 'in', subject: 'Re: Router' }]);
});

it('writes to anybody in its domain, who is silent; to nobody outside', async () => {
  await using world = await createPracticeWorld();
  const before = world.messages().length;
  const inside = await world.write(['somebody@practice.invalid']);
  const outside = await world.write(['real.person@example.com']);
  const both = await world.write([maren.email, 'Real.Person@practice.invalid.example.com']);
  await world.pass(60_000);
  expect(deliveryOf(world, inside)).toEqual({ delivery: 'accepted', failure: null });
  for (const id of [outside, both]) expect(deliveryOf(world, id)).toMatchObject({ delivery: 'refused', failure: { reason: 'practice-only' } });
  expect(world.messages()).toHaveLength(before + 3);
});

it('shows what can go wrong: refused, refused by one of two, never known, returned', async () => {
  await using world = await createPracticeWorld();
  const refused = await world.write(['refused@practice.invalid']);
  const partly = await world.write(['refused@practice.invalid', 'somebody@practice.invalid']);
  const unknown = await world.write(['Unknown@practice.invalid']);
  const bounced = await world.write(['bounce@practice.invalid']);
  expect(deliveryOf(world, refused)).toMatchObject({ delivery: 'refused', failure: { reason: 'recipients-refused' } });
  expect(deliveryOf(world, partly)).toMatchObject({ delivery: 'accepted', failure: { reason: 'recipients-refused' } });
  expect(deliveryOf(world, unknown)).toMatchObject({ delivery: 'unknown', failure: { reason: 'delivery-unknown' } });
  expect(deliveryOf(world, bounced)).toMatchObject({ delivery: 'accepted' });
  await world.pass(10_000);
  expect(deliveryOf(world, bounced)).toMatchObject({ delivery: 'refused', failure: { reason: 'recipients-refused' } });
  const report = world.messages().at(-1)!;
  expect(report).toMatchObject({ mark: 'bounce', direction: 'in' });
  expect(readInboxRow(world.store.reader, report.conversationId, '')).toMatchObject({ state: 'open', reason: 'bounce' });
  // Nobody ever knows, however often it is looked for: a person decides.
  await world.pass(3_600_000);
  expect(deliveryOf(world, unknown)).toMatchObject({ delivery: 'unknown' });
  world.outbox.decide(unknown, true);
  expect(deliveryOf(world, unknown)).toMatchObject({ delivery: 'accepted' });
  expect(world.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
});

it('has files whose bytes are really fetched, also of what was sent', async () => {
  await using world = await createPracticeWorld();
  const asked = world.find('Router loses the connection every evening');
  const fetched = async (id: EntryId, part: number | 'source') => {
    const [place] = placesOf(world.store.reader, id);
    return bytesOf(await world.connector.fetchMedia?.(place!.place, part, new AbortController().signal));
  };
  for (const { index, sizeBytes } of asked.attachments) expect(await fetched(asked.id, index)).toHaveLength(sizeBytes);
  expect((await fetched(asked.id, 0)).subarray(1, 4).toString()).toBe('PNG');
  const source = (await fetched(asked.id, 'source')).toString();
  expect(source).toContain('filename=router-log.txt');
  expect(source).toContain(`From: ${maren.name} <${maren.email}>`);

  using folder = createTestFolder();
  const path = join(folder.path, 'offer');
  writeFileSync(path, 'ten bytes!');
  const file = { name: 'offer.txt', mediaType: 'text/plain', path, contentId: null, sizeBytes: 10 };
  const item = { ...outgoingItem('Our offer', ['somebody@practice.invalid']), attachments: [file] };
  expect(await world.connector.send(item, new AbortController().signal, () => undefined)).toMatchObject({ outcome: 'accepted' });
  await world.pass(0);
  expect((await fetched(world.find('Our offer').id, 0)).toString()).toBe('ten bytes!');

  const [place] = placesOf(world.store.reader, asked.id);
  const gone = { failure: { reason: 'media-gone' } };
  await expect(world.connector.fetchMedia?.(place!.place, 7, new AbortController().signal)).rejects.toMatchObject(gone);
  await expect(world.connector.fetchMedia?.('9999', 0, new AbortController().signal)).rejects.toMatchObject(gone);
});

it('has one mail with pictures from elsewhere, and one that a machine wrote', async () => {
  await using world = await createPracticeWorld();
  const html = world.messages().filter(({ hasHtml }) => hasHtml);
  expect(html).toHaveLength(1);
  const body = world.store.reader.get<{ html: string }>('SELECT html FROM mail_bodies WHERE id = ?', html[0]!.id)!.html;
  const hosts = [...body.matchAll(/src="([^"]+)"/g)].map(([, src]) => new URL(src!).hostname);
  expect(hosts).toEqual(['pictures.practice.invalid', 'pictures.practice.invalid']);
  expect(world.messages().filter(({ mark }) => mark === 'automatic')).toHaveLength(1);
});

it('keeps in mind what was read', async () => {
  await using world = await createPracticeWorld();
  const unread = world.messages().find(({ isUnread, channel }) => isUnread && channel === 'email')!;
  const [place] = placesOf(world.store.reader, unread.id);
  await world.connector.mark?.([{ place: place!.place, mark: 'seen', isSet: true }], new AbortController().signal);
  await world.pass(0);
  expect(readEntry(world.store.reader, unread.id)).toMatchObject({ isUnread: false });
});

it('brings its history once', async () => {
  await using world = await createPracticeWorld();
  const before = world.messages();
  await world.restart();
  world.store.write((writer) => writer.run('UPDATE sync_states SET cursor = NULL'));
  await world.pass(0);
  expect(world.messages()).toEqual(before);
  const mails = practicePeople.flatMap(({ history }) => history.filter(({ kind }) => kind === 'email'));
  expect(before.filter(({ accountId }) => accountId === world.accountId)).toHaveLength(mails.length);
});
