import { z } from 'zod';

/** What a headset shows of the calls, by its lamps and its own voice. */
export const headsetLampsSchema = z.object({ isRinging: z.boolean(), isOffHook: z.boolean(), isMuted: z.boolean(), isHeld: z.boolean() });
export type HeadsetLamps = z.infer<typeof headsetLampsSchema>;
