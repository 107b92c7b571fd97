import type { AccountId, EntryId } from '../../contract/model/ids.ts';
import type { MediaLook, MediaRef, PictureSender } from '../../contract/model/media.ts';
import type { Reader, Writer } from './database.ts';

/** A file of the media folder. */
export interface MediaFile extends MediaRef {
  readonly id: string;
  readonly sizeBytes: number;
  readonly look: MediaLook;
}

interface MediaFileRow {
  readonly id: string;
  readonly entry_id: EntryId;
  readonly part: string;
  readonly size_bytes: number;
  readonly look: string;
}

const toFile = (row: MediaFileRow): MediaFile => ({
  id: row.id,
  entryId: row.entry_id,
  part: row.part,
  sizeBytes: row.size_bytes,
  look: JSON.parse(row.look) as MediaLook,
});

export const mediaFileSql = 'SELECT id, entry_id, part, size_bytes, look FROM media_files WHERE entry_id = ? AND part = ?';

export function findMediaFile(reader: Reader, { entryId, part }: MediaRef): MediaFile | null {
  const row = reader.get<MediaFileRow>(mediaFileSql, entryId, part);
  return row ? toFile(row) : null;
}

export const mediaFilesSql = 'SELECT id, entry_id, part, size_bytes, look FROM media_files WHERE entry_id = ?';

export function listMediaFiles(reader: Reader, entryId: EntryId): MediaFile[] {
  return reader.all<MediaFileRow>(mediaFilesSql, entryId).map(toFile);
}

export function insertMediaFile(writer: Writer, { id, entryId, part, sizeBytes, look }: MediaFile, usedAt: number): void {
  writer.run(
    'INSERT INTO media_files (id, entry_id, part, size_bytes, look, used_at) VALUES (?, ?, ?, ?, ?, ?)',
    id,
    entryId,
    part,
    sizeBytes,
    JSON.stringify(look),
    usedAt,
  );
}

export function touchMediaFile(writer: Writer, id: string, usedAt: number): void {
  writer.run('UPDATE media_files SET used_at = ? WHERE id = ?', usedAt, id);
}

export function removeMediaFile(writer: Writer, id: string): void {
  writer.run('DELETE FROM media_files WHERE id = ?', id);
}

export function mediaFileIds(reader: Reader): Set<string> {
  return new Set(reader.all<{ id: string }>('SELECT id FROM media_files').map(({ id }) => id));
}

export const mediaBytesSql = 'SELECT sum(size_bytes) AS bytes FROM media_files';

export function mediaBytes(reader: Reader): number {
  return reader.get<{ bytes: number | null }>(mediaBytesSql)?.bytes ?? 0;
}

export const oldestMediaSql = 'SELECT id, entry_id, part, size_bytes, look FROM media_files WHERE used_at < ? ORDER BY used_at LIMIT 100';

/** Those that were not used since, the longest unused first. */
export function oldestMediaFiles(reader: Reader, before: number): MediaFile[] {
  return reader.all<MediaFileRow>(oldestMediaSql, before).map(toFile);
}

export const placesOfSql = 'SELECT account_id, place FROM message_places WHERE entry_id = ?';

/** Where providers keep a message. */
export function placesOf(reader: Reader, entryId: EntryId): { accountId: AccountId; place: string }[] {
  return reader
    .all<{ account_id: AccountId; place: string }>(placesOfSql, entryId)
    .map(({ account_id, place }) => ({ accountId: account_id, place }));
}

export function subjectOf(reader: Reader, entryId: EntryId): string | null {
  return reader.get<{ subject: string | null }>('SELECT subject FROM messages WHERE id = ?', entryId)?.subject ?? null;
}

export function listPictureSenders(reader: Reader): PictureSender[] {
  return reader
    .all<{ account_id: AccountId; address: string; allowed_at: number }>(
      'SELECT account_id, address, allowed_at FROM picture_senders ORDER BY address, account_id',
    )
    .map(({ account_id, address, allowed_at }) => ({ accountId: account_id, address, allowedAt: allowed_at }));
}

export function isPictureSender(reader: Reader, accountId: AccountId, address: string): boolean {
  return reader.get('SELECT 1 FROM picture_senders WHERE account_id = ? AND address = ?', accountId, address) !== undefined;
}

export function putPictureSender(writer: Writer, { accountId, address, allowedAt }: PictureSender): void {
  writer.run('INSERT OR IGNORE INTO picture_senders (account_id, address, allowed_at) VALUES (?, ?, ?)', accountId, address, allowedAt);
}

export function removePictureSender(writer: Writer, accountId: AccountId, address: string): void {
  writer.run('DELETE FROM picture_senders WHERE account_id = ? AND address = ?', accountId, address);
}
