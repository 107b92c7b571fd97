import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { cursorOf } from '../../../contract/inbox-reducer.ts';
import type { InboxFilter } from '../../../contract/model/inbox.ts';
import { buildFilter, createTestInbox, idsOf, maren, type TestInbox } from '../../fakes/test-inbox.ts';

let test: TestInbox;
beforeEach(() => {
  test = createTestInbox();
});
afterEach(() => test[Symbol.asyncDispose]());

const hour = 3_600_000;
const id = () => test.only().conversationId;

describe('done, open again, assigned, tagged', () => {
  it('done leaves; undone it stands as it stood, waiting for as long as before', () => {
    test.mail('a', { isUnread: true });
    const before = test.only();
    test.clock.advance(hour);
    test.inbox.setState(id(), 'done');
    expect(test.page({ view: 'open' }).rows).toEqual([]);
    expect(test.page({ view: 'done' }).rows).toHaveLength(1);
    test.inbox.setState(id(), 'open');
    expect(test.only()).toEqual(before);
  });

  it('what was never open begins to wait when an agent opens it', () => {
    test.mail('a', { at: test.clock.now() - 900 * hour });
    test.inbox.setState(id(), 'open');
    expect(test.only()).toMatchObject({ state: 'open', reason: 'reopened', sinceAt: test.clock.now() });
  });

  it('a customer who writes opens what was done', () => {
    test.mail('a');
    test.inbox.setState(id(), 'done');
    test.mail('b', { answers: 'a' });
    expect(test.only()).toMatchObject({ state: 'open', reason: 'message', sinceAt: test.clock.now() });
  });

  it('assigned to the agent of this desk, whether there is a name or none, and to nobody', async () => {
    test.mail('a');
    test.inbox.assign(id(), 'Lea Winter');
    expect(test.only()).toMatchObject({ assignedTo: 'Lea Winter', isMine: true });
    expect(test.page({ isMine: true, view: 'open' }).rows).toHaveLength(1);
    test.inbox.assign(id(), 'Tim');
    expect(test.only()).toMatchObject({ assignedTo: 'Tim', isMine: false });
    test.inbox.assign(id(), null);
    expect(test.only()).toMatchObject({ assignedTo: null, isMine: false });
    expect(test.page({ isMine: true }).rows).toEqual([]);

    await using nameless = createTestInbox({ name: '' });
    nameless.mail('a');
    nameless.inbox.assign(nameless.only().conversationId, '');
    expect(nameless.only()).toMatchObject({ assignedTo: '', isMine: true });
  });

  it('has tags, twenty at most, found by each', () => {
    test.mail('a');
    test.mail('b');
    const [first] = idsOf(test.page());
    test.inbox.tag(first!, 'urgent', true);
    test.inbox.tag(first!, 'urgent', true);
    test.inbox.tag(first!, 'Billing', true);
    expect(test.page({ tag: 'urgent' }).rows).toMatchObject([{ conversationId: first, tags: ['Billing', 'urgent'] }]);
    expect(test.inbox.tags()).toEqual(['Billing', 'urgent']);
    test.inbox.tag(first!, 'urgent', false);
    expect(test.inbox.tags()).toEqual(['Billing']);
    for (let n = 0; n < 19; n += 1) test.inbox.tag(first!, `tag ${n}`, true);
    expect(() => test.inbox.tag(first!, 'one too many', true)).toThrow(expect.objectContaining({ code: 'illegal-state' }));
  });

  it('what is not there is not found', () => {
    for (const act of [() => test.inbox.setState(99 as never, 'done'), () => test.inbox.markRead(99 as never, true)])
      expect(act).toThrow(expect.objectContaining({ code: 'not-found' }));
  });
});

