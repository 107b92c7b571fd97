import type { DraftFile, FileId } from '../../contract/model/draft.ts';
import type { DraftId, EntryId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';

export interface OutgoingFile extends DraftFile {
  /** The message it came with, and its place there. */
  readonly source: { readonly entryId: EntryId; readonly index: number } | null;
}

interface Row {
  readonly id: FileId;
  readonly name: string;
  readonly media_type: string;
  readonly size_bytes: number;
  readonly received_bytes: number;
  readonly content_id: string | null;
  readonly source_id: EntryId | null;
  readonly source_index: number | null;
}

const select = 'SELECT id, name, media_type, size_bytes, received_bytes, content_id, source_id, source_index FROM outgoing_files';

function toFile(row: Row): OutgoingFile {
  return {
    id: row.id,
    name: row.name,
    mediaType: row.media_type,
    sizeBytes: row.size_bytes,
    receivedBytes: row.received_bytes,
    contentId: row.content_id,
    isFetchedLater: row.source_index !== null,
    source: row.source_id === null || row.source_index === null ? null : { entryId: row.source_id, index: row.source_index },
  };
}

export function listDraftFiles(reader: Reader, draftId: DraftId): OutgoingFile[] {
  return reader.all<Row>(`${select} WHERE draft_id = ? AND removed_at IS NULL ORDER BY added_at, rowid`, draftId).map(toFile);
}

export function readOutgoingFile(reader: Reader, id: FileId): OutgoingFile | null {
  const row = reader.get<Row>(`${select} WHERE id = ? AND removed_at IS NULL`, id);
  return row ? toFile(row) : null;
}

export function insertOutgoingFile(writer: Writer, draftId: DraftId, { file, at }: { file: OutgoingFile; at: number }): void {
  writer.run(
    `INSERT INTO outgoing_files (id, draft_id, name, media_type, size_bytes, received_bytes, content_id, source_id, source_index, added_at)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
    file.id,
    draftId,
    file.name,
    file.mediaType,
    file.sizeBytes,
    file.receivedBytes,
    file.contentId,
    file.source?.entryId ?? null,
    file.source?.index ?? null,
    at,
  );
}

export function setReceived(writer: Writer, id: FileId, { receivedBytes, sizeBytes }: { receivedBytes: number; sizeBytes: number }): void {
  writer.run('UPDATE outgoing_files SET received_bytes = ?, size_bytes = ? WHERE id = ?', receivedBytes, sizeBytes, id);
}

/** `at` null: it is there again. False where there is none to be set. */
export function setRemoved(writer: Writer, id: FileId, at: number | null): boolean {
  return writer.run('UPDATE outgoing_files SET removed_at = ? WHERE id = ?', at, id).changes === 1;
}

/** From a draft to the message it became. */
export function giveFileToEntry(writer: Writer, id: FileId, entryId: EntryId): void {
  writer.run('UPDATE outgoing_files SET draft_id = NULL, entry_id = ? WHERE id = ?', entryId, id);
}

/** From a message that was taken back to the draft it is again. */
export function giveFilesToDraft(writer: Writer, entryId: EntryId, draftId: DraftId): void {
  writer.run('UPDATE outgoing_files SET draft_id = ?, entry_id = NULL WHERE entry_id = ?', draftId, entryId);
}

/** Whose message has gone out, or that belong to nothing. Their rows go; answers whose they were. */
export function removeSettledFiles(writer: Writer): FileId[] {
  const settled = writer.all<{ id: FileId }>(`SELECT id FROM outgoing_files f WHERE draft_id IS NULL
    AND (entry_id IS NULL OR NOT EXISTS (SELECT 1 FROM outbox o WHERE o.entry_id = f.entry_id))`);
  for (const { id } of settled) writer.run('DELETE FROM outgoing_files WHERE id = ?', id);
  return settled.map(({ id }) => id);
}

/** What was removed can be brought back only until the next start. */
export function forgetRemovedFiles(writer: Writer): void {
  writer.run('DELETE FROM outgoing_files WHERE removed_at IS NOT NULL');
}

export function listFileIds(reader: Reader): FileId[] {
  return reader.all<{ id: FileId }>('SELECT id FROM outgoing_files').map(({ id }) => id);
}
