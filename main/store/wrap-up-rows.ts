import type { WrapUp } from '../../contract/model/agent.ts';
import type { CallId, ContactId, InteractionId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';

interface WrapUpRow {
  readonly interaction_id: InteractionId;
  readonly call_id: CallId;
  readonly contact_id: ContactId;
  readonly name: string | null;
  readonly address: string;
  readonly started_at: number;
  readonly due_at: number | null;
  readonly disposition_id: string | null;
  readonly note: string;
  readonly follow_up_at: number | null;
}

const select = `SELECT w.interaction_id, w.call_id, e.contact_id, p.name, c.address, w.started_at, w.due_at, c.disposition_id, c.note, c.follow_up_at
FROM wrap_ups w JOIN calls c ON c.id = w.call_id JOIN entries e ON e.id = w.call_id JOIN contacts p ON p.id = e.contact_id`;

export const openWrapUpsSql = `${select} WHERE w.finished_at IS NULL ORDER BY w.started_at`;

export function listOpenWrapUps(reader: Reader): WrapUp[] {
  return reader.all<WrapUpRow>(openWrapUpsSql).map((row) => ({
    interactionId: row.interaction_id,
    callId: row.call_id,
    contactId: row.contact_id,
    contactName: row.name,
    address: row.address,
    startedAt: row.started_at,
    dueAt: row.due_at,
    dispositionId: row.disposition_id,
    note: row.note,
    followUpAt: row.follow_up_at,
  }));
}

export function openWrapUp(writer: Writer, callId: CallId, times: { startedAt: number; dueAt: number | null }): void {
  writer.run(
    'INSERT OR IGNORE INTO wrap_ups (interaction_id, call_id, started_at, due_at) SELECT interaction_id, id, ?, ? FROM entries WHERE id = ?',
    times.startedAt,
    times.dueAt,
    callId,
  );
}

/** The call an open wrap-up belongs to; null where there is none. */
export function callOfWrapUp(reader: Reader, interactionId: InteractionId): CallId | null {
  return (
    reader.get<{ call_id: CallId }>('SELECT call_id FROM wrap_ups WHERE interaction_id = ? AND finished_at IS NULL', interactionId)?.call_id ?? null
  );
}

export function finishWrapUp(writer: Writer, interactionId: InteractionId, at: number): void {
  writer.run('UPDATE wrap_ups SET finished_at = ? WHERE interaction_id = ?', at, interactionId);
}
