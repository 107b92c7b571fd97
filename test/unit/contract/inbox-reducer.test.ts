import { describe, expect, it } from 'vitest';
import { appendInboxPage, applyInboxPatch, openInboxPage, settleInbox, type InboxList } from '../../../contract/inbox-reducer.ts';
import { conversationIdSchema, firstEntryIdAt } from '../../../contract/model/ids.ts';
import type { InboxFilter, InboxPatch, InboxRow } from '../../../contract/model/inbox.ts';
import { buildInboxRow, countRows } from '../../fakes/inbox-world.ts';
import { buildFilter } from '../../fakes/test-inbox.ts';

const begin = Date.UTC(2026, 10, 23);
const row = (id: number, minutes: number, fields: Partial<InboxRow> = {}): InboxRow => {
  const lastAt = begin + minutes * 60_000;
  return buildInboxRow({ conversationId: conversationIdSchema.parse(id), lastAt, lastId: firstEntryIdAt(lastAt), sinceAt: lastAt, ...fields });
};
const listOf = (rows: readonly InboxRow[], filter: Partial<InboxFilter> = {}, hasMore = false): InboxList =>
  openInboxPage(buildFilter({ view: 'open', ...filter }), { seq: 10, rows: [...rows], hasMore, counts: countRows(rows) });
const patch = (upserted: readonly InboxRow[], fields: Partial<InboxPatch> = {}): InboxPatch => ({
  seq: 11,
  upserted: [...upserted],
  removed: [],
  counts: countRows([]),
  isStale: false,
  ...fields,
});
const ids = ({ rows }: { rows: readonly InboxRow[] }): number[] => rows.map(({ conversationId }) => conversationId);

describe('a patch of the inbox', () => {
  const list = listOf([row(3, 30), row(2, 20), row(1, 10)]);

  it('puts what came and what changed where it belongs', () => {
    expect(ids(applyInboxPatch(list, patch([row(4, 40)]), false))).toEqual([4, 3, 2, 1]);
    expect(ids(applyInboxPatch(list, patch([row(1, 50)]), false))).toEqual([1, 3, 2]);
    expect(ids(applyInboxPatch(listOf([row(1, 10), row(2, 20)], { order: 'longest' }), patch([row(3, 15)]), false))).toEqual([1, 3, 2]);
  });

  it('takes away what is gone or belongs elsewhere now', () => {
    expect(ids(applyInboxPatch(list, patch([row(2, 20, { state: 'done' })]), false))).toEqual([3, 1]);
    expect(ids(applyInboxPatch(list, patch([], { removed: [conversationIdSchema.parse(3)] }), false))).toEqual([2, 1]);
    expect(ids(applyInboxPatch(listOf([row(1, 10)], { tag: 'x' }), patch([row(1, 10)]), false))).toEqual([]);
  });

  it('that is older than the list is the same list; of the same seq it is applied', () => {
    expect(applyInboxPatch(list, patch([row(4, 40)], { seq: 9 }), false)).toBe(list);
    expect(ids(applyInboxPatch(list, patch([row(4, 40)], { seq: 10 }), false))).toHaveLength(4);
  });

  it('beyond the end of what is held waits for its page', () => {
    const part = listOf([row(3, 30), row(2, 20)], {}, true);
    expect(ids(applyInboxPatch(part, patch([row(1, 10)]), false))).toEqual([3, 2]);
    expect(ids(applyInboxPatch(part, patch([row(4, 25)]), false))).toEqual([3, 4, 2]);
  });

  it('of a list of found rows changes them and adds none: who searched knows what matches', () => {
    const found = listOf([row(3, 30)], { text: 'router' });
    const next = applyInboxPatch(found, patch([row(3, 31, { preview: 'new' }), row(4, 40)]), false);
    expect(next.rows.map(({ preview }) => preview)).toEqual(['new']);
  });
});

describe('while the list is held', () => {
  const list = listOf([row(3, 30), row(2, 20), row(1, 10)]);

  it('nothing moves: what changes does so in its place, what comes is counted', () => {
    let held = applyInboxPatch(list, patch([row(4, 40), row(1, 50, { preview: 'again' })]), true);
    held = applyInboxPatch(held, patch([row(3, 30, { state: 'waiting' }), row(4, 41)], { seq: 12 }), true);
    expect(ids(held)).toEqual([3, 2, 1]);
    expect(held.rows[2]?.preview).toBe('again');
    expect(held.rows[0]?.state).toBe('waiting');
    expect(held.arrived.map(({ lastId }) => lastId)).toEqual([row(4, 41).lastId]);
    const settled = settleInbox(held);
    expect(ids(settled)).toEqual([1, 4, 2]);
    expect(settled.arrived).toEqual([]);
  });

  it('what the agent did something about leaves all the same', () => {
    const held = applyInboxPatch({ ...list, acted: [conversationIdSchema.parse(2)] }, patch([row(2, 20, { state: 'done' })]), true);
    expect(ids(held)).toEqual([3, 1]);
    expect(held.acted).toEqual([]);
  });

  it('what the agent brought back comes at once, where it belongs, and moves nothing else', () => {
    const held = applyInboxPatch({ ...list, acted: [conversationIdSchema.parse(4)] }, patch([row(4, 25), row(5, 50)]), true);
    expect(ids(held)).toEqual([3, 4, 2, 1]);
    expect(held.arrived.map(({ conversationId }) => conversationId)).toEqual([5]);
  });

  it('what came and went again was never there', () => {
    const came = applyInboxPatch(list, patch([row(4, 40)]), true);
    expect(applyInboxPatch(came, patch([row(4, 40, { state: 'done' })], { seq: 12 }), true).arrived).toEqual([]);
  });

  it('a list in which nothing is to be moved stays the very same', () => {
    expect(settleInbox(list)).toBe(list);
  });

  it('that it is to be read again is remembered', () => {
    expect(applyInboxPatch(list, patch([], { isStale: true }), true).isStale).toBe(true);
  });
});

it('the next page is put behind, without what moved into it meanwhile', () => {
  const list = listOf([row(3, 30), row(2, 20)], {}, true);
  const next = appendInboxPage(list, { seq: 12, rows: [row(2, 20), row(1, 10)], hasMore: false, counts: countRows([]) });
  expect(ids(next)).toEqual([3, 2, 1]);
  expect(next).toMatchObject({ hasMore: false, seq: 10 });
});
