import { mkdirSync, readdirSync } from 'node:fs';
import { open, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileIdSchema, type FileId } from '../../contract/model/draft.ts';

/** Files that are to be sent along, in a folder of the profile that nobody else may read. */
export interface FileFolder {
  pathOf(id: FileId): string;
  create(id: FileId): Promise<void>;
  /** `isLast`: on the disk when it resolves. */
  put(id: FileId, { offset, bytes, isLast }: { offset: number; bytes: Uint8Array; isLast: boolean }): Promise<void>;
  read(id: FileId, { offset, length }: { offset: number; length: number }): Promise<Buffer>;
  remove(ids: readonly FileId[]): Promise<void>;
  /** What is in the folder; files with names that are none of ours are not ours. */
  list(): FileId[];
}

export function createFileFolder(folder: string): FileFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  // Parsed again: a name that led out of the folder would be the end of all secrecy.
  const pathOf = (id: FileId): string => join(folder, fileIdSchema.parse(id));
  return {
    pathOf,
    create: (id) => writeFile(pathOf(id), '', { mode: 0o600, flag: 'wx' }),
    async put(id, { offset, bytes, isLast }) {
      const file = await open(pathOf(id), 'r+');
      try {
        await file.write(bytes, 0, bytes.byteLength, offset);
        if (isLast) await file.sync();
      } finally {
        await file.close();
      }
    },
    async read(id, { offset, length }) {
      const file = await open(pathOf(id), 'r');
      try {
        const { bytesRead, buffer } = await file.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    async remove(ids) {
      await Promise.all(ids.map((id) => rm(pathOf(id), { force: true })));
    },
    list: () => readdirSync(folder).filter((name): name is FileId => fileIdSchema.safeParse(name).success),
  };
}
