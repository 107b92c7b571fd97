import type { CallId } from '../../contract/model/ids.ts';
import type { RecordingId, RecordingMark } from '../../contract/model/recording.ts';

/** Where voice puts what it records: filled by the recordings. Lengths are milliseconds. */
export interface RecordingArchive {
  /** Throws ContractError: refused (recording-unprotected), unavailable (disk-full). */
  begin(callId: CallId): RecordingTarget;
}

/** A recording while it is made: synchronous, and below a millisecond each time. Throws where the disk refuses. */
export interface RecordingTarget {
  readonly recordingId: RecordingId;
  readonly lengthMs: number;
  write(packets: readonly Uint8Array[], peaks: Uint8Array): void;
  /** Silence up to there. */
  fill(toMs: number): void;
  mark(kind: RecordingMark['kind']): void;
  endMark(kind: RecordingMark['kind']): void;
  close(isWhole: boolean): void;
}
