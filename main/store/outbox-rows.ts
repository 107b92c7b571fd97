import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { Delivery } from '../../contract/model/message.ts';
import { noteMessage, noteRefusal, settleConversation } from './conversation-rows.ts';
import type { Standing } from './conversation-state.ts';
import type { Reader, Writer } from './database.ts';
import { setDelivery } from './mail-rows.ts';
import { noteAnswered } from './mark-rows.ts';

/** `accepted`: it went out, only its copy is not filed yet; nobody has to see that. */
export type OutboxState = 'queued' | 'sending' | 'unknown' | 'refused' | 'accepted';

export interface OutboxRow {
  readonly id: number;
  readonly entryId: EntryId;
  readonly accountId: AccountId;
  readonly conversationId: ConversationId;
  readonly contactId: ContactId;
  readonly contactName: string | null;
  /** As it was put in. */
  readonly item: unknown;
  readonly state: OutboxState;
  readonly attempts: number;
  /** Not before; of what is unknown: since when it is. */
  readonly dueAt: number;
  /** When the agent wanted it to go out, where that is not at once, or last asked for it: patience is counted from here. */
  readonly firstDueAt: number | null;
  readonly failure: Failure | null;
  readonly createdAt: number;
}

interface Row {
  readonly id: number;
  readonly entry_id: EntryId;
  readonly account_id: AccountId;
  readonly conversation_id: ConversationId;
  readonly contact_id: ContactId;
  readonly name: string | null;
  readonly item: string;
  readonly state: OutboxState;
  readonly attempts: number;
  readonly due_at: number;
  readonly first_due_at: number | null;
  readonly failure: string | null;
  readonly created_at: number;
}

const select = `SELECT o.id, o.entry_id, o.account_id, o.conversation_id, e.contact_id, c.name, o.item, o.state, o.attempts, o.due_at, o.first_due_at, o.failure, o.created_at
FROM outbox o JOIN entries e ON e.id = o.entry_id JOIN contacts c ON c.id = e.contact_id`;

function toRow(row: Row): OutboxRow {
  return {
    id: row.id,
    entryId: row.entry_id,
    accountId: row.account_id,
    conversationId: row.conversation_id,
    contactId: row.contact_id,
    contactName: row.name,
    item: JSON.parse(row.item),
    state: row.state,
    attempts: row.attempts,
    dueAt: row.due_at,
    firstDueAt: row.first_due_at,
    failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure),
    createdAt: row.created_at,
  };
}

/** What has not gone out, or may not have, in the order in which it was written. */
export function listOutbox(reader: Reader): OutboxRow[] {
  return reader.all<Row>(`${select} WHERE o.state <> 'accepted' ORDER BY o.id`).map(toRow);
}

export function readOutbox(reader: Reader, entryId: EntryId): OutboxRow | null {
  const row = reader.get<Row>(`${select} WHERE o.entry_id = ?`, entryId);
  return row ? toRow(row) : null;
}

/** What may go out now: due, and first of its conversation. What nobody knows of holds back what was written after it; a refusal does not. */
export const nextOutboxSql = `${select} WHERE o.state = 'queued' AND o.due_at <= ? AND NOT EXISTS
  (SELECT 1 FROM outbox b WHERE b.conversation_id = o.conversation_id AND b.id < o.id AND b.state NOT IN ('refused', 'accepted'))
ORDER BY o.id`;

export function listDue(reader: Reader, now: number): OutboxRow[] {
  return reader.all<Row>(nextOutboxSql, now).map(toRow);
}

export function nextDueAt(reader: Reader, after: number): number | null {
  return reader.get<{ at: number | null }>("SELECT min(due_at) AS at FROM outbox WHERE state = 'queued' AND due_at > ?", after)?.at ?? null;
}

export function insertOutbox(
  writer: Writer,
  row: {
    entryId: EntryId;
    accountId: AccountId;
    conversationId: ConversationId;
    item: unknown;
    dueAt: number;
    firstDueAt: number | null;
    at: number;
  },
): void {
  const text = writer.get<{ text: string }>('SELECT substr(text, 1, 1000) AS text FROM messages WHERE id = ?', row.entryId)?.text ?? '';
  const message = { id: row.entryId, direction: 'out', mark: null, text, isUnread: false, isNews: true } as const;
  const prior = noteMessage(writer, row.conversationId, message);
  writer.run(
    "INSERT INTO outbox (entry_id, account_id, conversation_id, item, state, due_at, first_due_at, created_at, prior) VALUES (?, ?, ?, ?, 'queued', ?, ?, ?, ?)",
    row.entryId,
    row.accountId,
    row.conversationId,
    JSON.stringify(row.item),
    row.dueAt,
    row.firstDueAt,
    row.at,
    JSON.stringify(prior),
  );
}

/** The row and what its message shows, in one. */
export function setOutbox(
  writer: Writer,
  entryId: EntryId,
  change: { state: OutboxState; failure: Failure | null; attempts?: number; dueAt?: number; firstDueAt?: number },
): void {
  const { state, failure, attempts = null, dueAt = null, firstDueAt = null } = change;
  writer.run(
    `UPDATE outbox SET state = ?, failure = ?, attempts = coalesce(?, attempts), due_at = coalesce(?, due_at), first_due_at = coalesce(?, first_due_at)
     WHERE entry_id = ?`,
    state,
    failure === null ? null : JSON.stringify(failure),
    attempts,
    dueAt,
    firstDueAt,
    entryId,
  );
  setDelivery(writer, entryId, state, failure);
  noteRefusal(writer, entryId, state === 'refused');
}

