import { expect, it } from 'vitest';
import type { ContactId, ConversationId, EntryId } from '../../../contract/model/ids.ts';
import { conversationIdSchema, firstEntryIdAt } from '../../../contract/model/ids.ts';
import type { EntryForm } from '../../../contract/model/timeline-filter.ts';
import { appendTimelinePage, applyTimelinePatch, prependTimelinePage } from '../../../contract/timeline-reducer.ts';
import { insertCall } from '../../../main/store/call-rows.ts';
import { insertChange, insertContactChange, insertEntry, insertNote } from '../../../main/store/entry-rows.ts';
import { writeStanding } from '../../../main/store/conversation-rows.ts';
import { insertConversation, insertMessage, setUnread, type NewMessage } from '../../../main/store/mail-rows.ts';
import { createTestTimeline, type TestTimeline } from '../../fakes/test-timeline.ts';

const minuteMs = 60_000;

/** A contact whose entries a test writes one by one, a minute apart. */
function createLine(test: TestTimeline, phone = '0221 5550187') {
  const { id: contactId } = test.contacts.add('Maren Schulte', phone);

  function add(form: EntryForm, message: Partial<NewMessage> & { conversationId?: ConversationId } = {}): EntryId {
    test.clock.advance(minuteMs);
    const at = test.clock.now();
    const { conversationId = null, ...fields } = message;
    const isMessage = form !== 'call' && form !== 'note';
    return test.store.write((writer) => {
      const channel = isMessage ? form : 'voice';
      const kind = isMessage ? 'message' : form;
      const { id } = insertEntry(writer, { contactId, identityId: null, channel, kind, at, agentName: null, conversationId });
      if (form === 'call') insertCall(writer, { id, accountId: test.accountId, direction: 'in', address: '+492215550187' });
      else if (form === 'note') insertNote(writer, id, 'Called back', null);
      else
        insertMessage(writer, id, {
          channel: form,
          direction: 'in',
          subject: null,
          text: 'Hello',
          agentName: null,
          accountId: test.accountId,
          ...fields,
        });
      insertChange(writer, contactId, id, at);
      return id;
    });
  }
  const converse = (subject: string): ConversationId =>
    test.store.write((writer) =>
      insertConversation(writer, { contactId, channel: 'email', accountId: test.accountId, subject, at: test.clock.now() }),
    );
  return { contactId, add, converse };
}

const idsOf = ({ entries }: { entries: readonly { id: EntryId }[] }) => entries.map(({ id }) => id);

/** Everything a filter lets through, read page by page in both directions from the middle. */
function walk(test: TestTimeline, contactId: ContactId, place: NonNullable<Parameters<TestTimeline['timeline']['open']>[3]>): EntryId[] {
  const { filter } = place;
  let window = test.timeline.open(contactId, null, 4, place);
  while (window.hasOlder) window = prependTimelinePage(window, test.timeline.open(contactId, window.entries[0]!.id, 4, { filter }));
  while (window.hasNewer) window = appendTimelinePage(window, test.timeline.open(contactId, null, 4, { filter, after: window.entries.at(-1)!.id }));
  return idsOf(window);
}

it('filters by form and by conversation, page by page, without gap or overlap in either direction', () => {
  using test = createTestTimeline();
  const { contactId, add, converse } = createLine(test);
  const [router, invoice] = [converse('Router'), converse('Invoice')];
  const forms = ['call', 'email', 'note', 'email', 'sms', 'chat', 'social'] as const;
  const all = Array.from({ length: 41 }, (_, n) => ({ form: forms[n % 7]!, inRouter: n % 7 === 1 })).map(({ form, inRouter }) => ({
    form,
    inRouter,
    id: add(form, form === 'email' ? { conversationId: inRouter ? router : invoice } : {}),
  }));
  createLine(test, '040 5550123').add('email');
  const middle = all[20]!.id;
  for (const form of forms) {
    const expected = all.filter((entry) => entry.form === form).map(({ id }) => id);
    expect(walk(test, contactId, { filter: { form, conversationId: null }, around: middle }), form).toEqual(expected);
  }
  const ofRouter = all.filter(({ inRouter }) => inRouter).map(({ id }) => id);
  expect(walk(test, contactId, { filter: { form: null, conversationId: router }, around: middle })).toEqual(ofRouter);
  expect(walk(test, contactId, { around: middle })).toEqual(all.map(({ id }) => id));
});

it("shows nothing of another contact's conversation", () => {
  using test = createTestTimeline();
  const maren = createLine(test);
  const router = maren.converse('Router');
  maren.add('email', { conversationId: router });
  const { id } = test.contacts.add('Jonas Okafor', '040 5550123');
  const page = test.timeline.open(id, null, 9, { filter: { form: null, conversationId: router } });
  expect(page).toMatchObject({ entries: [], hasOlder: false, hasNewer: false });
});

it('opens around an instant: what follows it and what comes before, a whole page also near the ends', () => {
  using test = createTestTimeline();
  const { contactId, add } = createLine(test);
  const ids = Array.from({ length: 20 }, () => add('note'));
  const open = (around: EntryId) => test.timeline.open(contactId, null, 6, { around });
  expect(idsOf(open(ids[10]!))).toEqual(ids.slice(7, 13));
  expect(open(ids[10]!)).toMatchObject({ hasOlder: true, hasNewer: true });
  // Between two entries: from the next one on.
  expect(idsOf(open((ids[10]! - 1) as EntryId))).toEqual(ids.slice(7, 13));
  expect(idsOf(open(firstEntryIdAt(0)))).toEqual(ids.slice(0, 6));
  expect(open(firstEntryIdAt(0))).toMatchObject({ hasOlder: false, hasNewer: true });
  expect(idsOf(open(ids[18]!))).toEqual(ids.slice(14));
  expect(idsOf(open(firstEntryIdAt(test.clock.now() + minuteMs)))).toEqual(ids.slice(14));
  expect(open(ids[18]!)).toMatchObject({ hasOlder: true, hasNewer: false });
});

