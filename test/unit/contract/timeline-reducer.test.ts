import { describe, expect, it } from 'vitest';
import { contactIdSchema, instantOfEntryId } from '../../../contract/model/ids.ts';
import { applyTimelinePatch, prependTimelinePage, type TimelineWindow } from '../../../contract/timeline-reducer.ts';
import { buildCallEntry, entryIdAt } from '../../builders.ts';

const contactId = contactIdSchema.parse(1);
const noon = Date.UTC(2026, 10, 23, 12);
const entry = (minute: number, note = '') => buildCallEntry({ at: noon + minute * 60_000, id: entryIdAt(noon + minute * 60_000), note });
const window = (minutes: number[], fields: Partial<TimelineWindow> = {}): TimelineWindow => ({
  contactId,
  seq: 10,
  entries: minutes.map((minute) => entry(minute)),
  hasOlder: false,
  ...fields,
});
const minutesOf = ({ entries }: TimelineWindow) => entries.map(({ at }) => (at - noon) / 60_000);

describe('applyTimelinePatch', () => {
  it('appends what is new and replaces what changed', () => {
    const patched = applyTimelinePatch(window([1, 2]), { contactId, seq: 11, upserted: [entry(3), entry(2, 'refund')], removed: [] });
    expect(minutesOf(patched)).toEqual([1, 2, 3]);
    expect(patched.entries[1]).toMatchObject({ note: 'refund' });
    expect(patched.seq).toBe(11);
  });

  it('puts a late entry where its time belongs', () => {
    expect(minutesOf(applyTimelinePatch(window([1, 5]), { contactId, seq: 11, upserted: [entry(3)], removed: [] }))).toEqual([1, 3, 5]);
  });

  it('removes, also what the same patch upserts', () => {
    const patched = applyTimelinePatch(window([1, 2]), { contactId, seq: 11, upserted: [entry(9)], removed: [entry(1).id, entry(9).id] });
    expect(minutesOf(patched)).toEqual([2]);
  });

  it.each([
    ['older than the window', { contactId, seq: 9, upserted: [entry(3)], removed: [] }],
    ['of the very state the window shows', { contactId, seq: 10, upserted: [entry(3)], removed: [] }],
    ['for somebody else', { contactId: contactIdSchema.parse(2), seq: 11, upserted: [entry(3)], removed: [] }],
  ])('ignores a patch %s: the same reference', (_name, patch) => {
    const before = window([1]);
    expect(applyTimelinePatch(before, patch)).toBe(before);
  });

  it('leaves what lies before its beginning to the older page', () => {
    expect(minutesOf(applyTimelinePatch(window([5], { hasOlder: true }), { contactId, seq: 11, upserted: [entry(1)], removed: [] }))).toEqual([5]);
    expect(minutesOf(applyTimelinePatch(window([5]), { contactId, seq: 11, upserted: [entry(1)], removed: [] }))).toEqual([1, 5]);
    expect(minutesOf(applyTimelinePatch(window([]), { contactId, seq: 11, upserted: [entry(1)], removed: [] }))).toEqual([1]);
  });
});

describe('prependTimelinePage', () => {
  it('puts older entries in front, each once, and knows whether there are more', () => {
    const joined = prependTimelinePage(window([5, 6], { hasOlder: true }), window([3, 4, 5], { hasOlder: true, seq: 12 }));
    expect(minutesOf(joined)).toEqual([3, 4, 5, 6]);
    // The newest state is still the window's: the page says nothing about entries 5 and 6.
    expect(joined).toMatchObject({ seq: 10, hasOlder: true });
  });

  it("ignores another customer's page", () => {
    const before = window([5]);
    expect(prependTimelinePage(before, window([1], { contactId: contactIdSchema.parse(2) }))).toBe(before);
  });
});

it('an id tells its instant', () => {
  expect(instantOfEntryId(entryIdAt(noon, 4_095))).toBe(noon);
  expect(entryIdAt(noon + 1)).toBeGreaterThan(entryIdAt(noon, 4_095));
});
