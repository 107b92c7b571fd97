import type { CallId, ContactId, EntryId } from '../../contract/model/ids.ts';
import type { RecentCall, TimelineEntry, TimelinePatch } from '../../contract/model/timeline.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import { countToReturn, readRecent, readRecentOfContact } from '../store/call-rows.ts';
import type { Store } from '../store/database.ts';
import { readEntry, readSeq } from '../store/entry-rows.ts';

export interface RecentPatch {
  readonly seq: number;
  readonly upserted: RecentCall[];
  readonly needsReturn: number;
}

/** Tells views what changed: after the commit, and together with what follows within some milliseconds. */
export interface Feed extends Disposable {
  readonly timelinePatched: Listenable<TimelinePatch>;
  readonly recentPatched: Listenable<RecentPatch>;
  entryChanged(contactId: ContactId, entryId: EntryId): void;
  callChanged(contactId: ContactId, callId: CallId): void;
  /** Named or renamed: the recent calls show it. */
  contactChanged(contactId: ContactId): void;
}

const coalesceMs = 30;

export function createFeed({ store, clock }: { store: Store; clock: Clock }): Feed {
  const timelinePatched = createEmitter<TimelinePatch>();
  const recentPatched = createEmitter<RecentPatch>();
  const entries = new Map<EntryId, ContactId>();
  const calls = new Set<CallId>();
  let timer: Disposable | null = null;

  function flush(): void {
    timer = null;
    const seq = readSeq(store.reader);
    const byContact = new Map<ContactId, { upserted: TimelineEntry[]; removed: EntryId[] }>();
    for (const [id, contactId] of entries) {
      const patch = byContact.get(contactId) ?? { upserted: [], removed: [] };
      const entry = readEntry(store.reader, id);
      if (entry) patch.upserted.push(entry);
      else patch.removed.push(id);
      byContact.set(contactId, patch);
    }
    const recent = [...calls].map((id) => readRecent(store.reader, id)).filter((call) => call !== null);
    entries.clear();
    calls.clear();
    for (const [contactId, patch] of byContact) timelinePatched.emit({ contactId, seq, ...patch });
    if (recent.length > 0) recentPatched.emit({ seq, upserted: recent, needsReturn: countToReturn(store.reader) });
  }

  function soon(): void {
    timer ??= clock.after(coalesceMs, flush);
  }

  return {
    timelinePatched,
    recentPatched,
    entryChanged(contactId, entryId) {
      entries.set(entryId, contactId);
      soon();
    },
    callChanged(contactId, callId) {
      entries.set(callId, contactId);
      calls.add(callId);
      soon();
    },
    contactChanged(contactId) {
      for (const { callId } of readRecentOfContact(store.reader, contactId, 100)) calls.add(callId);
      soon();
    },
    [Symbol.dispose]() {
      timer?.[Symbol.dispose]();
    },
  };
}
