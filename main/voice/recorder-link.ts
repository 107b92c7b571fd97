import type { Failure } from '../../contract/model/failure.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import type { RecordingId, RecordingRules } from '../../contract/model/recording.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { MediaConnection } from './media-connection.ts';
import type { MediaRequests } from './media-requests.ts';

export interface RecordedPart {
  readonly recordingId: RecordingId;
  /** Opus, 20 ms each. */
  readonly packets: readonly Uint8Array[];
  /** Two bytes of loudness for each. */
  readonly peaks: Uint8Array;
  /** It is silence because it is paused. */
  readonly isPaused: boolean;
}

/** The recorder in the media page. Calls throw ContractError unavailable where there is no page. */
export interface RecorderLink {
  startRecorder(recorder: { recordingId: RecordingId; peerId: PeerId; isPaused: boolean; notice: RecordingRules['recordingNotice'] }): Promise<void>;
  pauseRecorder(recordingId: RecordingId, isPaused: boolean): Promise<void>;
  /** Resolves when all it has recorded was told. */
  stopRecorder(recordingId: RecordingId): Promise<void>;
  readonly recorded: Listenable<RecordedPart>;
  readonly recorderFailed: Listenable<{ recordingId: RecordingId; failure: Failure }>;
}

export function createRecorderLink(requests: MediaRequests): RecorderLink & { onAttached(connection: MediaConnection): void } {
  const recorded = createEmitter<RecordedPart>();
  const recorderFailed = createEmitter<{ recordingId: RecordingId; failure: Failure }>();
  return {
    recorded,
    recorderFailed,
    async startRecorder(recorder) {
      await requests.call('recorder.start', recorder);
    },
    async pauseRecorder(recordingId, isPaused) {
      await requests.call('recorder.pause', { recordingId, isPaused });
    },
    async stopRecorder(recordingId) {
      await requests.call('recorder.stop', { recordingId });
    },
    onAttached(connection) {
      connection.on('recorder.wrote', ({ packets, peaks, ...part }) =>
        recorded.emit({ ...part, packets: packets.map((packet) => Buffer.from(packet, 'base64')), peaks: Buffer.from(peaks, 'base64') }),
      );
      connection.on('recorder.failed', recorderFailed.emit);
    },
  };
}
