import { z } from 'zod';
import { callIdSchema } from './model/ids.ts';
import type { Side } from './side.ts';

const nothing = z.object({});
const ofCall = z.object({ callId: callIdSchema });

/**
 * Several calls as one conversation. There is one conference at most. Part of `mainSide`; `voice.hold`, `voice.resume`, `voice.switch` and `voice.mute` of a
 * call that is in it mean all of it, `voice.hang-up` that call alone.
 */
export const conferenceCalls = {
  /** These calls, and those that are in it already. What is held is resumed, any other call is held. Fails with call-state, hold-refused. */
  'conference.join': { input: z.object({ callIds: z.array(callIdSchema).min(1).max(32) }), output: nothing },
  /** Whether the other parties hear this one; the agent always does. */
  'conference.mute': { input: ofCall.extend({ isMuted: z.boolean() }), output: nothing },
  /** The agent talks with this one alone, the others wait. */
  'conference.take-out': { input: ofCall, output: nothing },
  /** Each call is for itself again; the agent goes on with this one, the others wait. */
  'conference.split': { input: ofCall, output: nothing },
} as const satisfies Side['calls'];