it('says of a page in the middle that there is more to both sides', () => {
  using test = createTestTimeline();
  const { contactId, add } = createLine(test);
  const ids = Array.from({ length: 5 }, () => add('note'));
  expect(test.timeline.open(contactId, ids[3]!, 2)).toMatchObject({ hasOlder: true, hasNewer: true });
  expect(test.timeline.open(contactId, null, 2, { after: ids[2]! })).toMatchObject({ hasOlder: true, hasNewer: false });
  expect(test.timeline.open(contactId, null, 2, { after: firstEntryIdAt(0) })).toMatchObject({ hasOlder: false, hasNewer: true });
});

it('counts each form, knows the first day, and what is unread until it was read', () => {
  using test = createTestTimeline();
  const { contactId, add, converse } = createLine(test);
  const router = converse('Router');
  const first = add('call');
  add('note');
  const [one, two] = [add('email', { isUnread: true, conversationId: router }), add('sms', { isUnread: true })];
  const summary = () => test.timeline.open(contactId, null, 1).summary;
  expect(summary()).toMatchObject({
    firstAt: test.clock.now() - 3 * minuteMs,
    newestId: two,
    counts: { call: 1, note: 1, email: 1, sms: 1, social: 0, chat: 0 },
    unread: [
      { id: one, form: 'email', conversationId: router },
      { id: two, form: 'sms' },
    ],
  });
  test.store.write((writer) => setUnread(writer, one, false));
  expect(summary().unread.map(({ id }) => id)).toEqual([two]);
  test.store.write((writer) => setUnread(writer, one, true));
  expect(summary().unread.map(({ id }) => id)).toEqual([one, two]);
  test.store.write((writer) => writer.run('DELETE FROM entries WHERE id IN (?, ?)', one, first));
  expect(summary()).toMatchObject({ firstAt: test.clock.now() - 2 * minuteMs, unread: [{ id: two }] });
});

it('the newest message of a customer says since when it waits, as long as its conversation is open', () => {
  using test = createTestTimeline();
  const { contactId, add, converse } = createLine(test);
  const conversationId = converse('Router');
  const first = add('email', { conversationId });
  const sinceAt = test.clock.now();
  const again = add('email', { conversationId });
  add('email', { conversationId, mark: 'automatic' });
  const state = (state: 'open' | 'waiting') =>
    test.store.write((writer) => writeStanding(writer, conversationId, { state, reason: null, sinceAt, snoozedUntil: null }));
  const awaiting = () => test.timeline.open(contactId, null, 9).threads[0]?.awaiting;
  expect(awaiting()).toBeNull();
  state('open');
  expect(awaiting()).toEqual({ entryId: again, sinceAt });
  expect(again).toBeGreaterThan(first);
  state('waiting');
  expect(awaiting()).toBeNull();
});

it('tells of a conversation with its messages, where one was taken back, and where only its state changed', () => {
  using test = createTestTimeline();
  const { contactId, add, converse } = createLine(test);
  const conversationId = converse('Router');
  const asked = add('email', { conversationId, isUnread: true });
  const answer = add('email', { conversationId, direction: 'out', delivery: 'queued' });
  let window = test.timeline.open(contactId, null, 9);
  expect(window.threads).toEqual([{ conversationId, subject: 'Router', count: 2, awaiting: null }]);
  const change = test.store.write((writer) => {
    writer.run('DELETE FROM entries WHERE id = ?', answer);
    return { ...insertChange(writer, contactId, answer, test.clock.now()), conversationId };
  });
  test.feed.entryChanged(change);
  test.clock.advance(30);
  window = test.patches.reduce(applyTimelinePatch, window);
  expect(window).toEqual(test.timeline.open(contactId, null, 9));
  expect(window.threads).toMatchObject([{ count: 1, awaiting: null }]);

  test.store.write((writer) => {
    writeStanding(writer, conversationId, { state: 'open', reason: 'reopened', sinceAt: 5, snoozedUntil: null });
    insertContactChange(writer, contactId, test.clock.now());
  });
  test.feed.conversationChanged(conversationId);
  test.clock.advance(30);
  window = test.patches.reduce(applyTimelinePatch, window);
  expect(window).toEqual(test.timeline.open(contactId, null, 9));
  expect(window.threads).toMatchObject([{ awaiting: { entryId: asked, sinceAt: 5 } }]);
});

it('of a hundred thousand entries it counts no more than it says', () => {
  using test = createTestTimeline();
  const { contactId, add } = createLine(test);
  const first = add('note');
  test.store.write((writer) => {
    const conversationId = conversationIdSchema.parse(1);
    for (let n = 1; n <= 1_500; n += 1) insertNoteAfter(writer, first + n, contactId, conversationId);
  });
  expect(test.timeline.open(contactId, null, 1).summary.counts.note).toBe(1_000);
});

function insertNoteAfter(writer: Parameters<typeof insertNote>[0], id: number, contactId: ContactId, conversationId: ConversationId): void {
  writer.run(
    "INSERT INTO entries (id, contact_id, conversation_id, interaction_id, kind, at, form) VALUES (?, ?, ?, 1, 'note', 1, 'note')",
    id,
    contactId,
    conversationId,
  );
  insertNote(writer, id as EntryId, 'Called back', null);
}
