import { describe, expect, it } from 'vitest';
import { contactIdSchema, conversationIdSchema, instantOfEntryId } from '../../../contract/model/ids.ts';
import { unfiltered } from '../../../contract/model/timeline-filter.ts';
import type { NoteEntry, TimelineEntry, TimelinePatch, TimelineThread } from '../../../contract/model/timeline.ts';
import { appendTimelinePage, applyTimelinePatch, mostHeld, prependTimelinePage, type TimelineWindow } from '../../../contract/timeline-reducer.ts';
import { buildCallEntry, entryIdAt } from '../../builders.ts';
import { summaryOf } from '../../fakes/fake-line.ts';

const contactId = contactIdSchema.parse(1);
const noon = Date.UTC(2026, 10, 23, 12);
const entry = (minute: number, note = '') => buildCallEntry({ at: noon + minute * 60_000, id: entryIdAt(noon + minute * 60_000), note });
const noteAt = (minute: number): NoteEntry => {
  const { id, at, conversationId, interactionId } = entry(minute);
  return { id, at, contactId, conversationId, interactionId, kind: 'note', text: 'Called back', agentName: null };
};
const window = (minutes: number[], fields: Partial<TimelineWindow> = {}): TimelineWindow => {
  const entries = minutes.map((minute) => entry(minute));
  return { contactId, seq: 10, filter: unfiltered, entries, hasOlder: false, hasNewer: false, threads: [], summary: summaryOf(entries), ...fields };
};
const patch = (upserted: TimelineEntry[], fields: Partial<TimelinePatch> = {}): TimelinePatch => ({
  contactId,
  seq: 11,
  upserted,
  removed: [],
  ...fields,
});
const range = (from: number, count: number) => Array.from({ length: count }, (_, n) => from + n);
const minutesOf = ({ entries }: TimelineWindow) => entries.map(({ at }) => (at - noon) / 60_000);
const arrivedOf = ({ arrived = [] }: TimelineWindow) => arrived.map((id) => (instantOfEntryId(id) - noon) / 60_000);
const thread = (id: number, count: number): TimelineThread => {
  return { conversationId: conversationIdSchema.parse(id), subject: null, count, awaiting: null };
};

describe('applyTimelinePatch', () => {
  it('appends what is new and replaces what changed', () => {
    const patched = applyTimelinePatch(window([1, 2]), patch([entry(3), entry(2, 'refund')]));
    expect(minutesOf(patched)).toEqual([1, 2, 3]);
    expect(patched.entries[1]).toMatchObject({ note: 'refund' });
    expect(patched.seq).toBe(11);
  });

  it('puts a late entry where its time belongs', () => {
    expect(minutesOf(applyTimelinePatch(window([1, 5]), patch([entry(3)])))).toEqual([1, 3, 5]);
  });

  it('the same entry twice in a patch, and a patch that says the same again: one entry', () => {
    const once = applyTimelinePatch(window([1]), patch([entry(2), entry(2, 'later')]));
    expect(minutesOf(once)).toEqual([1, 2]);
    expect(once.entries[1]).toMatchObject({ note: 'later' });
    expect(minutesOf(applyTimelinePatch(once, patch([entry(2)], { seq: 12 })))).toEqual([1, 2]);
  });

  it('removes, also what the same patch upserts', () => {
    expect(minutesOf(applyTimelinePatch(window([1, 2]), patch([entry(9)], { removed: [entry(1).id, entry(9).id] })))).toEqual([2]);
  });

  it.each([
    ['older than the window', patch([entry(3)], { seq: 9 })],
    ['of the very state the window shows', patch([entry(3)], { seq: 10 })],
    ['for somebody else', patch([entry(3)], { contactId: contactIdSchema.parse(2) })],
  ])('ignores a patch %s: the same reference', (_name, ignored) => {
    const before = window([1]);
    expect(applyTimelinePatch(before, ignored)).toBe(before);
  });

  it('leaves what lies before its beginning to the older page', () => {
    expect(minutesOf(applyTimelinePatch(window([5], { hasOlder: true }), patch([entry(1)])))).toEqual([5]);
    expect(minutesOf(applyTimelinePatch(window([5]), patch([entry(1)])))).toEqual([1, 5]);
    expect(minutesOf(applyTimelinePatch(window([]), patch([entry(1)])))).toEqual([1]);
  });

  it('takes conversations and summary as they are now, and keeps those it is not told of', () => {
    const before = window([1], { threads: [thread(3, 1), thread(7, 2)] });
    const summary = summaryOf([entry(1), entry(2)]);
    const patched = applyTimelinePatch(before, patch([entry(2)], { threads: [thread(5, 1), thread(7, 3)], summary }));
    expect(patched.threads).toEqual([thread(3, 1), thread(5, 1), thread(7, 3)]);
    expect(patched.summary).toBe(summary);
    expect(applyTimelinePatch(before, patch([entry(2)]))).toMatchObject({ threads: before.threads, summary: before.summary });
  });
});

