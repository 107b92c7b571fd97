import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { Delivery, MessageMark } from '../../contract/model/message.ts';
import { noteRead, previewOf, settleConversation, standingOfFirst, type NotedMessage } from './conversation-rows.ts';
import type { Reader, Writer } from './database.ts';
import { contactOfEntry, type Channel } from './entry-rows.ts';
import type { MailHead } from './mail-head.ts';
import { isSeenPending, noteMark } from './mark-rows.ts';

export interface NewMessage {
  readonly channel: Channel;
  readonly direction: 'in' | 'out';
  readonly subject: string | null;
  readonly text: string;
  readonly agentName: string | null;
  readonly accountId?: AccountId | null;
  readonly externalId?: string | null;
  readonly delivery?: Delivery;
  readonly mark?: MessageMark | null;
  readonly isUnread?: boolean;
}

export function insertMessage(writer: Writer, id: EntryId, message: NewMessage): void {
  const { channel, direction, subject, text, agentName, accountId = null, externalId = null, mark = null, isUnread = false } = message;
  writer.run(
    `INSERT INTO messages (id, channel, direction, subject, text, agent_name, account_id, external_id, delivery, mark, is_unread)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    id,
    channel,
    direction,
    subject,
    text,
    agentName,
    accountId,
    externalId,
    message.delivery ?? (direction === 'in' ? 'received' : 'accepted'),
    mark,
    Number(isUnread),
  );
  if (!isUnread) return;
  const contactId = contactOfEntry(writer, id);
  if (contactId !== null) writer.run('INSERT INTO unread_entries (contact_id, entry_id) VALUES (?, ?)', contactId, id);
}

export interface NewMail {
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly head: MailHead;
  readonly sizeBytes: number;
  readonly html: string | null;
}

export function insertMail(writer: Writer, id: EntryId, { messageId, inReplyTo, head, sizeBytes, html }: NewMail): void {
  writer.run(
    'INSERT INTO mails (id, message_id, in_reply_to, head, size_bytes, has_html) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    messageId,
    inReplyTo,
    JSON.stringify(head),
    sizeBytes,
    Number(html !== null),
  );
  if (html !== null) writer.run('INSERT INTO mail_bodies (id, html) VALUES (?, ?)', id, html);
}

export const messageByExternalIdSql = 'SELECT id FROM messages WHERE account_id = ? AND external_id = ?';

export function findMessage(reader: Reader, accountId: AccountId, externalId: string): EntryId | null {
  return reader.get<{ id: EntryId }>(messageByExternalIdSql, accountId, externalId)?.id ?? null;
}

// By its Message-ID: whatever was never seen at the provider has no external id either, and there may be years of it.
export const ownMailSql = `SELECT l.id FROM mails l CROSS JOIN messages m ON m.id = l.id
WHERE l.message_id = ? AND m.account_id = ? AND m.direction = 'out' AND m.external_id IS NULL LIMIT 1`;

/** A mail we sent ourselves and now see for the first time at the provider: it is the same one from here on. */
export function adoptOwnMail(
  writer: Writer,
  accountId: AccountId,
  { messageId, externalId }: { messageId: string; externalId: string },
): EntryId | null {
  const id = writer.get<{ id: EntryId }>(ownMailSql, messageId, accountId)?.id ?? null;
  if (id !== null) writer.run('UPDATE messages SET external_id = ? WHERE id = ?', externalId, id);
  return id;
}

export const mailByMessageIdSql = `SELECT l.id, e.contact_id, e.conversation_id, m.direction FROM mails l JOIN messages m ON m.id = l.id
JOIN entries e ON e.id = l.id WHERE l.message_id = ? AND m.account_id = ? ORDER BY l.id DESC LIMIT 1`;

export interface FoundMail {
  readonly entryId: EntryId;
  readonly contactId: ContactId;
  readonly conversationId: ConversationId;
  readonly direction: 'in' | 'out';
}

/** The mail of this account that has this Message-ID; the newest where several do. */
export function findMail(reader: Reader, accountId: AccountId, messageId: string): FoundMail | null {
  if (!isMailKnown(reader, messageId)) return null;
  const row = reader.get<{ id: EntryId; contact_id: ContactId; conversation_id: ConversationId; direction: 'in' | 'out' }>(
    mailByMessageIdSql,
    messageId,
    accountId,
  );
  return row ? { entryId: row.id, contactId: row.contact_id, conversationId: row.conversation_id, direction: row.direction } : null;
}

export function readMessage(
  reader: Reader,
  id: EntryId,
): { text: string; html: string | null; accountId: AccountId | null; head: MailHead | null } | null {
  const row = reader.get<{ text: string; html: string | null; account_id: AccountId | null; head: string | null }>(
    `SELECT m.text, b.html, m.account_id, l.head FROM messages m LEFT JOIN mails l ON l.id = m.id LEFT JOIN mail_bodies b ON b.id = m.id WHERE m.id = ?`,
    id,
  );
  return row
    ? { text: row.text, html: row.html, accountId: row.account_id, head: row.head === null ? null : (JSON.parse(row.head) as MailHead) }
    : null;
}

/** What an answer refers to (RFC 5322 §3.6.4). */
export function readMailIds(reader: Reader, id: EntryId): { messageId: string | null; references: readonly string[] } {
  const row = reader.get<{ message_id: string | null; head: string }>('SELECT message_id, head FROM mails WHERE id = ?', id);
  return row ? { messageId: row.message_id, references: (JSON.parse(row.head) as MailHead).references } : { messageId: null, references: [] };
}

/** Done here: the provider is to be told. False where nothing changed. */
export function setUnread(writer: Writer, id: EntryId, isUnread: boolean): boolean {
  if (!writeUnread(writer, id, isUnread)) return false;
  noteMark(writer, id, { mark: 'seen', isSet: !isUnread });
  return true;
}

/** Done at the provider; what was done here and is not there yet stands. False where nothing changed. */
export function followUnread(writer: Writer, id: EntryId, isUnread: boolean): boolean {
  return !isSeenPending(writer, id) && writeUnread(writer, id, isUnread);
}

function writeUnread(writer: Writer, id: EntryId, isUnread: boolean): boolean {
  const { changes } = writer.run('UPDATE messages SET is_unread = ? WHERE id = ? AND is_unread <> ?', Number(isUnread), id, Number(isUnread));
  if (changes === 1) noteRead(writer, id, isUnread);
  return changes === 1;
}

export function setDelivery(writer: Writer, id: EntryId, delivery: Delivery, failure: Failure | null): void {
  writer.run('UPDATE messages SET delivery = ?, failure = ? WHERE id = ?', delivery, failure === null ? null : JSON.stringify(failure), id);
}

/** Says where the provider keeps a message that was not there before. */
export function addPlace(writer: Writer, accountId: AccountId, place: string, entryId: EntryId): void {
  writer.run(
    'INSERT INTO message_places (account_id, place, entry_id) VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET entry_id = excluded.entry_id',
    accountId,
    place,
    entryId,
  );
}

/** Says where the provider keeps a message. */
export function putPlace(writer: Writer, accountId: AccountId, place: string, entryId: EntryId): void {
  addPlace(writer, accountId, place, entryId);
  writer.run('DELETE FROM message_orphans WHERE entry_id = ?', entryId);
}

export const placeSql = 'SELECT entry_id FROM message_places WHERE account_id = ? AND place = ?';

export function findByPlace(reader: Reader, accountId: AccountId, place: string): EntryId | null {
  return reader.get<{ entry_id: EntryId }>(placeSql, accountId, place)?.entry_id ?? null;
}

export const placesUnderSql = 'SELECT place, entry_id FROM message_places WHERE account_id = ? AND place >= ? AND place < ?';

export const otherPlaceSql = 'SELECT 1 FROM message_places WHERE entry_id = ? LIMIT 1';

export function removePlace(writer: Writer, accountId: AccountId, place: string): void {
  const entryId = findByPlace(writer, accountId, place);
  if (entryId === null) return;
  writer.run('DELETE FROM message_places WHERE account_id = ? AND place = ?', accountId, place);
  const hasOther = writer.get(otherPlaceSql, entryId) !== undefined;
  if (!hasOther) writer.run('INSERT OR IGNORE INTO message_orphans (entry_id, account_id) VALUES (?, ?)', entryId, accountId);
}

export function removePlacesUnder(writer: Writer, accountId: AccountId, under: string): void {
  for (const { place } of writer.all<{ place: string }>(placesUnderSql, accountId, under, `${under}\u{10ffff}`))
    removePlace(writer, accountId, place);
}

export const orphansSql = `SELECT e.id, e.contact_id, e.conversation_id, e.interaction_id FROM message_orphans o JOIN entries e ON e.id = o.entry_id
WHERE o.account_id = ?`;

/** Messages of an account that the provider has no longer. They are removed; answers whose they were. */
export function removeOrphans(writer: Writer, accountId: AccountId): { entryId: EntryId; contactId: ContactId; conversationId: ConversationId }[] {
  const orphans = writer.all<{ id: EntryId; contact_id: ContactId; conversation_id: ConversationId; interaction_id: number }>(orphansSql, accountId);
  for (const { interaction_id } of orphans) writer.run('DELETE FROM interactions WHERE id = ?', interaction_id);
  for (const conversationId of new Set(orphans.map(({ conversation_id }) => conversation_id))) settleConversation(writer, conversationId);
  return orphans.map(({ id, contact_id, conversation_id }) => ({ entryId: id, contactId: contact_id, conversationId: conversation_id }));
}

export const conversationOfThreadSql = `SELECT e.conversation_id FROM mails l JOIN entries e ON e.id = l.id JOIN messages m ON m.id = l.id
WHERE l.message_id = ? AND m.account_id = ? AND e.contact_id = ? LIMIT 1`;

/** The conversation this contact has with us in which a mail with this Message-ID stands. */
export function findThread(reader: Reader, where: { accountId: AccountId; contactId: ContactId; messageId: string }): ConversationId | null {
  const { accountId, contactId, messageId } = where;
  if (!isMailKnown(reader, messageId)) return null;
  return reader.get<{ conversation_id: ConversationId }>(conversationOfThreadSql, messageId, accountId, contactId)?.conversation_id ?? null;
}

export const knownMailSql = 'SELECT 1 FROM mails WHERE message_id = ?';

/** A mailbox that is read newest first refers mostly to what is not there yet, and a join costs ten times as much as this. */
function isMailKnown(reader: Reader, messageId: string): boolean {
  return reader.get(knownMailSql, messageId) !== undefined;
}

export function isConversationOf(reader: Reader, id: ConversationId, contactId: ContactId): boolean {
  return reader.get('SELECT 1 FROM conversations WHERE id = ? AND contact_id = ?', id, contactId) !== undefined;
}

export function insertConversation(
  writer: Writer,
  {
    contactId,
    channel,
    accountId,
    subject,
    at,
  }: { contactId: ContactId; channel: Channel; accountId: AccountId | null; subject: string | null; at: number },
): ConversationId {
  const id = writer.run(
    'INSERT INTO conversations (contact_id, channel, started_at, account_id, subject) VALUES (?, ?, ?, ?, ?)',
    contactId,
    channel,
    at,
    accountId,
    subject,
  ).lastId as ConversationId;
  if (subject !== null) writer.runLast(indexSubjectSql, id, subject);
  return id;
}

/** The same, and noteMessage for the message that begins it, in one step. */
export function beginConversation(
  writer: Writer,
  conversation: { contactId: ContactId; channel: Channel; accountId: AccountId; subject: string | null; at: number },
  message: NotedMessage,
): ConversationId {
  const { contactId, channel, accountId, subject, at } = conversation;
  const { state, reason, sinceAt, snoozedUntil } = standingOfFirst(message);
  const id = writer.run(
    `INSERT INTO conversations (contact_id, channel, started_at, account_id, subject, last_id, last_direction, preview, unread, state, reason, since_at,
       snoozed_until)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    contactId,
    channel,
    at,
    accountId,
    subject,
    message.id,
    message.direction,
    previewOf(message.text),
    Number(message.isUnread),
    state,
    reason,
    sinceAt,
    snoozedUntil,
  ).lastId as ConversationId;
  if (subject !== null) writer.runLast(indexSubjectSql, id, subject);
  return id;
}

/** As conversation_texts has it. Not by INSERT … SELECT, which opens a savepoint each time. */
const indexSubjectSql = "INSERT INTO conversation_subjects (rowid, subject) VALUES (?, replace(replace(?, 'ß', 'ss'), 'ẞ', 'ss'))";
