import { ContractError } from '../../contract/errors.ts';
import type { CallId } from '../../contract/model/ids.ts';
import type { RecordingId, RecordingRules } from '../../contract/model/recording.ts';
import type { Clock, Logger } from '../ports.ts';
import { createCallRecording, type CallRecording } from './call-recording.ts';
import type { CallSession } from './call-session.ts';
import type { MediaLink } from './media-link.ts';
import type { RecordingArchive } from './recording-archive.ts';

/** The recordings that are being made, and those that are just ending: what was recorded last is still on its way. */
export interface RunningRecordings {
  of(callId: CallId): CallRecording | null;
  byId(recordingId: RecordingId): CallRecording | null;
  all(): readonly CallRecording[];
  /** Throws ContractError where it cannot be. */
  begin(call: CallSession, how: { isRequired: boolean; isPaused: boolean }): void;
  /** The rules' own wish: that it fails is shown, and keeps nobody from the call. */
  beginRequired(call: CallSession, isPaused: boolean): void;
  /** Resolves when its file is closed; at once where there is none. */
  end(callId: CallId): Promise<void>;
  endAll(): Promise<void>;
}

export interface RunningRecordingsDeps {
  readonly media: Pick<MediaLink, 'startRecorder' | 'pauseRecorder' | 'stopRecorder' | 'recorded' | 'recorderFailed'>;
  readonly archive: RecordingArchive;
  readonly rules: () => RecordingRules;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createRunningRecordings({ media, archive, rules, clock, logger }: RunningRecordingsDeps): RunningRecordings {
  const ofCalls = new Map<CallId, CallRecording>();
  const writing = new Map<RecordingId, CallRecording>();
  const ending = new Set<Promise<void>>();

  function begin(call: CallSession, { isRequired, isPaused }: { isRequired: boolean; isPaused: boolean }): void {
    const { callId } = call.record;
    const recording = createCallRecording({
      target: archive.begin(callId),
      recorder: media,
      clock,
      logger,
      isRequired,
      isPaused,
      notice: rules().recordingNotice,
      onChanged: (now) => call.mark({ recording: now }),
    });
    ofCalls.set(callId, recording);
    writing.set(recording.recordingId, recording);
    if (call.peerId) void recording.start(call.peerId);
  }

  function end(callId: CallId): Promise<void> {
    const recording = ofCalls.get(callId);
    if (!recording) return Promise.resolve();
    ofCalls.delete(callId);
    const done = recording.end().finally(() => {
      ending.delete(done);
      writing.delete(recording.recordingId);
    });
    ending.add(done);
    return done;
  }

  return {
    of: (callId) => ofCalls.get(callId) ?? null,
    byId: (recordingId) => writing.get(recordingId) ?? null,
    all: () => [...ofCalls.values()],
    begin,
    beginRequired(call, isPaused) {
      try {
        begin(call, { isRequired: true, isPaused });
      } catch (error) {
        const failure = (error instanceof ContractError && error.failure) || { reason: 'recording-stopped' as const };
        logger.warn('recording-not-begun', { callId: call.record.callId, error: String(error) });
        call.mark({ recording: { state: 'failed', isRequired: true, failure } });
      }
    },
    end,
    async endAll() {
      for (const callId of [...ofCalls.keys()]) void end(callId);
      await Promise.all(ending);
    },
  };
}
