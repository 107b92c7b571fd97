import { ContractError } from '../../contract/errors.ts';
import type { ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { ConversationState, InboxCursor, InboxFilter, InboxPage } from '../../contract/model/inbox.ts';
import type { Clock } from '../ports.ts';
import { readStanding, writeStanding } from '../store/conversation-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertContactChange, readSeq } from '../store/entry-rows.ts';
import {
  countInbox,
  listTags,
  messagesToMark,
  nextSnoozeAt,
  readInboxPage,
  readInboxRow,
  readTags,
  setAssigned,
  setTag,
  wakeSnoozed,
} from '../store/inbox-rows.ts';

/** The conversations of all accounts, and what an agent does about them. */
export interface InboxService extends Disposable {
  open(filter: InboxFilter, before: InboxCursor | null, limit: number): InboxPage;
  /** Throws not-found, as all of these do. */
  setState(id: ConversationId, state: Exclude<ConversationState, 'snoozed'>): void;
  /** It comes back by itself, also where the program was not running then. Throws invalid-input for a time that has passed. */
  snooze(id: ConversationId, until: number): void;
  /** To an agent by name, or to nobody. */
  assign(id: ConversationId, assignedTo: string | null): void;
  /** Throws illegal-state where there are too many. */
  tag(id: ConversationId, tag: string, isSet: boolean): void;
  markRead(id: ConversationId, isUnread: boolean): void;
  tags(): string[];
}

export interface InboxDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** The agent's name; '' where there is none. */
  readonly me: () => string;
  readonly onChanged: (id: ConversationId) => void;
  /** Says of one message whether it was read: filled by timeline. */
  readonly markRead: (entryId: EntryId, isUnread: boolean) => void;
  /** The machine came back from sleep, in which no timer runs. */
  readonly onReturned: (listener: () => void) => () => void;
}

/** Timers count 31 bits of milliseconds; and a clock may be set. */
const longestWaitMs = 12 * 3_600_000;
const mostTags = 20;

export function createInboxService({ store, clock, me, onChanged, markRead, onReturned }: InboxDeps): InboxService {
  let timer: Disposable | null = null;

  function change(id: ConversationId, work: (writer: Writer) => void): void {
    store.write((writer) => {
      const row = readInboxRow(writer, id, me());
      if (!row) throw new ContractError('not-found');
      work(writer);
      insertContactChange(writer, row.contactId, clock.now());
    });
    onChanged(id);
    schedule();
  }

  /** Those whose time has come, and then the next. */
  function wake(): void {
    const woken = store.write((writer) => {
      const due = wakeSnoozed(writer, clock.now());
      for (const contactId of new Set<ContactId>(due.map((one) => one.contactId))) insertContactChange(writer, contactId, clock.now());
      return due;
    });
    for (const { id } of woken) onChanged(id);
    schedule();
  }

  function schedule(): void {
    timer?.[Symbol.dispose]();
    const at = nextSnoozeAt(store.reader);
    timer = at === null ? null : clock.after(Math.min(longestWaitMs, Math.max(0, at - clock.now())), wake);
  }

  const off = onReturned(wake);
  wake();

  return {
    open(filter, before, limit) {
      const seq = readSeq(store.reader);
      const rows = readInboxPage(store.reader, { ...filter, before, limit: limit + 1, me: me() });
      return { seq, rows: rows.slice(0, limit), hasMore: rows.length > limit, counts: countInbox(store.reader) };
    },
    setState(id, state) {
      change(id, (writer) => {
        const before = readStanding(writer, id);
        if (!before) return;
        const { reason, sinceAt } = before;
        // Undone it stands as it stood. Only what was not open before begins to wait now.
        const isAnew = state === 'open' && reason === null;
        writeStanding(writer, id, {
          state,
          reason: isAnew ? 'reopened' : reason,
          sinceAt: isAnew || sinceAt === null ? clock.now() : sinceAt,
          snoozedUntil: null,
        });
      });
    },
    snooze(id, until) {
      if (until <= clock.now()) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'until' } });
      change(id, (writer) => {
        const before = readStanding(writer, id);
        if (before) writeStanding(writer, id, { ...before, state: 'snoozed', snoozedUntil: until });
      });
    },
    assign: (id, assignedTo) => change(id, (writer) => setAssigned(writer, id, assignedTo)),
    tag(id, tag, isSet) {
      change(id, (writer) => {
        if (isSet && readTags(writer, id).length >= mostTags) throw new ContractError('illegal-state');
        setTag(writer, id, tag, isSet);
      });
    },
    markRead(id, isUnread) {
      if (!readStanding(store.reader, id)) throw new ContractError('not-found');
      for (const entryId of messagesToMark(store.reader, id, isUnread)) markRead(entryId, isUnread);
    },
    tags: () => listTags(store.reader),
    [Symbol.dispose]() {
      off();
      timer?.[Symbol.dispose]();
    },
  };
}
