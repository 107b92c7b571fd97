import { ContractError } from '../../contract/errors.ts';
import type { MediaRef } from '../../contract/model/media.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { insertMediaFile, type MediaFile } from '../store/media-rows.ts';
import type { MediaFolder } from './media-folder.ts';
import { lookAt, lookBytes } from './media-look.ts';

/** Something that comes piece by piece, and what its sender says it is. */
export interface Incoming {
  readonly name: string;
  readonly mediaType: string;
  readonly charset: string | null;
  /** About. */
  readonly totalBytes: number | null;
  readonly pieces: AsyncIterable<Uint8Array>;
}

export interface IntakeOptions {
  readonly signal: AbortSignal;
  /** With every piece; `isTold` now and then. */
  readonly onProgress: (doneBytes: number, totalBytes: number | null, isTold: boolean) => void;
}

const tellEveryMs = 150;

/** Writes what comes to the disk, looks at what it is, and enters it. */
export function createMediaIntake(deps: { folder: MediaFolder; store: Store; clock: Clock; mostBytes: number }) {
  const { folder, store, clock, mostBytes } = deps;
  return async (ref: MediaRef, { pieces, totalBytes, ...claimed }: Incoming, { signal, onProgress }: IntakeOptions): Promise<MediaFile> => {
    let toldAt = 0;
    const tell = (doneBytes: number): void => {
      signal.throwIfAborted();
      if (doneBytes > mostBytes) throw new ContractError('refused', { failure: { reason: 'media-too-large' } });
      const isTold = doneBytes === 0 || clock.now() - toldAt >= tellEveryMs;
      if (isTold) toldAt = clock.now();
      onProgress(doneBytes, totalBytes === null ? null : Math.max(totalBytes, doneBytes), isTold);
    };
    tell(0);
    const { id, sizeBytes } = await folder.write(pieces, tell);
    const look = lookAt(await folder.read(id, 0, Math.min(sizeBytes, lookBytes)), { ...claimed, sizeBytes });
    const file: MediaFile = { ...ref, id, sizeBytes, look };
    try {
      store.write((writer) => insertMediaFile(writer, file, clock.now()));
    } catch (error) {
      await folder.remove(id);
      throw error;
    }
    return file;
  };
}
