import { ContractError } from '../../contract/errors.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { CallId, PeerId } from '../../contract/model/ids.ts';
import type { CallRecording } from './call-recording.ts';
import type { CallSession } from './call-session.ts';
import type { MediaLink } from './media-link.ts';
import { judgeRecording, type RecordingVerdict } from './recording-policy.ts';
import { createRunningRecordings, type RunningRecordingsDeps } from './running-recordings.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** What an agent can do with the recording of a call. Throws ContractError; how it goes stands in the call. */
export interface CallRecorder {
  startRecording(callId: CallId): Promise<void>;
  /** Refused with recording-required where the rules ask for it. */
  stopRecording(callId: CallId): Promise<void>;
  /** In a conference all of its recordings: each has what any of the parties says. */
  pauseRecording(callId: CallId, isPaused: boolean): Promise<void>;
  markRecording(callId: CallId): void;
}

export interface CallRecorderDeps extends RunningRecordingsDeps {
  readonly calls: VoiceCalls;
  readonly media: RunningRecordingsDeps['media'] & Pick<MediaLink, 'peersLost' | 'peerRecovered'>;
}

const checkEveryMs = 1_000;

export function createCallRecorder(deps: CallRecorderDeps): CallRecorder & AsyncDisposable {
  const { calls, media, clock } = deps;
  const running = createRunningRecordings(deps);
  /** Calls for which the rules have been asked. */
  const judged = new Set<CallId>();

  const verdictOf = (call: CallSession): RecordingVerdict => judgeRecording(deps.rules(), call.describe(false));

  function follow(list: readonly LiveCall[]): void {
    for (const { callId, answeredAt, state } of list) {
      if (answeredAt === null || state === 'ended' || state === 'ending' || judged.has(callId)) continue;
      judged.add(callId);
      const call = calls.find(callId);
      // Not in the middle of telling the others of it.
      if (verdictOf(call) === 'required') queueMicrotask(() => call.isEstablished && running.beginRequired(call, isPausedWith(call)));
    }
    pauseWhoJoined();
    for (const callId of [...judged]) {
      if (list.some((call) => call.callId === callId && call.state !== 'ended')) continue;
      judged.delete(callId);
      void running.end(callId);
    }
  }

  /** Of the others in its conference. */
  function recordingsWith(call: CallSession): CallRecording[] {
    if (!call.marks.conference) return [];
    const others = calls.all().filter((other) => other !== call && other.marks.conference);
    return others.flatMap(({ record }) => running.of(record.callId) ?? []);
  }
  const isPausedWith = (call: CallSession): boolean => recordingsWith(call).some(({ isPauseWanted }) => isPauseWanted);

  /** Who joins while the card's number is read out hears it as well. */
  function pauseWhoJoined(): void {
    for (const call of calls.all()) {
      const recording = running.of(call.record.callId);
      // One that fails says so itself, in its state.
      if (recording && !recording.isPauseWanted && isPausedWith(call)) recording.pause(true).catch(() => undefined);
    }
  }

  function find(callId: CallId): CallRecording {
    const recording = running.of(callId);
    if (!recording) throw new ContractError('illegal-state', { failure: { reason: 'call-state' } });
    return recording;
  }
  function ofPeer(peerId: PeerId): CallRecording | null {
    const call = calls.ofPeer(peerId);
    return call && running.of(call.record.callId);
  }

  const off = [
    calls.changed.on(follow),
    media.recorded.on((part) => running.byId(part.recordingId)?.took(part)),
    media.recorderFailed.on(({ recordingId, failure }) => running.byId(recordingId)?.failed(failure)),
    media.peersLost.on((peerIds) => {
      for (const peerId of peerIds) ofPeer(peerId)?.failed({ reason: 'media-page-lost' });
    }),
    media.peerRecovered.on((peerId) => void ofPeer(peerId)?.start(peerId)),
  ];
  const timer = clock.every(checkEveryMs, () => {
    for (const recording of running.all()) recording.check();
  });

  return {
    async startRecording(callId) {
      const call = calls.find(callId);
      const isFailed = call.marks.recording?.state === 'failed';
      if (!call.isEstablished || (running.of(callId) && !isFailed)) throw new ContractError('illegal-state', { failure: { reason: 'call-state' } });
      const verdict = verdictOf(call);
      if (verdict === 'forbidden') throw new ContractError('refused', { failure: { reason: 'recording-forbidden' } });
      await running.end(callId);
      running.begin(call, { isRequired: verdict === 'required', isPaused: isPausedWith(call) });
    },
    async stopRecording(callId) {
      const call = calls.find(callId);
      find(callId);
      if (call.marks.recording?.isRequired) throw new ContractError('refused', { failure: { reason: 'recording-required' } });
      await running.end(callId);
      call.mark({ recording: null });
    },
    async pauseRecording(callId, isPaused) {
      const recordings = [find(callId), ...recordingsWith(calls.find(callId))];
      await Promise.all(recordings.map((recording) => recording.pause(isPaused)));
    },
    markRecording: (callId) => find(callId).mark(),
    async [Symbol.asyncDispose]() {
      timer[Symbol.dispose]();
      await running.endAll();
      for (const stop of off) stop();
    },
  };
}
