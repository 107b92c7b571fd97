import type { ContactId, EntryId } from '../../contract/model/ids.ts';
import type { TimelineFilter } from '../../contract/model/timeline-filter.ts';
import type { TimelineEntry } from '../../contract/model/timeline.ts';
import type { Reader } from '../store/database.ts';
import { readFilteredPage } from '../store/timeline-rows.ts';

export interface RunPlace {
  readonly filter: TimelineFilter;
  readonly limit: number;
  readonly before: EntryId | null;
  readonly after: EntryId | null;
  readonly around: EntryId | null;
}

/** A run of entries without gaps, oldest first, and whether there is more to either side. */
interface Run {
  readonly entries: TimelineEntry[];
  readonly hasOlder: boolean;
  readonly hasNewer: boolean;
}

/** Reads the part of a timeline that a place names, by its keys: the work does not grow with the timeline. */
export function readRun(reader: Reader, contactId: ContactId, { filter, limit, before, after, around }: RunPlace): Run {
  const older = (from: number, most: number) => readFilteredPage(reader, contactId, { filter, direction: 'older', from, limit: most });
  const newer = (from: number, most: number) => readFilteredPage(reader, contactId, { filter, direction: 'newer', from, limit: most });

  if (around !== null) {
    // From both sides, so that a place near an end still makes a whole page.
    const above = older(around, limit + 1);
    const below = newer(around - 1, limit + 1);
    const belowCount = Math.min(below.length, Math.max(Math.ceil(limit / 2), limit - above.length));
    const aboveCount = Math.min(above.length, limit - belowCount);
    return {
      entries: [...above.slice(0, aboveCount).reverse(), ...below.slice(0, belowCount)],
      hasOlder: above.length > aboveCount,
      hasNewer: below.length > belowCount,
    };
  }
  if (after !== null) {
    const found = newer(after, limit + 1);
    return { entries: found.slice(0, limit), hasOlder: older(after + 1, 1).length > 0, hasNewer: found.length > limit };
  }
  const found = older(before ?? Number.MAX_SAFE_INTEGER, limit + 1);
  return {
    entries: found.slice(0, limit).reverse(),
    hasOlder: found.length > limit,
    hasNewer: before !== null && newer(before - 1, 1).length > 0,
  };
}
