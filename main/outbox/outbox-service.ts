import { ContractError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, EntryId } from '../../contract/model/ids.ts';
import type { MessageDraft, OutboxEntry } from '../../contract/model/outbox.ts';
import type { OutboxItem } from '../channel.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import { emailKey } from '../lib/email-address.ts';
import { createMessageKey } from '../lib/message-key.ts';
import type { Clock, Logger, Network } from '../ports.ts';
import { findIdentity, insertContact, insertIdentity, readContact } from '../store/contact-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, insertEntry, readEntry, type EntryChange } from '../store/entry-rows.ts';
import { insertConversation, insertMail, insertMessage, readMailIds } from '../store/mail-rows.ts';
import { finishOutbox, insertOutbox, listOutbox, readOutbox, removeUnsent, setOutbox, type OutboxRow } from '../store/outbox-rows.ts';
import { createDispatcher } from './dispatcher.ts';
import type { SendingAccount, Senders } from './senders.ts';

/** What agents write. Nothing of it is lost, nothing goes out twice; what nobody can know is said, and a person decides. */
export interface OutboxService extends AsyncDisposable {
  readonly changed: Listenable<readonly OutboxEntry[]>;
  list(): OutboxEntry[];
  /** On the timeline and on disk when it returns; it goes out when it can no longer be taken back. Throws not-found, invalid-input naming the field. */
  send(draft: MessageDraft): EntryId;
  /** Takes back what has not gone out, or never will: it leaves the timeline, and comes back as it was written. Throws illegal-state. */
  takeBack(entryId: EntryId): MessageDraft;
  /** At once, without waiting for the end of undo or of patience. Throws illegal-state. */
  hurry(entryId: EntryId): void;
  /** The agent found out: it arrived, or it is to be sent again. Throws illegal-state for what is not unknown. */
  decide(entryId: EntryId, hasArrived: boolean): void;
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
  readonly onEntryChanged: (change: EntryChange) => void;
}

/** What the row keeps beside what the connector gets: enough to put it back into the composer. */
interface StoredItem extends OutboxItem {
  readonly draft: MessageDraft;
}

export function createOutboxService(deps: OutboxDeps): OutboxService {
  const { store, clock } = deps;
  const changed = createEmitter<readonly OutboxEntry[]>();
  const list = (): OutboxEntry[] => listOutbox(store.reader).map(toEntry);

  function announce(change: EntryChange): void {
    deps.onEntryChanged(change);
    changed.emit(list());
  }
  const dispatcher = createDispatcher({ ...deps, onChanged: announce });
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
        return insertChange(writer, row.contactId, row.entryId, clock.now());
      }),
    );
    dispatcher.wake();
  }

  return {
    changed,
    list,
    send(draft) {
      const account = deps.account(draft.accountId);
      if (!account) throw new ContractError('not-found');
      const put = store.writeDurably((writer) => enqueue(writer, draft, { account, deps }));
      announce(put);
      dispatcher.wake();
      return put.entryId;
    },
    takeBack(entryId) {
      const row = find(entryId, 'queued', 'refused');
      change(row, (writer) => removeUnsent(writer, entryId));
      return (row.item as StoredItem).draft;
    },
    hurry(entryId) {
      const row = find(entryId, 'queued', 'refused');
      change(row, (writer) => again(writer, entryId, null));
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
    async [Symbol.asyncDispose]() {
      off();
      await dispatcher[Symbol.asyncDispose]();
    },
  };
}

function toEntry({ entryId, accountId, contactId, contactName, item, state, failure, attempts, dueAt, createdAt }: OutboxRow): OutboxEntry {
  const { to, subject } = item as StoredItem;
  return { entryId, accountId, contactId, contactName, to: [...to], subject, state, failure, attempts, dueAt, createdAt };
}

/** The message, its place on the timeline and its order to be sent: all in the transaction of the caller. */
function enqueue(writer: Writer, draft: MessageDraft, { account, deps }: { account: SendingAccount; deps: OutboxDeps }): EntryChange {
  const { accountId, subject, text, html, to, cc, bcc } = draft;
  const { clock, threadSecret } = deps;
  // Dates of mails have no milliseconds.
  const at = Math.floor(clock.now() / 1_000) * 1_000;
  const answered = draft.answersId === null ? null : answeredMail(writer, draft.answersId);
  const contactId = draft.contactId ?? answered?.contactId ?? contactOf(writer, draft, at);
  if (!readContact(writer, contactId)) throw new ContractError('not-found');
  const isSame = answered !== null && answered.contactId === contactId;
  const conversationId = isSame ? answered.conversationId : insertConversation(writer, { contactId, channel: 'email', accountId, subject, at });
  const clientKey = createMessageKey({ conversationId, domain: account.address.split('@').at(-1) ?? 'invalid', secret: threadSecret });
  const from = { name: account.displayName, address: account.address };
  const references = answered ? [...answered.references, ...(answered.messageId ? [answered.messageId] : [])].slice(-20) : [];
  const entry = insertEntry(writer, {
    contactId,
    identityId: null,
    channel: 'email',
    kind: 'message',
    at: clock.now(),
    agentName: deps.agentName(),
    conversationId,
  });
  insertMessage(writer, entry.id, { channel: 'email', direction: 'out', subject, text, agentName: deps.agentName(), accountId, delivery: 'queued' });
  insertMail(writer, entry.id, {
    messageId: clientKey,
    inReplyTo: answered?.messageId ?? null,
    head: { from, to, cc, bcc, replyTo: [], references, attachments: [] },
    sizeBytes: text.length + (html?.length ?? 0),
    html,
  });
  const item: StoredItem = {
    clientKey,
    at,
    from,
    to,
    cc,
    bcc,
    subject,
    text,
    html,
    inReplyTo: answered?.messageId ?? null,
    references,
    attachments: [],
    draft: { ...draft, contactId },
  };
  insertOutbox(writer, {
    entryId: entry.id,
    accountId,
    conversationId,
    item,
    dueAt: draft.sendAt ?? clock.now() + deps.undoMs(),
    firstDueAt: draft.sendAt,
    at: clock.now(),
  });
  return insertChange(writer, contactId, entry.id, clock.now());
}

function answeredMail(writer: Writer, entryId: EntryId) {
  const entry = readEntry(writer, entryId);
  if (entry?.kind !== 'message') throw new ContractError('not-found');
  const { messageId, references } = readMailIds(writer, entryId);
  return { contactId: entry.contactId, conversationId: entry.conversationId, messageId, references };
}

function contactOf(writer: Writer, { to }: MessageDraft, at: number) {
  const [first] = to;
  const key = first ? emailKey(first.address) : null;
  if (!first || !key) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'to' } });
  const { shown, ...identity } = key;
  const known = findIdentity(writer, identity);
  if (known) return known.contactId;
  const contactId = insertContact(writer, { name: first.name, company: null, isProvisional: true, isPractice: false, at });
  insertIdentity(writer, contactId, { ...identity, raw: shown, isVerified: false });
  return contactId;
}
