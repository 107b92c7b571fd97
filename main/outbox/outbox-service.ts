import { ContractError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, DraftId, EntryId } from '../../contract/model/ids.ts';
import type { MessageDraft, OutboxEntry } from '../../contract/model/outbox.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger, Network } from '../ports.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, type EntryChange } from '../store/entry-rows.ts';
import { finishOutbox, listOutbox, readOutbox, removeUnsent, setOutbox, setOutboxItem, type OutboxRow } from '../store/outbox-rows.ts';
import { createDispatcher } from './dispatcher.ts';
import { asDraft, bodyOf, checkAddresses, enqueue, wholeSecond, type StoredItem } from './enqueue.ts';
import type { SendingAccount, Senders } from './senders.ts';
import type { WrittenDrafts } from './written-drafts.ts';

/** What agents write. Nothing of it is lost, nothing goes out twice; what nobody can know is said, and a person decides. */
export interface OutboxService extends AsyncDisposable {
  readonly changed: Listenable<readonly OutboxEntry[]>;
  list(): OutboxEntry[];
  /**
   * On the timeline and on disk when it resolves, with the files of its draft; it goes out when it can no longer be taken back. Throws not-found, invalid-input
   * naming the field, refused with message-too-large, illegal-state with file-incomplete.
   */
  send(draft: MessageDraft): Promise<EntryId>;
  /** Takes back what has not gone out, or never will: it leaves the timeline, and is a draft again, as it was written. Throws illegal-state. */
  takeBack(entryId: EntryId): MessageDraft;
  /** At once, without waiting for the end of undo or of patience. Throws illegal-state. */
  hurry(entryId: EntryId): void;
  /** The agent found out: it arrived, or it is to be sent again. Throws illegal-state for what is not unknown. */
  decide(entryId: EntryId, hasArrived: boolean): void;
  /** Something outside of this service removed messages. */
  refresh(): void;
}

export interface OutboxDeps {
  readonly store: Store;
  readonly senders: Senders;
  readonly account: (accountId: AccountId) => SendingAccount | null;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly network: Network;
  readonly random: () => number;
  readonly agentName: () => string | null;
  /** How long a message can be taken back. */
  readonly undoMs: () => number;
  readonly threadSecret: string;
  readonly drafts: WrittenDrafts;
  readonly onEntryChanged: (change: EntryChange) => void;
}

export function createOutboxService(deps: OutboxDeps): OutboxService {
  const { store, clock } = deps;
  const changed = createEmitter<readonly OutboxEntry[]>();
  const list = (): OutboxEntry[] => listOutbox(store.reader).flatMap(toEntry);

  function announce(change: EntryChange): void {
    deps.onEntryChanged(change);
    changed.emit(list());
    deps.drafts.settle();
  }
  const dispatcher = createDispatcher({ ...deps, onChanged: announce, onFiled: () => deps.drafts.settle() });
  const off = deps.network.onReturned(() => dispatcher.forgetPatience(false));

  function find(entryId: EntryId, ...states: readonly OutboxRow['state'][]): OutboxRow {
    const row = readOutbox(store.reader, entryId);
    if (!row) throw new ContractError('not-found');
    if (!states.includes(row.state)) throw new ContractError('illegal-state');
    return row;
  }

  /** From now on, with all the patience a new message gets. */
  function again(writer: Writer, entryId: EntryId, failure: Failure | null): void {
    setOutbox(writer, entryId, { state: 'queued', failure, dueAt: clock.now(), firstDueAt: clock.now() });
  }

  function change(row: OutboxRow, work: (writer: Writer) => void): void {
    announce(
      store.writeDurably((writer) => {
        work(writer);
        return { ...insertChange(writer, row.contactId, row.entryId, clock.now()), conversationId: row.conversationId };
      }),
    );
    dispatcher.wake();
  }

  return {
    changed,
    list,
    async send(draft) {
      const account = deps.account(draft.accountId);
      if (!account) throw new ContractError('not-found');
      checkAddresses(draft);
      const body = await bodyOf(draft);
      const put = store.writeDurably((writer) => enqueue(writer, draft, { account, deps, body }));
      announce(put);
      dispatcher.wake();
      return put.entryId;
    },
    takeBack(entryId) {
      const row = find(entryId, 'queued', 'refused');
      const { draft } = row.item as StoredItem;
      let draftId: DraftId | null = null;
      change(row, (writer) => {
        draftId = deps.drafts.giveBack(writer, entryId, asDraft(draft, row.contactId));
        removeUnsent(writer, entryId);
      });
      return draftId === null ? draft : { ...draft, draftId };
    },
    hurry(entryId) {
      const row = find(entryId, 'queued', 'refused');
      const item = row.item as StoredItem;
      change(row, (writer) => {
        // Nothing of it is known to anybody yet: it need not say that it was written tomorrow.
        if (row.attempts === 0 && item.at > clock.now()) setOutboxItem(writer, entryId, { ...item, at: wholeSecond(clock.now()) });
        again(writer, entryId, null);
      });
      // Whoever presses "Send now" does not wait for the account's patience either.
      dispatcher.forgetPatience(true);
    },
    decide(entryId, hasArrived) {
      const row = find(entryId, 'unknown');
      change(row, (writer) => {
        if (hasArrived) finishOutbox(writer, entryId, null);
        // Marked: it is looked for once more before anything leaves.
        else again(writer, entryId, { reason: 'delivery-unknown' });
      });
    },
    refresh() {
      changed.emit(list());
      deps.drafts.settle();
    },
    async [Symbol.asyncDispose]() {
      off();
      await dispatcher[Symbol.asyncDispose]();
    },
  };
}

function toEntry({ entryId, accountId, contactId, contactName, item, state, failure, attempts, dueAt, createdAt }: OutboxRow): OutboxEntry[] {
  const { to, subject } = item as StoredItem;
  if (state === 'accepted') return [];
  // While it is being sent the row says what would be true if it broke off now.
  const shown = state === 'sending' ? null : failure;
  return [{ entryId, accountId, contactId, contactName, to: [...to], subject, state, failure: shown, attempts, dueAt, createdAt }];
}
