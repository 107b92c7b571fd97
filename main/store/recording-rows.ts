import type { CallId } from '../../contract/model/ids.ts';
import type { Recording, RecordingId, RecordingMark } from '../../contract/model/recording.ts';
import type { Reader, Writer } from './database.ts';

export interface StoredRecording extends Recording {
  readonly callId: CallId;
  /** Its name in the folder of recordings. */
  readonly file: string;
}

interface Row {
  readonly id: RecordingId;
  readonly call_id: CallId;
  readonly file: string;
  readonly started_at: number;
  readonly duration_ms: number;
  readonly state: Recording['state'];
  readonly deleted_after_days: number | null;
}

/** JSON (contract: Recording[]) of the call `c`, for a list of entries. */
export const recordingsOfCall = `(SELECT json_group_array(json_object('id', r.id, 'startedAt', r.started_at, 'durationMs', r.duration_ms, 'state', r.state, 'deletedAfterDays', r.deleted_after_days))
  FROM recordings r WHERE r.call_id = c.id)`;

const select = 'SELECT id, call_id, file, started_at, duration_ms, state, deleted_after_days FROM recordings';

function toRecording({ call_id, started_at, duration_ms, deleted_after_days, ...row }: Row): StoredRecording {
  return { ...row, callId: call_id, startedAt: started_at, durationMs: duration_ms, deletedAfterDays: deleted_after_days };
}

export function insertRecording(writer: Writer, { callId, file, startedAt }: { callId: CallId; file: string; startedAt: number }): RecordingId {
  const { lastId } = writer.run("INSERT INTO recordings (call_id, file, started_at, state) VALUES (?, ?, ?, 'live')", callId, file, startedAt);
  return lastId as RecordingId;
}

export function findRecording(reader: Reader, id: RecordingId): StoredRecording | null {
  const row = reader.get<Row>(`${select} WHERE id = ?`, id);
  return row ? toRecording(row) : null;
}

export function liveRecordings(reader: Reader): StoredRecording[] {
  return reader.all<Row>(`${select} WHERE state = 'live'`).map(toRecording);
}

export const oldRecordingsSql = `${select} WHERE state IN ('kept', 'interrupted') AND started_at <= ?`;

export function recordingsBefore(reader: Reader, at: number): StoredRecording[] {
  return reader.all<Row>(oldRecordingsSql, at).map(toRecording);
}

/** The names of all files that are to be there. */
export function recordingFiles(reader: Reader): Set<string> {
  return new Set(reader.all<{ file: string }>("SELECT file FROM recordings WHERE state <> 'deleted'").map(({ file }) => file));
}

/** It is over: marks that are open end with it. */
export function closeRecording(writer: Writer, id: RecordingId, { durationMs, state }: Pick<Recording, 'durationMs' | 'state'>): void {
  writer.run('UPDATE recordings SET duration_ms = ?, state = ? WHERE id = ?', durationMs, state, id);
  writer.run('UPDATE recording_marks SET to_ms = max(from_ms, ?) WHERE recording_id = ? AND to_ms IS NULL', durationMs, id);
}

/** Nothing was recorded. */
export function removeRecording(writer: Writer, id: RecordingId): void {
  writer.run('DELETE FROM recordings WHERE id = ?', id);
}

export function forgetRecording(writer: Writer, id: RecordingId, afterDays: number): void {
  writer.run("UPDATE recordings SET state = 'deleted', deleted_after_days = ? WHERE id = ?", afterDays, id);
  writer.run('DELETE FROM recording_marks WHERE recording_id = ?', id);
}

/** `toMs` null: it goes on. */
export function insertMark(writer: Writer, id: RecordingId, { kind, fromMs, toMs }: Omit<RecordingMark, 'toMs'> & { toMs: number | null }): void {
  writer.run('INSERT INTO recording_marks (recording_id, kind, from_ms, to_ms) VALUES (?, ?, ?, ?)', id, kind, fromMs, toMs);
}

export function endMark(writer: Writer, id: RecordingId, kind: RecordingMark['kind'], toMs: number): void {
  writer.run('UPDATE recording_marks SET to_ms = ? WHERE recording_id = ? AND kind = ? AND to_ms IS NULL', toMs, id, kind);
}

const marksSql = 'SELECT kind, from_ms, coalesce(to_ms, from_ms) AS to_ms FROM recording_marks WHERE recording_id = ? ORDER BY from_ms';

export function readMarks(reader: Reader, id: RecordingId): RecordingMark[] {
  const rows = reader.all<{ kind: RecordingMark['kind']; from_ms: number; to_ms: number }>(marksSql, id);
  return rows.map(({ kind, from_ms, to_ms }) => ({ kind, fromMs: from_ms, toMs: to_ms }));
}
