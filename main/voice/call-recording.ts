import { ContractError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import type { LiveRecording, RecordingId, RecordingRules } from '../../contract/model/recording.ts';
import { packetMs } from '../../contract/model/recording.ts';
import type { Clock, Logger } from '../ports.ts';
import type { RecordedPart, RecorderLink } from './recorder-link.ts';
import type { RecordingTarget } from './recording-archive.ts';

/** One recording from its beginning to its end, over pauses and new media pages. */
export interface CallRecording {
  readonly recordingId: RecordingId;
  readonly isPauseWanted: boolean;
  /** The media page has this peer: also a new one after another page died. Never throws. */
  start(peerId: PeerId): Promise<void>;
  pause(isPaused: boolean): Promise<void>;
  mark(): void;
  took(part: RecordedPart): void;
  failed(failure: Failure): void;
  /** Nothing came for a while? */
  check(): void;
  /** Resolves when the file is closed. Never throws. */
  end(): Promise<void>;
}

export interface CallRecordingDeps {
  readonly target: RecordingTarget;
  readonly recorder: RecorderLink;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly isRequired: boolean;
  /** From its beginning. */
  readonly isPaused: boolean;
  readonly notice: RecordingRules['recordingNotice'];
  readonly onChanged: (recording: LiveRecording) => void;
}

/** The recorder tells of sound every 400 ms. */
const silentAfterMs = 3_000;
/** A shorter gap is the clocks' own difference. */
const leastGapMs = 100;

export function createCallRecording(deps: CallRecordingDeps): CallRecording {
  const { target, recorder, clock, logger, isRequired, notice, onChanged } = deps;
  const { recordingId } = target;
  let state: LiveRecording['state'] = 'starting';
  let failure: Failure | null = null;
  let isPauseWanted = deps.isPaused;
  let isPaused = false;
  let isBroken = false;
  let isNewSegment = true;
  let begunAt = 0;
  let heardAt = clock.now();

  function show(now: LiveRecording['state'], why: Failure | null = null): void {
    if (now === state && why?.reason === failure?.reason) return;
    state = now;
    failure = why;
    onChanged({ state, isRequired, failure });
  }

  function fail(error: unknown): void {
    const known = failureOf(error);
    if (!known) logger.error('recording-failed', error, { recordingId });
    show('failed', known ?? { reason: 'recording-stopped' });
  }

  /** The disk refused: what is there stays, and nothing more comes to it. */
  function breakOff(error: unknown): void {
    isBroken = true;
    fail(error);
    closeTarget(deps, false);
    recorder.stopRecorder(recordingId).catch(() => undefined);
  }

  /** After a media page's death the call has gone on: its time stays the recording's time. */
  function placeSegment(lengthMs: number): void {
    if (!isNewSegment) return;
    isNewSegment = false;
    const startedAt = clock.now() - lengthMs;
    if (target.lengthMs === 0) begunAt = startedAt;
    else if (startedAt - begunAt - target.lengthMs >= leastGapMs) {
      if (!isPaused) target.mark('gap');
      target.fill(startedAt - begunAt);
      if (!isPaused) target.endMark('gap');
    }
  }

  function write({ packets, peaks, isPaused: isSilenced }: RecordedPart): void {
    placeSegment(packets.length * packetMs);
    if (isSilenced !== isPaused) {
      if (isSilenced) target.mark('pause');
      else target.endMark('pause');
      isPaused = isSilenced;
    }
    target.write(packets, peaks);
  }

  onChanged({ state, isRequired, failure });
  return {
    recordingId,
    get isPauseWanted() {
      return isPauseWanted;
    },
    async start(peerId) {
      if (isBroken) return;
      isNewSegment = true;
      heardAt = clock.now();
      try {
        await recorder.startRecorder({ recordingId, peerId, isPaused: isPauseWanted, notice });
      } catch (error) {
        fail(error);
      }
    },
    async pause(wanted) {
      isPauseWanted = wanted;
      await recorder.pauseRecorder(recordingId, wanted).catch((error: unknown) => {
        // Nothing is being written; when it is again, as was wanted.
        if (state !== 'failed') throw error;
      });
    },
    mark: () => target.mark('marker'),
    took(part) {
      if (isBroken) return;
      heardAt = clock.now();
      try {
        write(part);
        show(part.isPaused ? 'paused' : 'recording');
      } catch (error) {
        breakOff(error);
      }
    },
    failed(why) {
      if (!isBroken) show('failed', why);
    },
    check() {
      const isWriting = state === 'recording' || state === 'paused' || state === 'starting';
      if (isWriting && clock.now() - heardAt >= silentAfterMs) show('failed', { reason: 'recording-stopped' });
    },
    async end() {
      await recorder.stopRecorder(recordingId).catch(() => undefined);
      if (!isBroken) closeTarget(deps, state !== 'failed');
    },
  };
}

function closeTarget({ target, logger }: CallRecordingDeps, isWhole: boolean): void {
  try {
    target.close(isWhole);
  } catch (error) {
    logger.error('recording-not-closed', error, { recordingId: target.recordingId });
  }
}

function failureOf(error: unknown): Failure | null {
  if (error instanceof ContractError) return error.failure ?? null;
  const code = (error as NodeJS.ErrnoException | null)?.code;
  return code === 'ENOSPC' || code === 'EDQUOT' ? { reason: 'disk-full' } : null;
}