/** Only before the first try: afterwards somebody may have it as it was. */
export function setOutboxItem(writer: Writer, entryId: EntryId, item: unknown): void {
  writer.run('UPDATE outbox SET item = ? WHERE entry_id = ? AND attempts = 0', JSON.stringify(item), entryId);
}

/** The provider has it: nothing more is to be done. What a report said in the meantime stands: it knows more. */
export function finishOutbox(writer: Writer, entryId: EntryId, failure: Failure | null): void {
  writer.run('DELETE FROM outbox WHERE entry_id = ?', entryId);
  if (!isReported(writer, entryId)) setDelivery(writer, entryId, 'accepted', failure);
  noteAnswered(writer, entryId);
}

/** From here on nobody knows, should it break off. On disk when it returns; false where it was taken back. */
export function markHandedOver(writer: Writer, entryId: EntryId): boolean {
  const failure: Failure = { reason: 'delivery-unknown' };
  return writer.run("UPDATE outbox SET failure = ? WHERE entry_id = ? AND state = 'sending'", JSON.stringify(failure), entryId).changes === 1;
}

/** The provider has it; the row stays until a copy is filed. `since` is what patience with that is counted from. */
export function keepAccepted(writer: Writer, entryId: EntryId, { failure, since }: { failure: Failure | null; since: number }): void {
  writer.run("UPDATE outbox SET state = 'accepted', failure = NULL, due_at = ? WHERE entry_id = ?", since, entryId);
  if (!isReported(writer, entryId)) setDelivery(writer, entryId, 'accepted', failure);
  noteAnswered(writer, entryId);
}

export function listAccepted(reader: Reader): EntryId[] {
  return reader.all<{ entry_id: EntryId }>("SELECT entry_id FROM outbox WHERE state = 'accepted' ORDER BY id").map(({ entry_id }) => entry_id);
}

export function forgetAccepted(writer: Writer, entryId: EntryId): void {
  writer.run("DELETE FROM outbox WHERE entry_id = ? AND state = 'accepted'", entryId);
}

/** It may have gone out or not: only a report that came meanwhile knows. `since` is what looking for it is counted from. */
export function leaveUnknown(writer: Writer, entryId: EntryId, { failure, since }: { failure: Failure; since: number }): void {
  const reported = isReported(writer, entryId) ? readDelivery(writer, entryId) : null;
  if (reported?.delivery === 'delivered') finishOutbox(writer, entryId, null);
  else if (reported) setOutbox(writer, entryId, { state: 'refused', failure: reported.failure });
  else setOutbox(writer, entryId, { state: 'unknown', failure, dueAt: since });
}

/** Found at the provider: whatever was thought of its delivery, it has it. What is being sent right now is left to whoever sends it. False where nothing changed. */
export function settleDelivered(writer: Writer, entryId: EntryId): boolean {
  const row = readOutbox(writer, entryId);
  // This is the copy.
  if (row?.state === 'accepted') forgetAccepted(writer, entryId);
  if (row?.state !== 'queued' && row?.state !== 'unknown') return false;
  finishOutbox(writer, entryId, null);
  return true;
}

function readDelivery(reader: Reader, entryId: EntryId): { delivery: Delivery; failure: Failure | null } | null {
  const row = reader.get<{ delivery: Delivery; failure: string | null }>('SELECT delivery, failure FROM messages WHERE id = ?', entryId);
  return row ? { delivery: row.delivery, failure: row.failure === null ? null : (JSON.parse(row.failure) as Failure) } : null;
}

/** Only a report puts a message into these states while its row says something else. */
function isReported(reader: Reader, entryId: EntryId): boolean {
  const delivery = readDelivery(reader, entryId)?.delivery;
  return delivery === 'refused' || delivery === 'delivered';
}

/**
 * What the other end reported of a message of ours. States only move up, with one way down: what was accepted, or even delivered to somebody, did not arrive
 * after all. False where it was known.
 */
export function markReported(
  writer: Writer,
  entryId: EntryId,
  { outcome, technical }: { outcome: 'failed' | 'delayed' | 'delivered'; technical?: string },
): boolean {
  const before = readDelivery(writer, entryId);
  if (!before || before.delivery === 'refused') return false;
  const said = technical ? { technical } : {};
  const row = readOutbox(writer, entryId);
  if (outcome === 'failed') {
    const failure: Failure = { reason: 'recipients-refused', ...said };
    if (row && row.state !== 'sending' && row.state !== 'accepted') setOutbox(writer, entryId, { state: 'refused', failure });
    else setDelivery(writer, entryId, 'refused', failure);
    return true;
  }
  if (before.delivery === 'delivered') return false;
  // Whoever reports on it has it.
  settleDelivered(writer, entryId);
  if (outcome === 'delayed') {
    if (row?.state !== 'sending') setDelivery(writer, entryId, 'accepted', { reason: 'delivery-delayed', ...said });
  } else setDelivery(writer, entryId, 'delivered', before.failure?.reason === 'recipients-refused' ? before.failure : null);
  return true;
}

/** Taken back before it went out: as if it had never been written. */
export function removeUnsent(writer: Writer, entryId: EntryId): void {
  const row = writer.get<{ conversation_id: ConversationId; prior: string | null }>(
    'SELECT conversation_id, prior FROM outbox WHERE entry_id = ?',
    entryId,
  );
  writer.run('DELETE FROM interactions WHERE id = (SELECT interaction_id FROM entries WHERE id = ?)', entryId);
  if (row) settleConversation(writer, row.conversation_id, row.prior === null ? null : (JSON.parse(row.prior) as Standing));
}
