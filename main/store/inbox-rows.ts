import type { AccountId, ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import { instantOfEntryId } from '../../contract/model/ids.ts';
import { mostCounted, type InboxCounts, type InboxCursor, type InboxFilter, type InboxRow } from '../../contract/model/inbox.ts';
import { isNewestFirst } from '../../contract/inbox-reducer.ts';
import type { Reader, Writer } from './database.ts';
import { inboxTerms, type InboxTerm } from './inbox-words.ts';

interface Row {
  readonly id: ConversationId;
  readonly contact_id: ContactId;
  readonly name: string | null;
  readonly company: string | null;
  readonly address: string | null;
  readonly account_id: AccountId | null;
  readonly channel: InboxRow['channel'];
  readonly subject: string | null;
  readonly preview: string;
  readonly last_id: EntryId;
  readonly last_direction: 'in' | 'out';
  readonly unread: number;
  readonly state: InboxRow['state'];
  readonly reason: InboxRow['reason'];
  readonly since_at: number | null;
  readonly snoozed_until: number | null;
  readonly assigned_to: string | null;
  readonly tags: string;
}

const columns = `c.id, c.contact_id, p.name, p.company, c.account_id, c.channel, c.subject, c.preview, c.last_id, c.last_direction, c.unread,
  c.state, c.reason, c.since_at, c.snoozed_until, c.assigned_to,
  (SELECT raw FROM identities i WHERE i.contact_id = c.contact_id ORDER BY i.id LIMIT 1) AS address,
  (SELECT json_group_array(t.tag) FROM conversation_tags t WHERE t.conversation_id = c.id) AS tags`;
const from = 'FROM conversations c CROSS JOIN contacts p ON p.id = c.contact_id';

function toRow(row: Row, me: string): InboxRow {
  const { id, contact_id, name, account_id, last_id, last_direction, since_at, snoozed_until, assigned_to, tags, ...same } = row;
  return {
    ...same,
    conversationId: id,
    contactId: contact_id,
    contactName: name,
    accountId: account_id,
    lastId: last_id,
    lastAt: instantOfEntryId(last_id),
    lastDirection: last_direction,
    sinceAt: since_at,
    snoozedUntil: snoozed_until,
    assignedTo: assigned_to,
    isMine: assigned_to === me,
    tags: JSON.parse(tags) as string[],
  };
}

export interface InboxQuery extends InboxFilter {
  readonly before: InboxCursor | null;
  readonly limit: number;
  /** Whose conversations are "mine". */
  readonly me: string;
}

/** What a query's SQL depends on. */
export interface InboxShape extends Omit<InboxFilter, 'tag' | 'text'> {
  readonly hasTag: boolean;
  readonly terms: readonly InboxTerm[];
  /** Few match: they are gathered and sorted. Else the view is walked in its order, and each row is looked up among those that match. */
  readonly isRare: boolean;
}

const contactsWith = ({ words }: InboxTerm): string =>
  words.map(() => 'SELECT contact_id FROM contact_words WHERE word >= ? AND word < ?').join(' INTERSECT ');
const subjectsWith = 'SELECT rowid FROM conversation_subjects WHERE conversation_subjects MATCH ?';

function matchingSql(term: InboxTerm): string {
  const byContact = `SELECT v.id FROM conversations v WHERE v.contact_id IN (${contactsWith(term)})`;
  return [...(term.match === null ? [] : [subjectsWith]), ...(term.words.length === 0 ? [] : [byContact])].join(' UNION ALL ');
}

/** The same of a row that is at hand. */
function matchesSql(term: InboxTerm): string {
  const bySubject = term.match === null ? [] : [`+c.id IN (${subjectsWith})`];
  const byContact = term.words.length === 0 ? [] : [`+c.contact_id IN (${contactsWith(term)})`];
  return `(${[...bySubject, ...byContact].join(' OR ')})`;
}

const valuesOf = ({ match, words }: InboxTerm): string[] => [
  ...(match === null ? [] : [match]),
  ...words.flatMap((word) => [word, `${word}\u{10ffff}`]),
];

function placeSql(shape: InboxShape): { readonly after: string; readonly order: string } {
  // Rows that were gathered are few: they are sorted, instead of walking all others for their order.
  const plus = shape.isRare ? '+' : '';
  if (isNewestFirst(shape)) return { after: `${plus}c.last_id < ?`, order: `${plus}c.last_id DESC` };
  const key = shape.view === 'snoozed' ? 'c.snoozed_until' : 'c.since_at';
  return { after: `(${plus}${key}, c.id) > (?, ?)`, order: `${plus}${key}, c.id` };
}

export function inboxPageSql(shape: InboxShape): string {
  const { view, isMine, hasTag, terms, isRare } = shape;
  const plus = isRare ? '+' : '';
  const { after, order } = placeSql(shape);
  const conditions = [
    view === 'all' ? null : `${plus || isMine ? '+' : ''}c.state = '${view}'`,
    isMine ? `${plus}c.assigned_to = ?` : null,
    hasTag ? 'c.id IN (SELECT conversation_id FROM conversation_tags WHERE tag = ?)' : null,
    ...terms.map((term) => (isRare ? `c.id IN (${matchingSql(term)})` : matchesSql(term))),
    // Also of those that were gathered: calls and notes are no conversations of the inbox.
    '+c.last_id IS NOT NULL',
    after,
  ];
  return `SELECT ${columns} ${from} WHERE ${conditions.filter((condition) => condition !== null).join(' AND ')} ORDER BY ${order} LIMIT ?`;
}

const gathered = 2_000;

function isRare(reader: Reader, terms: readonly InboxTerm[]): boolean {
  return terms.some((term) => {
    const sql = `SELECT count(*) AS n FROM (${matchingSql(term)} LIMIT ${gathered + 1})`;
    return (reader.get<{ n: number }>(sql, ...valuesOf(term))?.n ?? 0) <= gathered;
  });
}

/** In the order of the view, after `before`. Words match by their beginning, without regard to case and diacritics. */
export function readInboxPage(reader: Reader, query: InboxQuery): InboxRow[] {
  const { view, isMine, order, tag, text, me, before, limit } = query;
  const terms = inboxTerms(text);
  if (terms.length === 0 && text.trim() !== '') return [];
  const shape: InboxShape = { view, isMine, order, hasTag: tag !== null, terms, isRare: terms.length > 0 && isRare(reader, terms) };
  const place = isNewestFirst(query)
    ? [before?.key ?? Number.MAX_SAFE_INTEGER]
    : [before?.key ?? Number.MIN_SAFE_INTEGER, before?.conversationId ?? 0];
  const values = [...(isMine ? [me] : []), ...(tag === null ? [] : [tag]), ...terms.flatMap(valuesOf), ...place, limit];
  return reader.all<Row>(inboxPageSql(shape), ...values).map((row) => toRow(row, me));
}

/** null where it has no message, or is gone. */
export function readInboxRow(reader: Reader, id: ConversationId, me: string): InboxRow | null {
  const row = reader.get<Row>(`SELECT ${columns} ${from} WHERE c.id = ? AND c.last_id IS NOT NULL`, id);
  return row ? toRow(row, me) : null;
}

export function conversationOfEntry(reader: Reader, id: EntryId): ConversationId | null {
  return reader.get<{ conversation_id: ConversationId }>('SELECT conversation_id FROM entries WHERE id = ?', id)?.conversation_id ?? null;
}

export const conversationsOfContactSql = 'SELECT id FROM conversations WHERE contact_id = ? AND last_id IS NOT NULL ORDER BY last_id DESC LIMIT ?';

/** The newest conversations of a contact: their rows change when it is renamed. */
export function conversationsOfContact(reader: Reader, id: ContactId, limit: number): ConversationId[] {
  return reader.all<{ id: ConversationId }>(conversationsOfContactSql, id, limit).map((row) => row.id);
}

const countSql = (where: string): string => `(SELECT count(*) FROM (SELECT 1 FROM conversations WHERE ${where} LIMIT ${mostCounted}))`;
const ofState = (state: string): string => countSql(`state = '${state}' AND last_id > 0`);
export const inboxCountsSql = `SELECT ${ofState('open')} AS open, ${ofState('waiting')} AS waiting, ${ofState('snoozed')} AS snoozed, ${ofState('done')} AS done,
  ${countSql('last_id > 0')} AS "all"`;

export function countInbox(reader: Reader): InboxCounts {
  return reader.get<InboxCounts>(inboxCountsSql) ?? { open: 0, waiting: 0, snoozed: 0, done: 0, all: 0 };
}

export function setAssigned(writer: Writer, id: ConversationId, assignedTo: string | null): void {
  writer.run('UPDATE conversations SET assigned_to = ? WHERE id = ?', assignedTo, id);
}

export const dueSnoozesSql = "SELECT id FROM conversations WHERE state = 'snoozed' AND snoozed_until <= ?";

/** Those whose time has come are open again. Answers which. */
export function wakeSnoozed(writer: Writer, now: number): { id: ConversationId; contactId: ContactId }[] {
  return writer
    .all<{ id: ConversationId; contact_id: ContactId }>(
      `UPDATE conversations SET state = 'open', reason = 'snooze', since_at = coalesce(since_at, snoozed_until), snoozed_until = NULL
       WHERE id IN (${dueSnoozesSql}) RETURNING id, contact_id`,
      now,
    )
    .map(({ id, contact_id }) => ({ id, contactId: contact_id }));
}

export const nextSnoozeSql = "SELECT snoozed_until AS at FROM conversations WHERE state = 'snoozed' ORDER BY snoozed_until LIMIT 1";

export function nextSnoozeAt(reader: Reader): number | null {
  return reader.get<{ at: number }>(nextSnoozeSql)?.at ?? null;
}

export function readTags(reader: Reader, id: ConversationId): string[] {
  return reader.all<{ tag: string }>('SELECT tag FROM conversation_tags WHERE conversation_id = ? ORDER BY tag', id).map(({ tag }) => tag);
}

export function setTag(writer: Writer, id: ConversationId, tag: string, isSet: boolean): void {
  if (isSet) writer.run('INSERT OR IGNORE INTO conversation_tags (conversation_id, tag) VALUES (?, ?)', id, tag);
  else writer.run('DELETE FROM conversation_tags WHERE conversation_id = ? AND tag = ?', id, tag);
}

// From tag to tag, one step each: however many conversations have them.
export const tagsSql = `WITH RECURSIVE used (tag) AS (
  SELECT min(tag) FROM conversation_tags UNION ALL
  SELECT (SELECT min(tag) FROM conversation_tags WHERE tag > used.tag) FROM used WHERE used.tag IS NOT NULL
) SELECT tag FROM used WHERE tag IS NOT NULL ORDER BY tag COLLATE NOCASE LIMIT 200`;

/** Every tag in use. */
export function listTags(reader: Reader): string[] {
  return reader.all<{ tag: string }>(tagsSql).map(({ tag }) => tag);
}

export function messagesToMarkSql(isUnread: boolean): string {
  const which = isUnread ? "m.direction = 'in' ORDER BY e.id DESC LIMIT 1" : 'm.is_unread = 1';
  return `SELECT e.id FROM entries e JOIN messages m ON m.id = e.id WHERE e.conversation_id = ? AND ${which}`;
}

/** Those an unread mark stands on: all that are unread; or, to put one, the newest that came in. */
export function messagesToMark(reader: Reader, id: ConversationId, isUnread: boolean): EntryId[] {
  return reader.all<{ id: EntryId }>(messagesToMarkSql(isUnread), id).map((row) => row.id);
}
