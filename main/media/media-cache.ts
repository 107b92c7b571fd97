import { existsSync } from 'node:fs';
import { ContractError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { EntryId } from '../../contract/model/ids.ts';
import { mediaPieceBytes, type MediaRef, type MediaState } from '../../contract/model/media.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { findMediaFile, listMediaFiles, mediaFileIds, removeMediaFile, touchMediaFile, type MediaFile } from '../store/media-rows.ts';
import type { MediaFolder } from './media-folder.ts';
import { createMediaIntake, type Incoming } from './media-intake.ts';
import { createMediaRoom } from './media-room.ts';

/** Gets it from wherever it is, and hands it to `take`, which ends when all of it is on the disk. */
export type Bring = (take: (incoming: Incoming) => Promise<MediaFile>, signal: AbortSignal) => Promise<MediaFile>;

/** What was fetched stays on this computer, as long as there is room. */
export interface MediaCache extends AsyncDisposable {
  readonly changed: Listenable<MediaState>;
  states(entryId: EntryId): MediaState[];
  /** What is here already; null: it is not. */
  find(ref: MediaRef): MediaFile | null;
  /** Answers the file, once it is here: from the disk, from whoever fetches it already, or by `bring`. Rejects with ContractError. */
  keep(ref: MediaRef, bring: Bring): Promise<MediaFile>;
  stop(ref: MediaRef): void;
  /** A piece from there on. Throws not-found where it is not here. */
  read(ref: MediaRef, offset: number): Promise<Buffer>;
  /** Its path, for as long as `use` runs: it is not removed meanwhile. */
  use<T>(file: MediaFile, use: (path: string) => Promise<T>): Promise<T>;
  /** Forgets the files of messages that are gone. */
  sweep(): void;
}

export interface MediaCacheDeps {
  readonly folder: MediaFolder;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly mostBytes: number;
  /** What an error says went wrong; null: it is a defect. */
  readonly readFailure: (error: unknown) => Failure | null;
}

interface Job {
  readonly ref: MediaRef;
  readonly abort: AbortController;
  readonly done: Promise<MediaFile>;
  state: MediaState;
}

const keyOf = ({ entryId, part }: MediaRef): string => `${entryId}/${part}`;

export function createMediaCache(deps: MediaCacheDeps): MediaCache {
  const { folder, store, clock, logger, mostBytes } = deps;
  const changed = createEmitter<MediaState>();
  const jobs = new Map<string, Job>();
  const failed = new Map<string, Extract<MediaState, { state: 'failed' }>>();
  const room = createMediaRoom({ folder, store, clock, mostBytes, onRemoved: changed.emit });

  const intake = createMediaIntake({ folder, store, clock, mostBytes });

  const here = ({ entryId, part, sizeBytes, look }: MediaFile): MediaState => ({ entryId, part, state: 'here', sizeBytes, look });

  function sweep(): void {
    // What is being written has no row yet.
    if (jobs.size > 0) return;
    const known = mediaFileIds(store.reader);
    folder.sweep((id) => known.has(id));
  }

  function find(ref: MediaRef): MediaFile | null {
    const file = findMediaFile(store.reader, ref);
    if (!file || existsSync(folder.pathOf(file.id))) return file;
    // Somebody tidied the folder.
    store.write((writer) => removeMediaFile(writer, file.id));
    return null;
  }

  function begin(ref: MediaRef, bring: Bring): Promise<MediaFile> {
    const key = keyOf(ref);
    const abort = new AbortController();
    failed.delete(key);
    const { signal } = abort;
    const onProgress = (doneBytes: number, totalBytes: number | null, isTold: boolean): void => {
      const running = jobs.get(key);
      if (!running) return;
      running.state = { ...ref, state: 'fetching', doneBytes, totalBytes };
      if (isTold) changed.emit(running.state);
    };
    const take = (incoming: Incoming): Promise<MediaFile> => intake(ref, incoming, { signal, onProgress });
    const done = bring(take, signal).then(
      async (file) => {
        await room.make();
        jobs.delete(key);
        changed.emit(here(file));
        return file;
      },
      (error: unknown) => {
        jobs.delete(key);
        throw fail(ref, error, signal);
      },
    );
    const state = { ...ref, state: 'fetching', doneBytes: 0, totalBytes: null } as const;
    jobs.set(key, { ref, abort, done, state });
    changed.emit(state);
    return done;
  }

  /** Says it to whoever looks, and answers it to whoever asked. */
  function fail(ref: MediaRef, error: unknown, { aborted }: AbortSignal): ContractError {
    const failure = aborted ? null : failureOf(error, deps.readFailure);
    if (failure) failed.set(keyOf(ref), { ...ref, state: 'failed', failure });
    else if (!aborted) logger.error('media-failed', error);
    changed.emit(failure ? { ...ref, state: 'failed', failure } : { ...ref, state: 'absent' });
    if (failure) return new ContractError('unavailable', { failure });
    return new ContractError(aborted ? 'refused' : 'internal');
  }

  sweep();
  return {
    changed,
    find,
    sweep,
    use: room.use,
    states(entryId) {
      const running = [...jobs.values()].filter(({ ref }) => ref.entryId === entryId).map(({ state }) => state);
      const lost = [...failed.values()].filter((state) => state.entryId === entryId);
      return [...listMediaFiles(store.reader, entryId).map(here), ...running, ...lost];
    },
    keep(ref, bring) {
      const file = find(ref);
      if (file) {
        store.write((writer) => touchMediaFile(writer, file.id, clock.now()));
        changed.emit(here(file));
        return Promise.resolve(file);
      }
      return jobs.get(keyOf(ref))?.done ?? begin(ref, bring);
    },
    stop: (ref) => jobs.get(keyOf(ref))?.abort.abort(),
    async read(ref, offset) {
      const file = find(ref);
      if (!file) throw new ContractError('not-found');
      if (offset === 0) store.write((writer) => touchMediaFile(writer, file.id, clock.now()));
      return folder.read(file.id, offset, mediaPieceBytes);
    },
    async [Symbol.asyncDispose]() {
      const last = [...jobs.values()];
      for (const { abort } of last) abort.abort();
      await Promise.allSettled(last.map(({ done }) => done));
    },
  };
}

function failureOf(error: unknown, read: MediaCacheDeps['readFailure']): Failure | null {
  if (error instanceof ContractError && error.failure) return error.failure;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT' ? { reason: 'disk-full' } : read(error);
}
