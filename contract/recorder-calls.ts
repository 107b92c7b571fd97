import { z } from 'zod';
import { failureSchema } from './model/failure.ts';
import { peerIdSchema } from './model/ids.ts';
import { recordingIdSchema } from './model/recording.ts';
import type { Side } from './side.ts';

const nothing = z.object({});
const ofRecording = z.object({ recordingId: recordingIdSchema });

/** Main → media host: what is recorded. Part of `mediaSide`. */
export const recorderCalls = {
  /** What the peer sends on the left, what it receives on the right. Ends with the peer. */
  'recorder.start': {
    input: ofRecording.extend({ peerId: peerIdSchema, isPaused: z.boolean(), notice: z.enum(['none', 'beep']) }),
    output: nothing,
  },
  'recorder.pause': { input: ofRecording.extend({ isPaused: z.boolean() }), output: nothing },
  /** Answers when all of it has been told. */
  'recorder.stop': { input: ofRecording, output: nothing },
} as const satisfies Side['calls'];

/** The one way on which sound leaves the media page: into a file. */
export const recorderEvents = {
  'recorder.wrote': ofRecording.extend({
    /** Opus, 48 kHz, 20 ms each, two streams of one channel (RFC 7845 §5.1.1.2); in base64. */
    packets: z.array(z.string().max(4_000)).max(250),
    /** Two bytes for each packet, in base64: see `recordings.read`. */
    peaks: z.string().max(1_000),
    /** All of it is silence because it is paused. */
    isPaused: z.boolean(),
  }),
  'recorder.failed': ofRecording.extend({ failure: failureSchema }),
} as const satisfies Side['events'];
