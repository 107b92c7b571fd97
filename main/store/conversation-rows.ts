import type { ConversationId, EntryId } from '../../contract/model/ids.ts';
import { instantOfEntryId } from '../../contract/model/ids.ts';
import type { ConversationState, OpenReason } from '../../contract/model/inbox.ts';
import type { MessageMark } from '../../contract/model/message.ts';
import { standingAfter, type Standing } from './conversation-state.ts';
import type { Reader, Writer } from './database.ts';

interface StandingRow {
  readonly last_id: EntryId | null;
  readonly state: ConversationState;
  readonly reason: OpenReason | null;
  readonly since_at: number | null;
  readonly snoozed_until: number | null;
}

const readSql = 'SELECT last_id, state, reason, since_at, snoozed_until FROM conversations WHERE id = ?';
const standingOf = ({ state, reason, since_at, snoozed_until }: StandingRow): Standing => ({
  state,
  reason,
  sinceAt: since_at,
  snoozedUntil: snoozed_until,
});

/** null where there is no message: that is no conversation of the inbox. */
export function readStanding(reader: Reader, id: ConversationId): Standing | null {
  const row = reader.get<StandingRow>(readSql, id);
  return row && row.last_id !== null ? standingOf(row) : null;
}

export function writeStanding(writer: Writer, id: ConversationId, { state, reason, sinceAt, snoozedUntil }: Standing): void {
  writer.run(
    'UPDATE conversations SET state = ?, reason = ?, since_at = ?, snoozed_until = ? WHERE id = ?',
    state,
    reason,
    sinceAt,
    snoozedUntil,
    id,
  );
}

export interface NotedMessage {
  readonly id: EntryId;
  readonly direction: 'in' | 'out';
  readonly mark: MessageMark | null;
  readonly text: string;
  readonly isUnread: boolean;
  readonly isNews: boolean;
}

/** How a conversation stands that this message begins. */
export function standingOfFirst({ id, direction, mark, isNews }: NotedMessage): Standing {
  return standingAfter({ state: 'done', reason: null, sinceAt: null, snoozedUntil: null }, { direction, mark, isNews, at: instantOfEntryId(id) });
}

const lastSql = `UPDATE conversations SET last_id = ?, last_direction = ?, preview = ?, unread = unread + ?, state = ?, reason = ?, since_at = ?,
  snoozed_until = ? WHERE id = ?`;

/** A message was written into this conversation, in this transaction. What arrives late and is older than the newest one changes nothing but the count. Answers how it stood before. */
export function noteMessage(writer: Writer, id: ConversationId, message: NotedMessage): Standing | null {
  const row = writer.get<StandingRow>(readSql, id);
  if (!row) return null;
  const before = standingOf(row);
  if (row.last_id !== null && message.id < row.last_id) {
    if (message.isUnread) writer.run('UPDATE conversations SET unread = unread + 1 WHERE id = ?', id);
    return before;
  }
  const { direction, mark, isNews, isUnread } = message;
  const { state, reason, sinceAt, snoozedUntil } = standingAfter(before, { direction, mark, isNews, at: instantOfEntryId(message.id) });
  writer.run(lastSql, message.id, direction, previewOf(message.text), Number(isUnread), state, reason, sinceAt, snoozedUntil, id);
  return before;
}

/** What we wrote last did not arrive: somebody has to do something about it. `reportId` is the message that says so. */
export function noteBounce(writer: Writer, id: ConversationId, reportId: EntryId): void {
  writer.run(
    "UPDATE conversations SET state = 'open', reason = 'bounce', since_at = ?, snoozed_until = NULL WHERE id = ? AND last_id = ?",
    instantOfEntryId(reportId),
    id,
    reportId,
  );
}

/** The provider did not take what we wrote last; or it is to try again. */
export function noteRefusal(writer: Writer, entryId: EntryId, isRefused: boolean): void {
  const which = 'WHERE id = (SELECT conversation_id FROM entries WHERE id = ?) AND last_id = ?';
  const at = instantOfEntryId(entryId);
  if (isRefused) writer.run(`UPDATE conversations SET state = 'open', reason = 'refused', since_at = ? ${which}`, at, entryId, entryId);
  else writer.run(`UPDATE conversations SET state = 'waiting', reason = NULL, since_at = ? ${which} AND reason = 'refused'`, at, entryId, entryId);
}

export function noteRead(writer: Writer, entryId: EntryId, isUnread: boolean): void {
  writer.run(
    'UPDATE conversations SET unread = max(0, unread + ?) WHERE id = (SELECT conversation_id FROM entries WHERE id = ?)',
    isUnread ? 1 : -1,
    entryId,
  );
}

export const newestMessageSql = `SELECT e.id, m.direction, m.mark, substr(m.text, 1, 1000) AS text FROM entries e JOIN messages m ON m.id = e.id
WHERE e.conversation_id = ? ORDER BY e.id DESC LIMIT 1`;

export const unreadCountSql = 'SELECT count(*) AS n FROM entries e JOIN messages m ON m.id = e.id WHERE e.conversation_id = ? AND m.is_unread = 1';

/** Messages were taken out of this conversation. `prior` is how it stood before the newest of them was written, where that is known. */
export function settleConversation(writer: Writer, id: ConversationId, prior: Standing | null = null): void {
  const row = writer.get<StandingRow>(readSql, id);
  if (!row) return;
  const newest = writer.get<{ id: EntryId; direction: 'in' | 'out'; mark: MessageMark | null; text: string }>(newestMessageSql, id);
  const unread = writer.get<{ n: number }>(unreadCountSql, id);
  writer.run(
    'UPDATE conversations SET last_id = ?, last_direction = ?, preview = ?, unread = ? WHERE id = ?',
    newest?.id ?? null,
    newest?.direction ?? null,
    newest ? previewOf(newest.text) : '',
    unread?.n ?? 0,
    id,
  );
  writeStanding(writer, id, standingWithout(standingOf(row), newest, newest?.id === row.last_id ? null : prior));
}

function standingWithout(
  now: Standing,
  newest: { readonly id: EntryId; readonly direction: 'in' | 'out'; readonly mark: MessageMark | null } | undefined,
  prior: Standing | null,
): Standing {
  if (!newest) return { state: 'done', reason: null, sinceAt: null, snoozedUntil: null };
  const at = instantOfEntryId(newest.id);
  const isTheirs = newest.direction === 'in' && newest.mark === null;
  if (prior) return prior.state === 'waiting' && isTheirs ? { state: 'open', reason: 'message', sinceAt: at, snoozedUntil: null } : prior;
  // Whatever needed an answer is gone, and we wrote last.
  if (now.state === 'open' && newest.direction === 'out') return { state: 'waiting', reason: null, sinceAt: at, snoozedUntil: null };
  return now;
}

const mostOfPreview = 140;

/** The beginning of a text in one line, without what it quotes. */
export function previewOf(text: string): string {
  const own = text.slice(0, 1_000).replaceAll(/^>.*$/gm, ' ');
  return own.replaceAll(/\s+/g, ' ').trim().slice(0, mostOfPreview);
}
