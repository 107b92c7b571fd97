import type { ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import { entryForms, type EntryForm, type TimelineFilter } from '../../contract/model/timeline-filter.ts';
import { mostCounted, type TimelineEntry, type TimelineSummary, type TimelineThread } from '../../contract/model/timeline.ts';
import type { Reader } from './database.ts';
import { entrySelect, toEntry, type EntryRow } from './entry-rows.ts';

type Direction = 'older' | 'newer';
type Scope = 'all' | 'form' | 'conversation';

const mostUnread = 200;
/** Enough to see since when a customer waits. */
const mostOfExchange = 8;
const mostNewest = 200;

// The + keeps the contact from being searched by: a conversation has far fewer entries.
const scopes: Readonly<Record<Scope, string>> = {
  all: 'e.contact_id = ?',
  form: 'e.contact_id = ? AND e.form = ?',
  conversation: 'e.conversation_id = ? AND +e.contact_id = ?',
};

/** A page of a filtered timeline from a key on, nearest first. */
export function filteredPageSql(scope: Scope, direction: Direction): string {
  const order = direction === 'older' ? 'e.id < ? ORDER BY e.id DESC' : 'e.id > ? ORDER BY e.id';
  return `${entrySelect} WHERE ${scopes[scope]} AND ${order} LIMIT ?`;
}

/** Nearest to the key first; the key itself is not among them. */
export function readFilteredPage(
  reader: Reader,
  contactId: ContactId,
  { filter, direction, from, limit }: { filter: TimelineFilter; direction: Direction; from: number; limit: number },
): TimelineEntry[] {
  const { form, conversationId } = filter;
  if (conversationId !== null) {
    const rows = reader.all<EntryRow>(filteredPageSql('conversation', direction), conversationId, contactId, from, limit);
    return rows.map(toEntry);
  }
  if (form !== null) return reader.all<EntryRow>(filteredPageSql('form', direction), contactId, form, from, limit).map(toEntry);
  return reader.all<EntryRow>(filteredPageSql('all', direction), contactId, from, limit).map(toEntry);
}

export const countOfFormSql = `SELECT count(*) AS n FROM (SELECT 1 FROM entries WHERE contact_id = ? AND form = ? LIMIT ${mostCounted})`;
export const firstEntrySql = 'SELECT at FROM entries WHERE contact_id = ? ORDER BY id LIMIT 1';
export const newestEntrySql = 'SELECT id FROM entries WHERE contact_id = ? ORDER BY id DESC LIMIT 1';
export const unreadSql = `SELECT u.entry_id AS id, e.form, e.conversation_id FROM unread_entries u CROSS JOIN entries e ON e.id = u.entry_id
WHERE u.contact_id = ? ORDER BY u.entry_id DESC LIMIT ${mostUnread}`;

/** The same few steps for a hundred entries and for a hundred thousand. */
export function readTimelineSummary(reader: Reader, contactId: ContactId): TimelineSummary {
  const countOf = (form: EntryForm): number => reader.get<{ n: number }>(countOfFormSql, contactId, form)?.n ?? 0;
  const unread = reader.all<{ id: EntryId; form: EntryForm; conversation_id: ConversationId }>(unreadSql, contactId);
  return {
    firstAt: reader.get<{ at: number }>(firstEntrySql, contactId)?.at ?? null,
    newestId: reader.get<{ id: EntryId }>(newestEntrySql, contactId)?.id ?? null,
    counts: Object.fromEntries(entryForms.map((form) => [form, countOf(form)])) as TimelineSummary['counts'],
    unread: unread.reverse().map(({ id, form, conversation_id }) => ({ id, form, conversationId: conversation_id })),
  };
}

const threadSubjectSql = 'SELECT subject FROM conversations WHERE id = ?';
export const threadCountSql = `SELECT count(*) AS n FROM (SELECT 1 FROM entries WHERE conversation_id = ? LIMIT ${mostCounted})`;
/** What a machine wrote asks for no answer, and what did not arrive is none. Without an account nobody could answer. */
export const exchangeSql = `SELECT e.id, e.at, m.direction FROM entries e CROSS JOIN messages m ON m.id = e.id
WHERE e.conversation_id = ? AND m.account_id IS NOT NULL AND m.mark IS NULL AND m.delivery <> 'refused' ORDER BY e.id DESC LIMIT ${mostOfExchange}`;

/** Whether the customer had the last word, and since when. */
function readAwaiting(reader: Reader, conversationId: ConversationId): TimelineThread['awaiting'] {
  const newestFirst = reader.all<{ id: EntryId; at: number; direction: 'in' | 'out' }>(exchangeSql, conversationId);
  const [newest] = newestFirst;
  if (newest?.direction !== 'in') return null;
  const answer = newestFirst.findIndex(({ direction }) => direction === 'out');
  const first = answer === -1 ? newestFirst.at(-1) : newestFirst[answer - 1];
  return { entryId: newest.id, sinceAt: first?.at ?? newest.at };
}

function readThread(reader: Reader, conversationId: ConversationId): TimelineThread {
  return {
    conversationId,
    subject: reader.get<{ subject: string | null }>(threadSubjectSql, conversationId)?.subject ?? null,
    count: reader.get<{ n: number }>(threadCountSql, conversationId)?.n ?? 0,
    awaiting: readAwaiting(reader, conversationId),
  };
}

/** The conversations the messages among these entries belong to, by id. */
export function readThreads(reader: Reader, entries: readonly Pick<TimelineEntry, 'kind' | 'conversationId'>[]): TimelineThread[] {
  const ids = new Set(entries.flatMap(({ kind, conversationId }) => (kind === 'message' ? [conversationId] : [])));
  return [...ids].sort((a, b) => a - b).map((id) => readThread(reader, id));
}

export const newestConversationsSql = `SELECT kind, conversation_id AS conversationId FROM entries WHERE contact_id = ? ORDER BY id DESC LIMIT ${mostNewest}`;

/** The conversations something was said in last: where an entry was removed, nobody knows any more whose it was. */
export function readNewestThreads(reader: Reader, contactId: ContactId): TimelineThread[] {
  return readThreads(reader, reader.all<Pick<TimelineEntry, 'kind' | 'conversationId'>>(newestConversationsSql, contactId));
}