describe('snooze', () => {
  it('comes back at its time, by one timer, the earliest first', () => {
    test.mail('a');
    test.mail('b');
    const [later, sooner] = idsOf(test.page());
    test.clock.advance(100);
    const waiting = test.clock.waiting;
    test.inbox.snooze(later!, test.clock.now() + 30 * hour);
    test.inbox.snooze(sooner!, test.clock.now() + 20 * hour);
    test.clock.advance(30);
    expect(test.clock.waiting).toBe(waiting + 1);
    expect(idsOf(test.page({ view: 'snoozed' }))).toEqual([sooner, later]);
    test.clock.advance(20 * hour - 30);
    expect(idsOf(test.page({ view: 'snoozed' }))).toEqual([later]);
    expect(test.page({ view: 'open' }).rows).toMatchObject([{ conversationId: sooner, reason: 'snooze', snoozedUntil: null }]);
    test.clock.advance(10 * hour);
    expect(test.page().counts).toMatchObject({ open: 2, snoozed: 0 });
  });

  it('comes back at the start, where the program was not running at its time', () => {
    test.mail('a');
    test.inbox.snooze(id(), test.clock.now() + hour);
    test.inbox[Symbol.dispose]();
    test.clock.advance(5 * hour);
    expect(test.only().state).toBe('snoozed');
    test.restart();
    expect(test.only()).toMatchObject({ state: 'open', reason: 'snooze' });
  });

  it('waits on over a restart before its time', () => {
    test.mail('a');
    test.inbox.snooze(id(), test.clock.now() + hour);
    test.restart();
    test.clock.advance(hour - 1);
    expect(test.only().state).toBe('snoozed');
    test.clock.advance(1);
    expect(test.only().state).toBe('open');
  });

  it('ends when the customer writes; what we write leaves it', () => {
    test.mail('a');
    test.inbox.snooze(id(), test.clock.now() + hour);
    test.sent('b', { answers: 'a' });
    expect(test.only().state).toBe('snoozed');
    test.mail('c', { answers: 'b' });
    expect(test.only()).toMatchObject({ state: 'open', reason: 'message', snoozedUntil: null });
  });

  it('refuses a time that has passed', () => {
    test.mail('a');
    expect(() => test.inbox.snooze(id(), test.clock.now())).toThrow(expect.objectContaining({ code: 'invalid-input' }));
  });
});

describe('pages', () => {
  const views: Partial<InboxFilter>[] = [{ view: 'all' }, { view: 'open', order: 'longest' }, { view: 'open', order: 'newest' }, { view: 'snoozed' }];

  it.each(views)('%o: in order, nothing twice, nothing left out, also where instants are the same', (filter) => {
    for (let n = 0; n < 23; n += 1) test.mail(`m${n}`, { from: { name: null, address: `c${n}@example.org` } });
    if (filter.view === 'snoozed') {
      const until = test.clock.now() + hour;
      for (const [index, one] of idsOf(test.page()).entries()) test.inbox.snooze(one, until + (index % 3) * 1_000);
    }
    const whole = idsOf(test.page(filter));
    expect(whole).toHaveLength(23);
    const paged: number[] = [];
    let before: ReturnType<typeof cursorOf> | null = null;
    for (;;) {
      const page = test.page(filter, before, 5);
      paged.push(...idsOf(page));
      if (!page.hasMore) break;
      before = cursorOf(page.rows.at(-1)!, buildFilter(filter));
    }
    expect(paged).toEqual(whole);
  });

  it('open: who waits longest first, or the newest', () => {
    test.mail('a');
    test.mail('b', { from: { name: null, address: 'second@example.org' } });
    test.mail('c', { answers: 'a' });
    const names = (order: 'longest' | 'newest') => test.page({ view: 'open', order }).rows.map(({ address }) => address);
    expect(names('longest')).toEqual(['maren@example.org', 'second@example.org']);
    expect(names('newest')).toEqual(['maren@example.org', 'second@example.org']);
    test.mail('d', { answers: 'b', from: { name: null, address: 'second@example.org' } });
    expect(names('longest')).toEqual(['maren@example.org', 'second@example.org']);
    expect(names('newest')).toEqual(['second@example.org', 'maren@example.org']);
  });
});

