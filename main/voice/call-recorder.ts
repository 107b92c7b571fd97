import { ContractError } from '../../contract/errors.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { CallId } from '../../contract/model/ids.ts';
import type { LiveRecording, RecordingId, RecordingRules } from '../../contract/model/recording.ts';
import type { Clock, Logger } from '../ports.ts';
import { createCallRecording, type CallRecording } from './call-recording.ts';
import type { CallSession } from './call-session.ts';
import type { MediaLink } from './media-link.ts';
import type { RecordingArchive } from './recording-archive.ts';
import { judgeRecording, type RecordingVerdict } from './recording-policy.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** What an agent can do with the recording of a call. Throws ContractError; how it goes stands in the call. */
export interface CallRecorder {
  startRecording(callId: CallId): Promise<void>;
  /** Refused with recording-required where the rules ask for it. */
  stopRecording(callId: CallId): Promise<void>;
  pauseRecording(callId: CallId, isPaused: boolean): Promise<void>;
  markRecording(callId: CallId): void;
}

export interface CallRecorderDeps {
  readonly calls: VoiceCalls;
  readonly media: Pick<MediaLink, 'startRecorder' | 'pauseRecorder' | 'stopRecorder' | 'recorded' | 'recorderFailed' | 'peersLost' | 'peerRecovered'>;
  readonly archive: RecordingArchive;
  readonly rules: () => RecordingRules;
  readonly clock: Clock;
  readonly logger: Logger;
}

const checkEveryMs = 1_000;

export function createCallRecorder(deps: CallRecorderDeps): CallRecorder & AsyncDisposable {
  const { calls, media, archive, clock, logger } = deps;
  const recordings = new Map<CallId, CallRecording>();
  /** Also those that are just ending: what was recorded last is still on its way. */
  const writing = new Map<RecordingId, CallRecording>();
  /** Calls for which the rules have been asked. */
  const judged = new Set<CallId>();
  const ending = new Set<Promise<void>>();

  const verdictOf = (call: CallSession): RecordingVerdict => judgeRecording(deps.rules(), call.describe(false));

  function begin(call: CallSession, isRequired: boolean): void {
    const { callId } = call.record;
    const recording = createCallRecording({
      target: archive.begin(callId),
      recorder: media,
      clock,
      logger,
      isRequired,
      notice: deps.rules().recordingNotice,
      onChanged: (now) => call.mark({ recording: now }),
    });
    recordings.set(callId, recording);
    writing.set(recording.recordingId, recording);
    if (call.peerId) void recording.start(call.peerId);
  }

  /** The rules' own wish: that it fails is shown, and keeps nobody from the call. */
  function beginRequired(call: CallSession): void {
    try {
      begin(call, true);
    } catch (error) {
      const failure = (error instanceof ContractError && error.failure) || { reason: 'recording-stopped' as const };
      logger.warn('recording-not-begun', { callId: call.record.callId, error: String(error) });
      call.mark({ recording: { state: 'failed', isRequired: true, failure } satisfies LiveRecording });
    }
  }

  function end(callId: CallId): Promise<void> {
    const recording = recordings.get(callId);
    if (!recording) return Promise.resolve();
    recordings.delete(callId);
    const done = recording.end().finally(() => {
      ending.delete(done);
      writing.delete(recording.recordingId);
    });
    ending.add(done);
    return done;
  }

  function follow(list: readonly LiveCall[]): void {
    for (const { callId, answeredAt, state } of list) {
      if (answeredAt === null || state === 'ended' || state === 'ending' || judged.has(callId)) continue;
      judged.add(callId);
      const call = calls.find(callId);
      // Not in the middle of telling the others of it.
      if (verdictOf(call) === 'required') queueMicrotask(() => call.isEstablished && beginRequired(call));
    }
    for (const callId of [...judged]) {
      if (list.some((call) => call.callId === callId && call.state !== 'ended')) continue;
      judged.delete(callId);
      void end(callId);
    }
  }

  function find(callId: CallId): CallRecording {
    const recording = recordings.get(callId);
    if (!recording) throw new ContractError('illegal-state', { failure: { reason: 'call-state' } });
    return recording;
  }

  const ofPeers = (peerIds: readonly string[]): [CallRecording, CallSession][] =>
    [...recordings].flatMap(([callId, recording]) => {
      const call = calls.all().find(({ record }) => record.callId === callId);
      return call?.peerId && peerIds.includes(call.peerId) ? [[recording, call] as [CallRecording, CallSession]] : [];
    });
  const off = [
    calls.changed.on(follow),
    media.recorded.on((part) => writing.get(part.recordingId)?.took(part)),
    media.recorderFailed.on(({ recordingId, failure }) => writing.get(recordingId)?.failed(failure)),
    media.peersLost.on((peerIds) => {
      for (const [recording] of ofPeers(peerIds)) recording.failed({ reason: 'media-page-lost' });
    }),
    media.peerRecovered.on((peerId) => {
      for (const [recording] of ofPeers([peerId])) void recording.start(peerId);
    }),
  ];
  const timer = clock.every(checkEveryMs, () => {
    for (const recording of recordings.values()) recording.check();
  });

  return {
    async startRecording(callId) {
      const call = calls.find(callId);
      const isFailed = call.marks.recording?.state === 'failed';
      if (!call.isEstablished || (recordings.has(callId) && !isFailed))
        throw new ContractError('illegal-state', { failure: { reason: 'call-state' } });
      const verdict = verdictOf(call);
      if (verdict === 'forbidden') throw new ContractError('refused', { failure: { reason: 'recording-forbidden' } });
      await end(callId);
      begin(call, verdict === 'required');
    },
    async stopRecording(callId) {
      const call = calls.find(callId);
      find(callId);
      if (call.marks.recording?.isRequired) throw new ContractError('refused', { failure: { reason: 'recording-required' } });
      await end(callId);
      call.mark({ recording: null });
    },
    pauseRecording: (callId, isPaused) => find(callId).pause(isPaused),
    markRecording: (callId) => find(callId).mark(),
    async [Symbol.asyncDispose]() {
      timer[Symbol.dispose]();
      await Promise.all([...recordings.keys()].map(end));
      for (const stop of off) stop();
      await Promise.all(ending);
    },
  };
}
