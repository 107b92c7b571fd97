import { z } from 'zod';
import { audioStateSchema, soundLevelSchema } from './model/audio.ts';
import type { Side } from './side.ts';

const nothing = z.object({});

/** What an agent's window asks about devices, and how it tries them. Part of `mainSide`. */
export const soundCalls = {
  'audio.read': { input: nothing, output: audioStateSchema },
  /** Opens the microphone and tells its level for a quarter of a minute; asked again, for longer. */
  'audio.meter': { input: z.object({ isOn: z.boolean() }), output: nothing },
  /** Answers when the tone has sounded. */
  'audio.play-tone': { input: z.object({ role: z.enum(['speaker', 'ringer']) }), output: nothing },
  /** Three seconds of the microphone, kept until they were played; answers how loud they were at most. */
  'audio.record': { input: nothing, output: z.object({ level: soundLevelSchema }) },
  /** Answers when the recording has been played on the speaker; it is gone then. */
  'audio.play-back': { input: nothing, output: nothing },
} as const satisfies Side['calls'];

export const soundEvents = {
  'audio.changed': audioStateSchema,
  'audio.level': z.object({ level: soundLevelSchema }),
} as const satisfies Side['events'];
