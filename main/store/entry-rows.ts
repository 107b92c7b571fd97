import type { ContactId, ConversationId, EntryId, IdentityId, InteractionId } from '../../contract/model/ids.ts';
import { entriesPerMs, entryIdSchema, firstEntryIdAt } from '../../contract/model/ids.ts';
import type { MessageEntry, TimelineEntry } from '../../contract/model/timeline.ts';
import type { Reader, Writer } from './database.ts';
import { touchContact } from './contact-rows.ts';
import type { MailHead } from './mail-head.ts';
import { recordingsOfCall } from './recording-rows.ts';

/** One step of a timeline: written in the same transaction as what it stands for. */
export interface EntryChange {
  readonly contactId: ContactId;
  readonly entryId: EntryId;
  readonly seq: number;
  /** Where the entry is gone: which conversation it was taken out of. */
  readonly conversationId?: ConversationId;
}

export type Channel = 'voice' | 'email' | 'sms' | 'social' | 'chat';

export interface EntryRow {
  readonly id: EntryId;
  readonly contact_id: ContactId;
  readonly conversation_id: ConversationId;
  readonly interaction_id: InteractionId;
  readonly kind: 'call' | 'note' | 'message';
  readonly at: number;
  readonly interaction_agent: string | null;
  // calls
  readonly account_id: number | null;
  readonly call_direction: string | null;
  readonly result: string | null;
  readonly address: string | null;
  readonly answered_at: number | null;
  readonly ended_at: number | null;
  readonly failure: string | null;
  readonly note: string | null;
  readonly disposition_id: string | null;
  readonly follow_up_at: number | null;
  readonly needs_return: number | null;
  readonly transfer: string | null;
  readonly conference: string | null;
  readonly quality: string | null;
  readonly recordings: string | null;
  // notes and messages
  readonly note_text: string | null;
  readonly note_agent: string | null;
  readonly channel: string | null;
  readonly message_direction: string | null;
  readonly subject: string | null;
  readonly message_text: string | null;
  readonly message_agent: string | null;
  readonly message_account: number | null;
  readonly delivery: string | null;
  readonly message_failure: string | null;
  readonly mark: string | null;
  readonly is_unread: number | null;
  readonly has_html: number | null;
  readonly mail_head: string | null;
}

/** A list shows the beginning of a long text; the whole is read by itself. */
const mostOfText = 4_000;

/** What an entry is made of; the caller says which. */
export const entrySelect = `SELECT e.id, e.contact_id, e.conversation_id, e.interaction_id, e.kind, e.at, i.agent_name AS interaction_agent,
  c.account_id, c.direction AS call_direction, c.result, c.address, c.answered_at, c.ended_at, c.failure, c.note, c.disposition_id, c.follow_up_at, c.needs_return, c.transfer, c.conference, c.quality,
  CASE WHEN c.id IS NULL THEN NULL ELSE ${recordingsOfCall} END AS recordings,
  n.text AS note_text, n.agent_name AS note_agent,
  m.channel, m.direction AS message_direction, m.subject, substr(m.text, 1, ${mostOfText + 1}) AS message_text, m.agent_name AS message_agent,
  m.account_id AS message_account, m.delivery, m.failure AS message_failure, m.mark, m.is_unread, l.has_html, l.head AS mail_head
FROM entries e JOIN interactions i ON i.id = e.interaction_id
  LEFT JOIN calls c ON c.id = e.id LEFT JOIN notes n ON n.id = e.id LEFT JOIN messages m ON m.id = e.id LEFT JOIN mails l ON l.id = e.id`;

export const timelinePageSql = `${entrySelect} WHERE e.contact_id = ? AND e.id < ? ORDER BY e.id DESC LIMIT ?`;

export function toEntry(row: EntryRow): TimelineEntry {
  const base = { id: row.id, contactId: row.contact_id, conversationId: row.conversation_id, interactionId: row.interaction_id, at: row.at };
  switch (row.kind) {
    case 'call':
      return {
        ...base,
        kind: 'call',
        accountId: row.account_id,
        direction: row.call_direction,
        result: row.result,
        address: row.address,
        answeredAt: row.answered_at,
        endedAt: row.ended_at,
        durationMs: talkTime(row.answered_at, row.ended_at),
        failure: row.failure === null ? null : JSON.parse(row.failure),
        note: row.note,
        dispositionId: row.disposition_id,
        followUpAt: row.follow_up_at,
        agentName: row.interaction_agent,
        needsReturn: row.needs_return === 1,
        transfer: row.transfer === null ? null : JSON.parse(row.transfer),
        conference: row.conference === null ? [] : JSON.parse(row.conference),
        quality: row.quality === null ? null : JSON.parse(row.quality),
        recordings: row.recordings === null ? [] : JSON.parse(row.recordings),
      } as TimelineEntry;
    case 'note':
      return { ...base, kind: 'note', text: row.note_text, agentName: row.note_agent } as TimelineEntry;
    case 'message':
      return {
        ...base,
        kind: 'message',
        channel: row.channel,
        direction: row.message_direction,
        accountId: row.message_account,
        subject: row.subject,
        text: (row.message_text ?? '').slice(0, mostOfText),
        isTextCut: (row.message_text ?? '').length > mostOfText,
        hasHtml: row.has_html === 1,
        ...headOf(row.mail_head),
        delivery: row.delivery,
        failure: row.message_failure === null ? null : JSON.parse(row.message_failure),
        mark: row.mark,
        isUnread: row.is_unread === 1,
        agentName: row.message_agent,
      } as TimelineEntry;
  }
}