describe('search', () => {
  const found = (text: string): (string | null)[] => test.page({ text }).rows.map(({ subject }) => subject);
  beforeEach(() => {
    test.mail('a', { subject: 'Kündigung der Straßenreinigung 4471-22' });
    test.mail('b', { subject: 'Invoice for the router', from: { name: 'Jörg Müller', address: 'joerg@mueller.example' } });
    test.mail('c', { subject: null, from: { name: "Sean O'Brien", address: 'sean@example.net' } });
  });

  it.each([
    ['schul', 1],
    ['MAREN', 1],
    ['maren@example.org', 1],
    ['kundi', 1],
    ['strassen', 1],
    ['STRAßEN', 1],
    ['4471-22', 1],
    ['muller rout', 1],
    ['müller', 1],
    ['jorg invoice', 1],
    ["o'brien", 1],
    ['obrien', 1],
    ['maren router', 0],
    ['outer', 0],
    ['', 3],
    ['***', 0],
    ['"', 0],
    ['router OR kündigung', 0],
    ['NEAR(router)', 0],
    ['r', 0],
    ['s', 2],
  ])('“%s” finds %i', (text, count) => expect(found(text)).toHaveLength(count));

  it('within the view and the tag; newest first', () => {
    const [newest, second] = idsOf(test.page());
    test.inbox.setState(second!, 'done');
    expect(test.page({ view: 'open', text: 'invoice' }).rows).toEqual([]);
    expect(idsOf(test.page({ view: 'done', text: 'invoice' }))).toEqual([second]);
    test.inbox.tag(newest!, 'x', true);
    expect(idsOf(test.page({ tag: 'x', text: 'sean' }))).toEqual([newest]);
    expect(test.page({ text: 'example' }).rows.map(({ address }) => address)).toEqual([
      'sean@example.net',
      'joerg@mueller.example',
      'maren@example.org',
    ]);
  });

  it('finds nothing of a customer who was erased', () => {
    test.store.write((writer) => writer.run('DELETE FROM contacts WHERE name = ?', maren.name));
    expect(found('kundi')).toEqual([]);
    expect(test.store.reader.all('SELECT rowid FROM conversation_subjects WHERE conversation_subjects MATCH ?', '"kundigung"')).toEqual([]);
  });
});

describe('patches', () => {
  it('one for what happens within some milliseconds, with the counts', () => {
    test.mail('a');
    test.mail('b');
    test.clock.advance(30);
    const before = test.patches.length;
    test.mail('c', { answers: 'a' });
    test.inbox.tag(idsOf(test.page())[1]!, 'x', true);
    test.clock.advance(30);
    expect(test.patches.length).toBeGreaterThan(before);
    const patched = test.patches.slice(before).flatMap(({ upserted }) => upserted);
    expect(new Set(patched.map(({ conversationId }) => conversationId)).size).toBe(2);
    expect(test.patches.at(-1)).toMatchObject({ counts: { open: 2, all: 2 }, isStale: false });
    expect(test.patches.at(-1)!.seq).toBe(test.page().seq);
  });

  it('tells of what is gone', () => {
    test.mail('a');
    const gone = id();
    test.events({ type: 'gone', place: 'INBOX/a' });
    test.clock.advance(30);
    expect(test.patches.at(-1)).toMatchObject({ upserted: [], removed: [gone], counts: { all: 0 } });
  });

  it('of very many: to read again, twice a second at most', () => {
    test.clock.advance(1_000);
    const before = test.patches.length;
    for (let n = 0; n < 300; n += 1) test.inboxFeed.entryChanged({ entryId: (n + 1) as never });
    test.clock.advance(30);
    expect(test.patches.slice(before)).toMatchObject([{ isStale: true, upserted: [] }]);
    for (let n = 0; n < 300; n += 1) test.inboxFeed.entryChanged({ entryId: (n + 1) as never });
    test.clock.advance(400);
    expect(test.patches.length).toBe(before + 1);
    test.clock.advance(100);
    expect(test.patches.length).toBe(before + 2);
  });
});
