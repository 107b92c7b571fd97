import type { ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { InboxPatch, InboxRow } from '../../contract/model/inbox.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { readSeq } from '../store/entry-rows.ts';
import { conversationOfEntry, conversationsOfContact, countInbox, readInboxRow } from '../store/inbox-rows.ts';

/** Tells views which conversations changed: after the commit, and together with what follows within some milliseconds. */
export interface InboxFeed extends Disposable {
  readonly patched: Listenable<InboxPatch>;
  /** An entry was written, changed or taken away; then it says of itself which conversation it was in. */
  entryChanged(change: { readonly entryId: EntryId; readonly conversationId?: ConversationId }): void;
  conversationChanged(id: ConversationId): void;
  /** Named or renamed. */
  contactChanged(id: ContactId): void;
  /** More than can be told one by one: an account or the practice workspace came or went. */
  refresh(): void;
}

const coalesceMs = 30;
/** A mailbox that is read for the first time changes thousands: views read their page again instead, and not more often than this. */
const mostOfPatch = 100;
const staleMs = 500;
const mostRenamed = 100;

export function createInboxFeed({ store, clock, me }: { store: Store; clock: Clock; me: () => string }): InboxFeed {
  const patched = createEmitter<InboxPatch>();
  const entries = new Set<EntryId>();
  const conversations = new Set<ConversationId>();
  let isStale = false;
  let staleAt = Number.NEGATIVE_INFINITY;
  let timer: Disposable | null = null;

  function flush(): void {
    timer = null;
    if (isStale && clock.now() - staleAt < staleMs) {
      timer = clock.after(staleMs - (clock.now() - staleAt), flush);
      return;
    }
    // Before the rows: they may be newer than it, never older.
    const seq = readSeq(store.reader);
    const patch = isStale ? null : collect();
    if (isStale) staleAt = clock.now();
    patched.emit({ seq, upserted: patch?.upserted ?? [], removed: patch?.removed ?? [], counts: countInbox(store.reader), isStale });
    entries.clear();
    conversations.clear();
    isStale = false;
  }

  function collect(): { upserted: InboxRow[]; removed: ConversationId[] } {
    for (const entryId of entries) {
      const id = conversationOfEntry(store.reader, entryId);
      if (id !== null) conversations.add(id);
    }
    const upserted: InboxRow[] = [];
    const removed: ConversationId[] = [];
    for (const id of conversations) {
      const row = readInboxRow(store.reader, id, me());
      if (row) upserted.push(row);
      else removed.push(id);
    }
    return { upserted, removed };
  }

  function changed(): void {
    if (entries.size + conversations.size > mostOfPatch) isStale = true;
    timer ??= clock.after(coalesceMs, flush);
  }

  return {
    patched,
    entryChanged({ entryId, conversationId }) {
      if (isStale) return;
      if (conversationId === undefined) entries.add(entryId);
      else conversations.add(conversationId);
      changed();
    },
    conversationChanged(id) {
      conversations.add(id);
      changed();
    },
    contactChanged(id) {
      for (const conversationId of conversationsOfContact(store.reader, id, mostRenamed)) conversations.add(conversationId);
      if (conversations.size > 0) changed();
    },
    refresh() {
      isStale = true;
      changed();
    },
    [Symbol.dispose]() {
      timer?.[Symbol.dispose]();
    },
  };
}
