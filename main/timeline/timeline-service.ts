import { ContractError } from '../../contract/errors.ts';
import type { QualityReport } from '../../contract/model/call-quality.ts';
import type { CallId, ContactId, EntryId } from '../../contract/model/ids.ts';
import { unfiltered, type TimelineFilter } from '../../contract/model/timeline-filter.ts';
import type { RecentCall, RecentFilter, TimelinePage } from '../../contract/model/timeline.ts';
import type { Clock } from '../ports.ts';
import { countToReturn, readRecentPage, saveCallNote, setNeedsReturn } from '../store/call-rows.ts';
import { readContact } from '../store/contact-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, insertEntry, insertNote, readEntry, readSeq } from '../store/entry-rows.ts';
import { readQuality } from '../store/quality-rows.ts';
import { conversationOf, readThreads, readTimelineSummary } from '../store/timeline-rows.ts';
import type { Feed } from './feed.ts';
import { readRun } from './run.ts';

/** Which part of a timeline. */
export interface TimelinePlace {
  readonly filter?: TimelineFilter | undefined;
  /** The page that begins behind it. */
  readonly after?: EntryId | undefined;
  /** What lies to both sides of it. */
  readonly around?: EntryId | undefined;
}

export interface TimelineService {
  /** The newest page, or the one before an entry, unless another place is named; oldest first within it. Throws not-found. */
  open(contactId: ContactId, before: EntryId | null, limit: number, place?: TimelinePlace): TimelinePage;
  /** Writes a note outside a call. Throws not-found. */
  addNote(contactId: ContactId, text: string): EntryId;
  /** Replaces the note of a live or finished call; on disk when it returns. Throws not-found. */
  saveCallNote(callId: CallId, text: string): void;
  readCallNote(callId: CallId): string;
  /** null: nothing was measured, or there is no such call. */
  readQuality(callId: CallId): QualityReport | null;
  openRecent(
    filter: RecentFilter,
    before: CallId | null,
    limit: number,
  ): { seq: number; calls: RecentCall[]; hasOlder: boolean; needsReturn: number };
  /** Takes a missed call off the list of those to return, or puts it back. Throws not-found for what is no missed call. */
  setNeedsReturn(callId: CallId, needsReturn: boolean): void;
}

export function createTimelineService({
  store,
  feed,
  clock,
  agentName,
  onOpened,
}: {
  store: Store;
  feed: Feed;
  clock: Clock;
  agentName: () => string | null;
  /** Somebody has this timeline before them from now on. */
  onOpened: (contactId: ContactId) => void;
}): TimelineService {
  const { reader } = store;

  function callOf(from: Writer | typeof reader, callId: CallId) {
    const entry = readEntry(from, callId);
    if (entry?.kind !== 'call') throw new ContractError('not-found');
    return entry;
  }

  return {
    open(contactId, before, limit, { filter = unfiltered, after, around } = {}) {
      if (!readContact(reader, contactId)) throw new ContractError('not-found');
      onOpened(contactId);
      const run = readRun(reader, contactId, { filter, limit, before, after: after ?? null, around: around ?? null });
      return {
        contactId,
        seq: readSeq(reader),
        filter,
        ...run,
        threads: readThreads(reader, run.entries.flatMap(conversationOf)),
        summary: readTimelineSummary(reader, contactId),
      };
    },

    addNote(contactId, text) {
      const change = store.write((writer) => {
        if (!readContact(writer, contactId)) throw new ContractError('not-found');
        const entry = insertEntry(writer, { contactId, identityId: null, channel: 'voice', kind: 'note', at: clock.now(), agentName: agentName() });
        insertNote(writer, entry.id, text, agentName());
        return insertChange(writer, contactId, entry.id, clock.now());
      });
      feed.entryChanged(change);
      return change.entryId;
    },

    saveCallNote(callId, text) {
      const change = store.write((writer) => {
        const entry = callOf(writer, callId);
        if (entry.note === text) return null;
        saveCallNote(writer, callId, text);
        return insertChange(writer, entry.contactId, callId, clock.now());
      });
      if (change) feed.entryChanged(change);
    },

    readCallNote: (callId) => callOf(reader, callId).note,
    readQuality: (callId) => readQuality(reader, callId),

    openRecent(filter, before, limit) {
      const calls = readRecentPage(reader, filter, before, limit + 1);
      return { seq: readSeq(reader), calls: calls.slice(0, limit), hasOlder: calls.length > limit, needsReturn: countToReturn(reader) };
    },

    setNeedsReturn(callId, needsReturn) {
      const change = store.write((writer) => {
        const entry = callOf(writer, callId);
        if (!setNeedsReturn(writer, callId, needsReturn)) throw new ContractError('not-found');
        return insertChange(writer, entry.contactId, callId, clock.now());
      });
      feed.callChanged(change);
    },
  };
}
