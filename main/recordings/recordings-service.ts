import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { ContractError } from '../../contract/errors.ts';
import type { CallId } from '../../contract/model/ids.ts';
import type { Recording, RecordingId, RecordingMark } from '../../contract/model/recording.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, readEntry, type EntryChange } from '../store/entry-rows.ts';
import {
  closeRecording,
  endMark,
  findRecording,
  forgetRecording,
  insertMark,
  insertRecording,
  liveRecordings,
  readMarks,
  recordingFiles,
  recordingsBefore,
  removeRecording,
  type StoredRecording,
} from '../store/recording-rows.ts';
import { createRecordingFile, unpackFrame, type RecordingFile } from './recording-file.ts';
import type { RecordingKeys } from './recording-keys.ts';
import { createSealedFile, lengthOfSealed, readSealed } from './sealed-file.ts';

export interface RecordingPiece {
  /** Of an Ogg Opus stream (RFC 7845). */
  readonly sound: Buffer;
  readonly peaks: Buffer;
  readonly next: number | null;
}

/** Recordings of calls: sealed files in a folder that only this user may read, and what the store knows of them. */
export interface RecordingsService extends Disposable {
  /** Throws ContractError refused (recording-unprotected), unavailable (disk-full). */
  begin(callId: CallId): RecordingFile;
  /** Throws not-found. */
  open(recordingId: RecordingId): { recording: Recording; marks: RecordingMark[] };
  /** From a place on (bytes of the file; 0: its beginning). Throws not-found, unavailable (recording-locked, recording-gone, media-unreadable). */
  read(recordingId: RecordingId, place: number): Promise<RecordingPiece>;
  /** Those the program did not live to close: at the start, once. What was written of them stays. */
  closeInterrupted(): Promise<void>;
  /** Deletes what is older than it may be, and files that nobody knows; at the start, and every day. */
  sweep(): void;
}

export interface RecordingsDeps {
  readonly store: Store;
  readonly keys: RecordingKeys;
  readonly folder: string;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onEntryChanged: (change: EntryChange) => void;
  /** 0: for ever. */
  readonly keptDays: () => number;
}

const dayMs = 86_400_000;
const pieceBytes = 180_000;

export function createRecordingsService(deps: RecordingsDeps): RecordingsService {
  const { store, keys, folder, clock, logger } = deps;
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const pathOf = (file: string): string => join(folder, file);

  /** Writes it down, and tells whoever has the call before them. */
  function change(callId: CallId, work: (writer: Writer) => void): void {
    const changed = store.write((writer) => {
      work(writer);
      const entry = readEntry(writer, callId);
      return entry && insertChange(writer, entry.contactId, callId, clock.now());
    });
    if (changed) deps.onEntryChanged(changed);
  }

  function find(recordingId: RecordingId): StoredRecording {
    const recording = findRecording(store.reader, recordingId);
    if (!recording) throw new ContractError('not-found');
    return recording;
  }

  function remove(file: string): void {
    rmSync(pathOf(file), { force: true });
  }

  /** One that nothing was written of is none. */
  function close({ id, callId, file }: Pick<StoredRecording, 'id' | 'callId' | 'file'>, durationMs: number, isWhole: boolean): void {
    change(callId, (writer) => {
      if (durationMs === 0) removeRecording(writer, id);
      else closeRecording(writer, id, { durationMs, state: isWhole ? 'kept' : 'interrupted' });
    });
    if (durationMs === 0) remove(file);
  }

  /** With the practice workspace its calls go, and what was recorded of them. */
  function removeUnknown(): void {
    const known = recordingFiles(store.reader);
    for (const file of readdirSync(folder)) if (!known.has(file)) remove(file);
  }

  function removeOld(): void {
    const days = deps.keptDays();
    if (days === 0) return;
    for (const { id, callId, file } of recordingsBefore(store.reader, clock.now() - days * dayMs)) {
      // The file first: what is said to be deleted is.
      remove(file);
      change(callId, (writer) => forgetRecording(writer, id, days));
      logger.info('recording-deleted', { recordingId: id, afterDays: days });
    }
  }

  function sweep(): void {
    try {
      removeOld();
      removeUnknown();
    } catch (error) {
      logger.error('recordings-not-swept', error);
    }
  }

  const daily = clock.every(dayMs, sweep);
  return {
    begin(callId) {
      const key = keys.current();
      const file = `${randomUUID()}.rec`;
      const sealed = whileDiskHasRoom(() => createSealedFile(pathOf(file), key));
      const id = store.write((writer) => insertRecording(writer, { callId, file, startedAt: clock.now() }));
      return createRecordingFile(id, sealed, {
        mark: (kind, fromMs) => store.write((writer) => insertMark(writer, id, { kind, fromMs, toMs: kind === 'marker' ? fromMs : null })),
        endMark: (kind, toMs) => store.write((writer) => endMark(writer, id, kind, toMs)),
        close: (durationMs, isWhole) => close({ id, callId, file }, durationMs, isWhole),
      });
    },
    open(recordingId) {
      const { callId: _, file: __, ...recording } = find(recordingId);
      return { recording, marks: readMarks(store.reader, recordingId) };
    },
    async read(recordingId, place) {
      const { file, state } = find(recordingId);
      if (state === 'deleted') throw gone();
      const { frames, next } = await readSealed(pathOf(file), keys.of, { place, mostBytes: pieceBytes }).catch(sayGone);
      const parts = frames.map(unpackFrame);
      return { sound: Buffer.concat(parts.map(({ sound }) => sound)), peaks: Buffer.concat(parts.map(({ peaks }) => peaks)), next };
    },
    async closeInterrupted() {
      for (const recording of liveRecordings(store.reader)) close(recording, await lengthOfSealed(pathOf(recording.file)).catch(() => 0), false);
    },
    sweep,
    [Symbol.dispose]: () => daily[Symbol.dispose](),
  };
}

const gone = (): ContractError => new ContractError('unavailable', { failure: { reason: 'recording-gone' } });

function sayGone(error: unknown): never {
  throw (error as NodeJS.ErrnoException | null)?.code === 'ENOENT' ? gone() : error;
}

function whileDiskHasRoom<T>(work: () => T): T {
  try {
    return work();
  } catch (error) {
    const code = (error as NodeJS.ErrnoException | null)?.code;
    if (code === 'ENOSPC' || code === 'EDQUOT') throw new ContractError('unavailable', { failure: { reason: 'disk-full' } });
    throw error;
  }
}
