import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { RecordingsService } from '../recordings/recordings-service.ts';
import type { VoiceService } from '../voice/voice-service.ts';

export function createRecordingsApi(voice: VoiceService, recordings: RecordingsService): HandlersOf<typeof mainSide, 'recordings'> {
  const done = async (work: Promise<void>): Promise<Record<string, never>> => {
    await work;
    return {};
  };
  return {
    'recordings.start': ({ callId }) => done(voice.startRecording(callId)),
    'recordings.stop': ({ callId }) => done(voice.stopRecording(callId)),
    'recordings.pause': ({ callId, isPaused }) => done(voice.pauseRecording(callId, isPaused)),
    'recordings.mark': ({ callId }) => {
      voice.markRecording(callId);
      return {};
    },
    'recordings.open': ({ recordingId }) => recordings.open(recordingId),
    async 'recordings.read'({ recordingId, place }) {
      const { sound, peaks, next } = await recordings.read(recordingId, place);
      return { sound: sound.toString('base64'), peaks: peaks.toString('base64'), next };
    },
  };
}
