import type { CallId, ContactId, ConversationId } from '../../contract/model/ids.ts';
import type { RecentCall, TimelineEntry, TimelinePatch } from '../../contract/model/timeline.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import { countToReturn, readRecent, readRecentOfContact } from '../store/call-rows.ts';
import type { Store } from '../store/database.ts';
import { readEntry, readSeq, type EntryChange } from '../store/entry-rows.ts';
import { contactOfConversation, conversationOf, readThreads, readTimelineSummary } from '../store/timeline-rows.ts';

export interface RecentPatch {
  readonly seq: number;
  readonly upserted: RecentCall[];
  readonly needsReturn: number;
}

/** Tells views what changed: after the commit, and together with what follows within some milliseconds. */
export interface Feed extends Disposable {
  readonly timelinePatched: Listenable<TimelinePatch>;
  readonly recentPatched: Listenable<RecentPatch>;
  entryChanged(change: EntryChange): void;
  callChanged(change: EntryChange): void;
  /** Its state changed, without a message. */
  conversationChanged(id: ConversationId): void;
  /** Named or renamed: the recent calls show it. */
  contactChanged(contactId: ContactId): void;
}

const coalesceMs = 30;
/** What one patch may hold (contract). */
const mostOfPatch = 500;
const mostRenamed = 100;

export interface FeedDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** Whether anybody has this contact's timeline before them: nobody else is told of it. */
  readonly isWatched: (contactId: ContactId) => boolean;
  /** Whoever else wants to know of every entry: at once, and only once it is committed. */
  readonly onEntry?: (change: EntryChange) => void;
}

export function createFeed({ store, clock, isWatched, onEntry }: FeedDeps): Feed {
  const timelinePatched = createEmitter<TimelinePatch>();
  const recentPatched = createEmitter<RecentPatch>();
  const changes = new Map<number, EntryChange>();
  const calls = new Map<CallId, number>();
  const conversations = new Set<ConversationId>();
  let timer: Disposable | null = null;

  function patchTimelines(): void {
    const bySeq = [...changes.values()].sort((a, b) => a.seq - b.seq);
    changes.clear();
    for (const ofContact of Map.groupBy(bySeq, ({ contactId }) => contactId).values()) {
      // A view drops what is not newer than it has: each part carries the seq of its own newest change.
      for (const part of parts(ofContact)) timelinePatched.emit(toPatch(part));
    }
  }

  function toPatch(part: readonly [EntryChange, ...EntryChange[]]): TimelinePatch {
    const patch: TimelinePatch = { contactId: part[0].contactId, seq: part.at(-1)?.seq ?? 0, upserted: [], removed: [] };
    for (const { entryId } of part) {
      const entry: TimelineEntry | null = readEntry(store.reader, entryId);
      if (entry) patch.upserted.push(entry);
      else patch.removed.push(entryId);
    }
    // Who was taken away says itself which conversation it was in.
    const changed = [...patch.upserted.flatMap(conversationOf), ...part.map(({ conversationId }) => conversationId ?? null)];
    patch.threads = readThreads(store.reader, changed);
    patch.summary = readTimelineSummary(store.reader, patch.contactId);
    return patch;
  }

  /** Nothing was said, but somebody waits for an answer now, or no longer. */
  function patchConversations(): void {
    const ids = [...conversations];
    conversations.clear();
    for (const id of ids) {
      const contactId = contactOfConversation(store.reader, id);
      if (contactId === null || !isWatched(contactId)) continue;
      timelinePatched.emit({ contactId, seq: readSeq(store.reader), upserted: [], removed: [], threads: readThreads(store.reader, [id]) });
    }
  }

  function patchRecent(): void {
    const bySeq = [...calls].map(([callId, seq]) => ({ callId, seq })).sort((a, b) => a.seq - b.seq);
    calls.clear();
    const needsReturn = countToReturn(store.reader);
    for (const part of parts(bySeq)) {
      const upserted = part.map(({ callId }) => readRecent(store.reader, callId)).filter((call) => call !== null);
      if (upserted.length > 0) recentPatched.emit({ seq: part.at(-1)?.seq ?? 0, upserted, needsReturn });
    }
  }

  function flush(): void {
    timer = null;
    patchTimelines();
    patchConversations();
    patchRecent();
  }

  function note(change: EntryChange): void {
    onEntry?.(change);
    if (isWatched(change.contactId)) changes.set(change.entryId, change);
    else if (calls.size === 0) return;
    timer ??= clock.after(coalesceMs, flush);
  }

  return {
    timelinePatched,
    recentPatched,
    entryChanged: note,
    callChanged(change) {
      calls.set(change.entryId, change.seq);
      note(change);
    },
    conversationChanged(id) {
      conversations.add(id);
      timer ??= clock.after(coalesceMs, flush);
    },
    contactChanged(contactId) {
      const seq = readSeq(store.reader);
      for (const { callId } of readRecentOfContact(store.reader, contactId, mostRenamed)) calls.set(callId, seq);
      timer ??= clock.after(coalesceMs, flush);
    },
    [Symbol.dispose]() {
      timer?.[Symbol.dispose]();
    },
  };
}

function* parts<Item>(items: readonly Item[]): Generator<[Item, ...Item[]]> {
  for (let start = 0; start < items.length; start += mostOfPatch) {
    const [first, ...others] = items.slice(start, start + mostOfPatch);
    if (first !== undefined) yield [first, ...others];
  }
}
