import type { ConversationState } from '../../contract/model/inbox.ts';
import { instantOfEntryId, type ContactId, type ConversationId, type EntryId } from '../../contract/model/ids.ts';
import { entryForms, type EntryForm, type TimelineFilter } from '../../contract/model/timeline-filter.ts';
import { mostCounted, type TimelineEntry, type TimelineSummary, type TimelineThread } from '../../contract/model/timeline.ts';
import type { Reader } from './database.ts';
import { entrySelect, toEntry, type EntryRow } from './entry-rows.ts';

type Direction = 'older' | 'newer';
type Scope = 'all' | 'form' | 'conversation';

const mostUnread = 200;

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

const threadSql = 'SELECT subject, state, since_at FROM conversations WHERE id = ?';
export const threadCountSql = `SELECT count(*) AS n FROM (SELECT 1 FROM entries WHERE conversation_id = ? LIMIT ${mostCounted})`;
/** What a machine wrote asks for no answer. */
export const newestAskedSql = `SELECT e.id FROM entries e CROSS JOIN messages m ON m.id = e.id
WHERE e.conversation_id = ? AND m.direction = 'in' AND m.mark IS NULL ORDER BY e.id DESC LIMIT 1`;

function readThread(reader: Reader, conversationId: ConversationId): TimelineThread {
  const row = reader.get<{ subject: string | null; state: ConversationState; since_at: number | null }>(threadSql, conversationId);
  const asked = row?.state === 'open' ? reader.get<{ id: EntryId }>(newestAskedSql, conversationId) : undefined;
  return {
    conversationId,
    subject: row?.subject ?? null,
    count: reader.get<{ n: number }>(threadCountSql, conversationId)?.n ?? 0,
    awaiting: asked ? { entryId: asked.id, sinceAt: row?.since_at ?? instantOfEntryId(asked.id) } : null,
  };
}

/** Of a message; of calls and notes none: they are told of one by one. */
export function conversationOf({ kind, conversationId }: Pick<TimelineEntry, 'kind' | 'conversationId'>): ConversationId[] {
  return kind === 'message' ? [conversationId] : [];
}

/** These conversations, each once, by id. */
export function readThreads(reader: Reader, conversations: readonly (ConversationId | null)[]): TimelineThread[] {
  const ids = [...new Set(conversations)].filter((id) => id !== null);
  return ids.sort((a, b) => a - b).map((id) => readThread(reader, id));
}

export function contactOfConversation(reader: Reader, id: ConversationId): ContactId | null {
  return reader.get<{ contact_id: ContactId }>('SELECT contact_id FROM conversations WHERE id = ?', id)?.contact_id ?? null;
}
