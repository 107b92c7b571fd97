import type { DraftContent, DraftKind, DraftPlace, DraftSummary, MailDraft } from '../../contract/model/draft.ts';
import type { ContactId, DraftId, EntryId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';
import { listDraftFiles } from './outgoing-file-rows.ts';

interface Row {
  readonly id: DraftId;
  readonly contact_id: ContactId;
  readonly kind: DraftKind;
  readonly answers_id: EntryId | null;
  readonly content: string;
  readonly saved_at: number;
}

const select = 'SELECT id, contact_id, kind, answers_id, content, saved_at FROM drafts';

function toDraft(reader: Reader, row: Row): MailDraft {
  const content = JSON.parse(row.content) as DraftContent;
  const place = { contactId: row.contact_id, kind: row.kind, answersId: row.answers_id };
  return { ...place, id: row.id, subject: content.subject, files: listDraftFiles(reader, row.id), savedAt: row.saved_at, content };
}

/** The one that was written on last comes first. */
export function listDrafts(reader: Reader): DraftSummary[] {
  return reader.all<Row>(`${select} WHERE discarded_at IS NULL ORDER BY saved_at DESC, id DESC LIMIT 500`).map((row) => {
    const { content: _, ...summary } = toDraft(reader, row);
    return summary;
  });
}

export function readDraft(reader: Reader, id: DraftId): MailDraft | null {
  const row = reader.get<Row>(`${select} WHERE id = ? AND discarded_at IS NULL`, id);
  return row ? toDraft(reader, row) : null;
}

export const draftAtSql = 'SELECT id FROM drafts WHERE contact_id = ? AND kind = ? AND answers_id IS ? AND discarded_at IS NULL ORDER BY id LIMIT 1';

export function findDraft(reader: Reader, { contactId, kind, answersId }: DraftPlace): DraftId | null {
  return reader.get<{ id: DraftId }>(draftAtSql, contactId, kind, answersId)?.id ?? null;
}

export function insertDraft(
  writer: Writer,
  { contactId, kind, answersId }: DraftPlace,
  { content, at }: { content: DraftContent; at: number },
): DraftId {
  return writer.run(
    'INSERT INTO drafts (contact_id, kind, answers_id, content, saved_at) VALUES (?, ?, ?, ?, ?)',
    contactId,
    kind,
    answersId,
    JSON.stringify(content),
    at,
  ).lastId as DraftId;
}

/** False where there is none any more. */
export function updateDraft(writer: Writer, id: DraftId, { content, at }: { content: DraftContent; at: number }): boolean {
  const sql = 'UPDATE drafts SET content = ?, saved_at = ? WHERE id = ? AND discarded_at IS NULL';
  return writer.run(sql, JSON.stringify(content), at, id).changes === 1;
}

/** `at` null: it is there again. False where there is none to be set. */
export function setDiscarded(writer: Writer, id: DraftId, at: number | null): boolean {
  return writer.run('UPDATE drafts SET discarded_at = ? WHERE id = ?', at, id).changes === 1;
}

export function deleteDraft(writer: Writer, id: DraftId): void {
  writer.run('DELETE FROM drafts WHERE id = ?', id);
}

/** Nobody can undo it any more. */
export function deleteDiscarded(writer: Writer): void {
  writer.run('DELETE FROM drafts WHERE discarded_at IS NOT NULL');
}
