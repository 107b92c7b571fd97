import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestInbox, type TestInbox } from '../../fakes/test-inbox.ts';

let test: TestInbox;
beforeEach(() => {
  test = createTestInbox();
});
afterEach(() => test[Symbol.asyncDispose]());

const long = 40 * 86_400_000;
const states = (): (string | null)[] => [test.only().state, test.only().reason];

describe('what makes a conversation need an answer', () => {
  it('a mail by a person that arrives, read elsewhere or not', () => {
    test.mail('a', { text: 'Since this morning.\n> quoted\nIt is silent.', isUnread: true });
    expect(test.only()).toMatchObject({
      contactName: 'Maren Schulte',
      address: 'maren@example.org',
      subject: 'Router',
      preview: 'Since this morning. It is silent.',
      state: 'open',
      reason: 'message',
      sinceAt: test.clock.now(),
      unread: 1,
      lastDirection: 'in',
    });
  });

  it('not one that was read long ago: it is history', () => {
    test.mail('a', { at: test.clock.now() - long });
    expect(states()).toEqual(['done', null]);
  });

  it('an old one nobody read yet', () => {
    test.mail('a', { at: test.clock.now() - long, isUnread: true });
    expect(states()).toEqual(['open', 'message']);
  });

  it('not what a machine wrote', () => {
    test.mail('a', { mark: 'automatic', isUnread: true });
    expect(states()).toEqual(['done', null]);
    expect(test.only().unread).toBe(1);
  });

  it('a second mail of theirs does not make them wait less long', () => {
    test.mail('a');
    const { sinceAt } = test.only();
    test.mail('b', { answers: 'a' });
    expect(test.only()).toMatchObject({ sinceAt, preview: 'Hello' });
  });
});

describe('what we write', () => {
  it('makes it wait for theirs; their answer opens it again', () => {
    test.mail('a');
    test.sent('b', { answers: 'a' });
    expect(test.only()).toMatchObject({ state: 'waiting', reason: null, lastDirection: 'out', sinceAt: test.clock.now() });
    test.mail('c', { answers: 'b' });
    expect(states()).toEqual(['open', 'message']);
  });

  it('long ago changes nothing: what is done stays done', () => {
    test.mail('a', { at: test.clock.now() - long });
    test.sent('b', { answers: 'a', at: test.clock.now() - long + 1_000 });
    expect(states()).toEqual(['done', null]);
    test.sent('c', { answers: 'a' });
    expect(states()).toEqual(['waiting', null]);
  });

  it('from here is seen at once; taken back, the conversation stands as it stood', async () => {
    test.mail('a', { isUnread: true });
    const before = test.only();
    test.clock.advance(60_000);
    const entryId = await test.reply(before, 'We look into it.');
    expect(test.only()).toMatchObject({ state: 'waiting', preview: 'We look into it.', lastDirection: 'out', unread: 1 });
    test.outbox.takeBack(entryId);
    expect(test.only()).toEqual(before);
  });

  it('taken back one after another, the first of them last', async () => {
    test.mail('a');
    const before = test.only();
    const first = await test.reply(before);
    test.clock.advance(1_000);
    const second = await test.reply(before);
    test.outbox.takeBack(first);
    expect(states()).toEqual(['waiting', null]);
    test.outbox.takeBack(second);
    expect(states()).toEqual(['open', 'message']);
    expect(test.only().lastId).toBe(before.lastId);
  });

  it('taken back where it was all there was, nothing is left of it in the inbox', async () => {
    const draft = { accountId: 1 as never, contactId: null, answersId: null, to: [{ name: null, address: 'new@example.org' }], cc: [], bcc: [] };
    const entryId = await test.outbox.send({ ...draft, subject: 'Offer', text: 'Hello', html: null, sendAt: null });
    expect(states()).toEqual(['waiting', null]);
    test.outbox.takeBack(entryId);
    expect(test.page().rows).toEqual([]);
  });

  it('and does not arrive, has to be done something about', () => {
    test.mail('a', { at: test.clock.now() - long });
    test.sent('b', { answers: 'a' });
    const from = { name: 'Mail Delivery', address: 'mailer-daemon@example.net' };
    const report = { outcome: 'failed', messageId: 'b', status: '5.1.1', said: 'no such user' } as const;
    test.mail('c', { from, mark: 'bounce', report });
    expect(states()).toEqual(['open', 'bounce']);
    expect(test.only().contactName).toBe('Maren Schulte');
  });
});

describe('what comes late', () => {
  it('and is older changes nothing but the count', () => {
    test.mail('a');
    test.sent('b', { answers: 'a' });
    const now = test.only();
    test.mail('old', { references: ['a'], at: test.clock.now() - long, isUnread: true, text: 'Much older' });
    expect(test.only()).toEqual({ ...now, unread: 1 });
  });

  it('read elsewhere, or unread again: the count follows', () => {
    test.mail('a', { isUnread: true });
    test.mail('b', { answers: 'a', isUnread: true });
    expect(test.only().unread).toBe(2);
    test.events({ type: 'read', place: 'INBOX/a', isUnread: false }, { type: 'read', place: 'INBOX/a', isUnread: false });
    expect(test.only().unread).toBe(1);
    test.inbox.markRead(test.only().conversationId, false);
    expect(test.only().unread).toBe(0);
    test.inbox.markRead(test.only().conversationId, true);
    expect(test.only().unread).toBe(1);
  });

  it('removed at the provider: what is left decides', () => {
    test.sent('a');
    test.mail('b', { answers: 'a', text: 'Second', isUnread: true });
    test.events({ type: 'gone', place: 'INBOX/b' });
    expect(test.only()).toMatchObject({ state: 'waiting', preview: 'Hello', lastDirection: 'out', unread: 0 });
    test.events({ type: 'gone', place: 'INBOX/a' });
    expect(test.page()).toMatchObject({ rows: [], counts: { all: 0, waiting: 0 } });
  });
});