function headOf(json: string | null): Pick<MessageEntry, 'from' | 'to' | 'cc' | 'replyTo' | 'attachments'> {
  if (json === null) return { from: null, to: [], cc: [], replyTo: [], attachments: [] };
  const { from, to, cc, replyTo, attachments } = JSON.parse(json) as MailHead;
  return {
    from,
    to: [...to],
    cc: [...cc],
    replyTo: [...replyTo],
    attachments: attachments.map(({ part: _, contentId: __, ...attachment }) => attachment),
  };
}

export function talkTime(answeredAt: number | null, endedAt: number | null): number | null {
  return answeredAt === null || endedAt === null ? null : Math.max(0, endedAt - answeredAt);
}

/** Newest first, below `before`. */
export function readTimelinePage(reader: Reader, contactId: ContactId, before: EntryId | null, limit: number): TimelineEntry[] {
  return reader.all<EntryRow>(timelinePageSql, contactId, before ?? Number.MAX_SAFE_INTEGER, limit).map(toEntry);
}

export function readEntry(reader: Reader, id: EntryId): TimelineEntry | null {
  const row = reader.get<EntryRow>(`${entrySelect} WHERE e.id = ?`, id);
  return row ? toEntry(row) : null;
}

export const conversationOfChannelSql = 'SELECT id FROM conversations WHERE contact_id = ? AND channel = ? ORDER BY id DESC LIMIT 1';
export const takenIdSql = 'SELECT max(id) AS id FROM entries WHERE id >= ? AND id < ?';

/** Ids of one millisecond count up. */
export function freeEntryId(reader: Reader, at: number): EntryId {
  const floor = firstEntryIdAt(at);
  const taken = reader.get<{ id: number | null }>(takenIdSql, floor, floor + entriesPerMs)?.id ?? null;
  return entryIdSchema.parse(taken === null ? floor : taken + 1);
}

/** Appends an entry with its interaction; a conversation per contact and channel. */
export function insertEntry(
  writer: Writer,
  entry: {
    contactId: ContactId;
    identityId: IdentityId | null;
    channel: Channel;
    kind: TimelineEntry['kind'];
    at: number;
    agentName: string | null;
    /** null: the one of this contact and channel. */
    conversationId?: ConversationId | null;
    /** As freeEntryId said in this transaction. */
    id?: EntryId;
  },
): { id: EntryId; interactionId: InteractionId; conversationId: ConversationId } {
  const { contactId, identityId, channel, kind, at, agentName } = entry;
  const conversationId =
    entry.conversationId ??
    writer.get<{ id: ConversationId }>(conversationOfChannelSql, contactId, channel)?.id ??
    (writer.run('INSERT INTO conversations (contact_id, channel, started_at) VALUES (?, ?, ?)', contactId, channel, at).lastId as ConversationId);
  const interactionId = writer.run(
    'INSERT INTO interactions (conversation_id, agent_name, started_at) VALUES (?, ?, ?)',
    conversationId,
    agentName,
    at,
  ).lastId as InteractionId;
  const id = entry.id ?? freeEntryId(writer, at);
  writer.run(
    'INSERT INTO entries (id, contact_id, identity_id, conversation_id, interaction_id, kind, at, form) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    id,
    contactId,
    identityId,
    conversationId,
    interactionId,
    kind,
    at,
    kind === 'message' ? channel : kind,
  );
  touchContact(writer, contactId, at);
  return { id, interactionId, conversationId };
}

export function contactOfEntry(reader: Reader, id: EntryId): ContactId | null {
  return reader.get<{ contact_id: ContactId }>('SELECT contact_id FROM entries WHERE id = ?', id)?.contact_id ?? null;
}

export function insertNote(writer: Writer, id: EntryId, text: string, agentName: string | null): void {
  writer.run('INSERT INTO notes (id, text, agent_name) VALUES (?, ?, ?)', id, text, agentName);
}

export function insertChange(writer: Writer, contactId: ContactId, entryId: EntryId, at: number): EntryChange {
  const seq = writer.run('INSERT INTO changes (contact_id, entry_id, at) VALUES (?, ?, ?)', contactId, entryId, at).lastId;
  return { contactId, entryId, seq };
}

/** A contact was named or renamed: no entry changed, but lists that show the name did. */
export function insertContactChange(writer: Writer, contactId: ContactId, at: number): void {
  writer.run('INSERT INTO changes (contact_id, entry_id, at) VALUES (?, NULL, ?)', contactId, at);
}

export function readSeq(reader: Reader): number {
  // Not max(seq): it must never go back, even where old changes were removed.
  return reader.get<{ seq: number }>("SELECT seq FROM sqlite_sequence WHERE name = 'changes'")?.seq ?? 0;
}

export function pruneChanges(writer: Writer, keep: number): void {
  writer.run('DELETE FROM changes WHERE seq < (SELECT max(seq) FROM changes) - ?', keep);
}

/** The newest thing said with this contact, before `before`, as one line. */
export function readLastMatter(reader: Reader, contactId: ContactId, before: EntryId): string | null {
  for (const entry of readTimelinePage(reader, contactId, before, 10)) {
    const line = entry.kind === 'call' ? entry.note : entry.kind === 'message' ? (entry.subject ?? entry.text) : entry.text;
    const first = line.trim().split('\n', 1)[0];
    if (first) return first.slice(0, 160);
  }
  return null;
}