describe('applyTimelinePatch in the middle of history', () => {
  const middle = (fields: Partial<TimelineWindow> = {}) => window([50, 60, 70], { hasOlder: true, hasNewer: true, ...fields });

  it('takes in what lies within, and only counts what came behind its end', () => {
    const patched = applyTimelinePatch(middle(), patch([entry(65), entry(10), entry(99), entry(98)]));
    expect(minutesOf(patched)).toEqual([50, 60, 65, 70]);
    expect(arrivedOf(patched)).toEqual([99, 98]);
  });

  it('counts each once, and not what was there behind its end before', () => {
    const before = middle({ summary: summaryOf([entry(50), entry(80)]) });
    // Marked as read, say: it lies behind the end, but is not new.
    expect(arrivedOf(applyTimelinePatch(before, patch([entry(75), entry(80)])))).toEqual([]);
    const once = applyTimelinePatch(before, patch([entry(99)]));
    expect(arrivedOf(applyTimelinePatch(once, patch([entry(99, 'noted')], { seq: 12 })))).toEqual([99]);
  });

  it('a later patch does not make old of what was counted', () => {
    const once = applyTimelinePatch(middle(), patch([entry(99)], { summary: summaryOf([entry(99)]) }));
    const twice = applyTimelinePatch(once, patch([entry(100)], { seq: 12, summary: summaryOf([entry(100)]) }));
    expect(arrivedOf(twice)).toEqual([99, 100]);
  });

  it('what came and went again is not counted', () => {
    const once = applyTimelinePatch(middle(), patch([entry(99), entry(100)]));
    expect(arrivedOf(applyTimelinePatch(once, patch([], { seq: 12, removed: [entry(99).id] })))).toEqual([100]);
  });

  it('its own ends may be removed: what lies beyond still comes with its page', () => {
    const shrunk = applyTimelinePatch(middle(), patch([entry(72)], { removed: [entry(50).id, entry(70).id] }));
    expect(minutesOf(shrunk)).toEqual([60]);
    expect(shrunk).toMatchObject({ hasOlder: true, hasNewer: true });
    expect(minutesOf(applyTimelinePatch(shrunk, patch([entry(55), entry(65)], { seq: 12 })))).toEqual([60]);
  });

  it('emptied, it takes nothing in that may not be all there is', () => {
    const empty = applyTimelinePatch(middle(), patch([], { removed: [entry(50).id, entry(60).id, entry(70).id] }));
    expect(minutesOf(applyTimelinePatch(empty, patch([entry(61)], { seq: 12 })))).toEqual([]);
  });
});

