import { z } from 'zod';
import { callIdSchema } from './model/ids.ts';
import { recordingIdSchema, recordingMarkSchema, recordingSchema } from './model/recording.ts';
import type { Side } from './side.ts';

const nothing = z.object({});
const ofCall = z.object({ callId: callIdSchema });

/** What an agent's window asks about recordings. Part of `mainSide`; how a recording goes stands in its call. */
export const recordingCalls = {
  'recordings.start': { input: ofCall, output: nothing },
  'recordings.stop': { input: ofCall, output: nothing },
  /** While it is paused silence is written: for what must not be kept, as the numbers of cards. */
  'recordings.pause': { input: ofCall.extend({ isPaused: z.boolean() }), output: nothing },
  /** Sets a marker where the recording is now. */
  'recordings.mark': { input: ofCall, output: nothing },

  'recordings.open': {
    input: z.object({ recordingId: recordingIdSchema }),
    output: z.object({ recording: recordingSchema, marks: z.array(recordingMarkSchema).max(10_000) }),
  },
  /**
   * A piece of the file, from `place` on (0: from its beginning); `next` is where the following one begins, null: that was all. `sound`: of an Ogg Opus stream
   * (RFC 7845), in base64. `peaks`: of each 20 ms the loudest of us and of them, a byte each; 0 is silence (-60 dB), 255 is full scale.
   */
  'recordings.read': {
    input: z.object({ recordingId: recordingIdSchema, place: z.int().nonnegative() }),
    output: z.object({ sound: z.string(), peaks: z.string(), next: z.int().positive().nullable() }),
  },
} as const satisfies Side['calls'];
