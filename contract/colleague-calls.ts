import { z } from 'zod';
import { colleaguesSchema } from './model/colleague.ts';
import { accountIdSchema, callIdSchema } from './model/ids.ts';
import type { Side } from './side.ts';

const nothing = z.object({});
const ofCall = z.object({ callId: callIdSchema });
const ofAccount = z.object({ accountId: accountIdSchema });

/** What an agent's window asks about those at the same telephone system. Part of `mainSide`. */
export const colleagueCalls = {
  'colleagues.read': { input: nothing, output: colleaguesSchema },
  /** Takes the call that rings at a colleague. */
  'colleagues.pick-up': { input: ofAccount.extend({ address: z.string().max(255) }), output: ofCall },
  /** Puts a call where anybody can fetch it. */
  'colleagues.park': { input: ofCall, output: nothing },
  /** Fetches what is parked there. */
  'colleagues.retrieve': { input: ofAccount.extend({ slot: z.string().max(255) }), output: ofCall },
  'colleagues.call-mailbox': { input: ofAccount, output: ofCall },
} as const satisfies Side['calls'];

export const colleagueEvents = {
  'colleagues.changed': colleaguesSchema,
} as const satisfies Side['events'];