describe('applyTimelinePatch with a filter', () => {
  const calls = { form: 'call', conversationId: null } as const;

  it('lets in what the filter lets through', () => {
    expect(minutesOf(applyTimelinePatch(window([1], { filter: calls }), patch([noteAt(2), entry(3)])))).toEqual([1, 3]);
  });

  it('counts only that behind its end', () => {
    expect(arrivedOf(applyTimelinePatch(window([1], { filter: calls, hasNewer: true }), patch([noteAt(2), entry(3)])))).toEqual([3]);
  });

  it('of one conversation: nothing of another', () => {
    const conversationId = conversationIdSchema.parse(2);
    const other = { ...entry(3), conversationId };
    const only = window([], { filter: { form: null, conversationId } });
    expect(minutesOf(applyTimelinePatch(only, patch([entry(2), other])))).toEqual([3]);
  });
});

describe('prependTimelinePage', () => {
  it('puts older entries in front, each once, and knows whether there are more', () => {
    const joined = prependTimelinePage(window([5, 6], { hasOlder: true }), window([3, 4, 5], { hasOlder: true, seq: 12 }));
    expect(minutesOf(joined)).toEqual([3, 4, 5, 6]);
    // The newest state is still the window's: the page says nothing about entries 5 and 6.
    expect(joined).toMatchObject({ seq: 10, hasOlder: true, hasNewer: false });
  });

  it.each([
    ["another customer's page", { contactId: contactIdSchema.parse(2) }],
    ['a page of another filter', { filter: { form: 'note', conversationId: null } }],
  ] as const)('ignores %s', (_name, fields) => {
    const before = window([5], { hasOlder: true });
    expect(prependTimelinePage(before, window([1], fields))).toBe(before);
    expect(appendTimelinePage(before, window([9], fields))).toBe(before);
  });

  it('lets go of the newest where it would hold too much; they are there again as the newer page', () => {
    const held = prependTimelinePage(window(range(100, mostHeld), { hasOlder: true }), window(range(40, 60), { hasOlder: true }));
    expect(minutesOf(held)).toEqual(range(40, mostHeld));
    expect(held).toMatchObject({ hasOlder: true, hasNewer: true });
    const back = appendTimelinePage(held, window(range(40 + mostHeld, 60), { hasOlder: true }));
    expect(minutesOf(back)).toEqual(range(100, mostHeld));
    expect(back).toMatchObject({ hasOlder: true, hasNewer: false });
  });
});

describe('appendTimelinePage', () => {
  it('puts newer entries behind, each once', () => {
    const joined = appendTimelinePage(window([5, 6], { hasNewer: true }), window([6, 7, 8], { hasOlder: true, hasNewer: true, seq: 12 }));
    expect(minutesOf(joined)).toEqual([5, 6, 7, 8]);
    expect(joined).toMatchObject({ seq: 10, hasOlder: false, hasNewer: true });
  });

  it('what was counted and is there now is counted no more; at the end nothing is', () => {
    const waiting = applyTimelinePatch(window([5], { hasNewer: true }), patch([entry(7), entry(9)]));
    const some = appendTimelinePage(waiting, window([6, 7], { hasNewer: true }));
    expect(arrivedOf(some)).toEqual([9]);
    expect(arrivedOf(appendTimelinePage(some, window([8, 9])))).toEqual([]);
  });

  it('a patch that overtook its page, and one the page knows already: each entry once', () => {
    const opened = window([5], { hasNewer: true });
    const joined = appendTimelinePage(applyTimelinePatch(opened, patch([entry(7)])), window([6, 7], { seq: 11 }));
    const later = applyTimelinePatch(joined, patch([entry(7, 'noted'), entry(8)], { seq: 12 }));
    expect(minutesOf(later)).toEqual([5, 6, 7, 8]);
    expect(later.entries[2]).toMatchObject({ note: 'noted' });
  });
});

it('an id tells its instant', () => {
  expect(instantOfEntryId(entryIdAt(noon, 4_095))).toBe(noon);
  expect(entryIdAt(noon + 1)).toBeGreaterThan(entryIdAt(noon, 4_095));
});
