import type { AccountId } from '../../contract/model/ids.ts';
import type { Reader, Writer } from './database.ts';

/** A mail as the practice mailbox keeps it. */
export interface PracticeMailRow {
  readonly id: number;
  /** Numbers of one count: when it came, and when something happened to it last. */
  readonly arrival: number;
  readonly change: number;
  readonly isUnread: boolean;
  /** As it was put in. */
  readonly message: unknown;
}

interface Row {
  readonly id: number;
  readonly arrival: number;
  readonly change: number;
  readonly is_unread: number;
  readonly message: string;
}

const toMail = ({ id, arrival, change, is_unread, message }: Row): PracticeMailRow => ({
  id,
  arrival,
  change,
  isUnread: is_unread === 1,
  message: JSON.parse(message),
});

const select = 'SELECT id, arrival, change, is_unread, message FROM practice_mails';

export interface NewPracticeMail {
  readonly externalId: string;
  readonly dueAt: number;
  readonly isUnread: boolean;
  readonly message: unknown;
  /** In the order of the mail's attachments. */
  readonly files: readonly Uint8Array[];
}

/** It is on its way until `arrivePracticeMails`. What is there already stays as it is. Answers where it is kept. */
export function insertPracticeMail(writer: Writer, accountId: AccountId, mail: NewPracticeMail): number {
  const { externalId, dueAt, isUnread, message, files } = mail;
  const known = writer.get<{ id: number }>('SELECT id FROM practice_mails WHERE account_id = ? AND external_id = ?', accountId, externalId);
  if (known) return known.id;
  const id = writer.run(
    'INSERT INTO practice_mails (account_id, external_id, due_at, is_unread, message) VALUES (?, ?, ?, ?, ?)',
    accountId,
    externalId,
    dueAt,
    Number(isUnread),
    JSON.stringify(message),
  ).lastId;
  for (const [part, bytes] of files.entries()) writer.run('INSERT INTO practice_files (mail_id, part, bytes) VALUES (?, ?, ?)', id, part, bytes);
  return id;
}

export const lastPracticeChangeSql = 'SELECT max(change) AS last FROM practice_mails WHERE account_id = ?';

/** The number of what happened last in this mailbox. */
export function lastPracticeChange(reader: Reader, accountId: AccountId): number {
  return reader.get<{ last: number | null }>(lastPracticeChangeSql, accountId)?.last ?? 0;
}

export const practiceDueSql = 'SELECT id FROM practice_mails WHERE account_id = ? AND arrival IS NULL AND due_at <= ? ORDER BY due_at, id';

export function isPracticeMailDue(reader: Reader, accountId: AccountId, now: number): boolean {
  return reader.get(`${practiceDueSql} LIMIT 1`, accountId, now) !== undefined;
}

/** What is due has arrived: it is numbered, in the order in which it was due. */
export function arrivePracticeMails(writer: Writer, accountId: AccountId, now: number): void {
  let last = lastPracticeChange(writer, accountId);
  for (const { id } of writer.all<{ id: number }>(practiceDueSql, accountId, now)) {
    last += 1;
    writer.run('UPDATE practice_mails SET arrival = ?, change = ? WHERE id = ?', last, last, id);
  }
}

/** The newest of those that came before that number, the newest first. */
export function practiceMailsBefore(reader: Reader, accountId: AccountId, before: number, limit: number): PracticeMailRow[] {
  return reader.all<Row>(`${select} WHERE account_id = ? AND arrival < ? ORDER BY arrival DESC LIMIT ?`, accountId, before, limit).map(toMail);
}

/** To which something happened since that number, in that order. */
export function practiceMailsSince(reader: Reader, accountId: AccountId, since: number, limit: number): PracticeMailRow[] {
  return reader.all<Row>(`${select} WHERE account_id = ? AND change > ? ORDER BY change LIMIT ?`, accountId, since, limit).map(toMail);
}

/** How many came before that number. */
export function countPracticeMails(reader: Reader, accountId: AccountId, before: number): number {
  return reader.get<{ n: number }>('SELECT count(*) AS n FROM practice_mails WHERE account_id = ? AND arrival < ?', accountId, before)?.n ?? 0;
}

export function readPracticeMail(reader: Reader, accountId: AccountId, id: number): PracticeMailRow | null {
  const row = reader.get<Row>(`${select} WHERE account_id = ? AND id = ?`, accountId, id);
  return row ? toMail(row) : null;
}

export function hasPracticeMail(reader: Reader, accountId: AccountId, externalId: string): boolean {
  return reader.get('SELECT 1 FROM practice_mails WHERE account_id = ? AND external_id = ?', accountId, externalId) !== undefined;
}

export function readPracticeFile(reader: Reader, id: number, part: number): Uint8Array | null {
  return reader.get<{ bytes: Uint8Array }>('SELECT bytes FROM practice_files WHERE mail_id = ? AND part = ?', id, part)?.bytes ?? null;
}

export function setPracticeUnread(writer: Writer, accountId: AccountId, id: number, isUnread: boolean): void {
  writer.run(
    'UPDATE practice_mails SET is_unread = ?, change = ? WHERE account_id = ? AND id = ? AND arrival IS NOT NULL AND is_unread <> ?',
    Number(isUnread),
    lastPracticeChange(writer, accountId) + 1,
    accountId,
    id,
    Number(isUnread),
  );
}
