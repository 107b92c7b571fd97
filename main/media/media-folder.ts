import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { open, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';

/** The files of the media folder, by names of our own; only this user may read them. */
export interface MediaFolder {
  pathOf(id: string): string;
  /** Writes what comes, piece by piece. All of it, or there is no such file. */
  write(pieces: AsyncIterable<Uint8Array>, onWritten: (bytes: number) => void): Promise<{ id: string; sizeBytes: number }>;
  /** At most so many bytes from there on. */
  read(id: string, offset: number, most: number): Promise<Buffer>;
  remove(id: string): Promise<void>;
  /** Removes what nobody knows: left behind by a crash, or by messages that are gone. */
  sweep(isKnown: (id: string) => boolean): void;
}

export function createMediaFolder(folder: string): MediaFolder {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (id: string): string => join(folder, id);

  return {
    pathOf,
    async write(pieces, onWritten) {
      const id = randomUUID();
      const partial = `${id}.part`;
      try {
        const file = await open(pathOf(partial), 'wx', 0o600);
        let sizeBytes = 0;
        try {
          for await (const piece of pieces) {
            await file.writeFile(piece);
            sizeBytes += piece.length;
            onWritten(sizeBytes);
          }
        } finally {
          await file.close();
        }
        await rename(pathOf(partial), pathOf(id));
        return { id, sizeBytes };
      } catch (error) {
        await rm(pathOf(partial), { force: true });
        throw error;
      }
    },
    async read(id, offset, most) {
      const file = await open(pathOf(id), 'r');
      try {
        const { buffer, bytesRead } = await file.read(Buffer.allocUnsafe(most), 0, most, offset);
        return buffer.subarray(0, bytesRead);
      } finally {
        await file.close();
      }
    },
    remove: (id) => rm(pathOf(id), { force: true }),
    sweep(isKnown) {
      for (const name of readdirSync(folder)) if (!isKnown(name)) rmSync(pathOf(name), { force: true });
    },
  };
}
