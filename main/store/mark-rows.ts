import type { AccountId, EntryId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';

export type Mark = 'seen' | 'answered';

/** A message that is to be marked where its provider keeps it. One that is kept twice is here twice. */
export interface PendingMark {
  readonly entryId: EntryId;
  readonly place: string;
  readonly mark: Mark;
  readonly isSet: boolean;
}

/** In the transaction of what was done here. The last word wins; what came from no provider needs none. */
export function noteMark(writer: Writer, entryId: EntryId, { mark, isSet }: { mark: Mark; isSet: boolean }): void {
  writer.run(
    `INSERT INTO pending_marks (entry_id, mark, is_set, account_id)
     SELECT id, ?, ?, account_id FROM messages WHERE id = ? AND account_id IS NOT NULL AND direction = 'in'
     ON CONFLICT (entry_id, mark) DO UPDATE SET is_set = excluded.is_set`,
    mark,
    Number(isSet),
    entryId,
  );
}

export const answeredSql = `SELECT l.id FROM mails own JOIN messages o ON o.id = own.id JOIN mails l ON l.message_id = own.in_reply_to
JOIN messages m ON m.id = l.id WHERE own.id = ? AND m.account_id = o.account_id AND m.direction = 'in'`;

/** A message of ours has gone out: the one it answers is answered. */
export function noteAnswered(writer: Writer, entryId: EntryId): void {
  for (const { id } of writer.all<{ id: EntryId }>(answeredSql, entryId)) noteMark(writer, id, { mark: 'answered', isSet: true });
}

export const pendingMarksSql = `SELECT p.entry_id, p.mark, p.is_set, l.place FROM pending_marks p JOIN message_places l ON l.entry_id = p.entry_id
WHERE p.account_id = ? LIMIT ?`;

export function listPendingMarks(reader: Reader, accountId: AccountId, limit: number): PendingMark[] {
  return reader
    .all<{ entry_id: EntryId; mark: Mark; is_set: number; place: string }>(pendingMarksSql, accountId, limit)
    .map(({ entry_id, mark, is_set, place }) => ({ entryId: entry_id, place, mark, isSet: is_set === 1 }));
}

/** The provider has them. One that was changed meanwhile stays. */
export function settleMarks(writer: Writer, marks: readonly PendingMark[]): void {
  for (const { entryId, mark, isSet } of marks)
    writer.run('DELETE FROM pending_marks WHERE entry_id = ? AND mark = ? AND is_set = ?', entryId, mark, Number(isSet));
}

export const pendingSeenSql = "SELECT 1 FROM pending_marks WHERE entry_id = ? AND mark = 'seen'";

/** What is marked here and not there yet: what the provider says of it is old. */
export function isSeenPending(reader: Reader, entryId: EntryId): boolean {
  return reader.get(pendingSeenSql, entryId) !== undefined;
}
