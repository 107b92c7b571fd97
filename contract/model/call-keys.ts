import { z } from 'zod';

/** What can be done to calls from outside the window: by keys that work everywhere, and by the buttons of a headset. */
export const callKeySchema = z.enum(['answer', 'hang-up', 'mute', 'hold']);
export type CallKey = z.infer<typeof callKeySchema>;

const modifiers = '(?:CommandOrControl|Alt|Shift|Super)\\+';
const alone = 'F(?:[1-9]|1\\d|2[0-4])|Media(?:PlayPause|Stop|NextTrack|PreviousTrack)';
const withModifier = '[A-Z0-9]|Space|Insert|Delete|Home|End|PageUp|PageDown|Up|Down|Left|Right|num[0-9]';

/** Electron's notation. What one types with needs a modifier besides Shift, as it would be lost to every other program. */
export const acceleratorSchema = z
  .string()
  .max(60)
  .regex(new RegExp(`^(?:(?:${modifiers})*(?:${alone})|(?=.*(?:CommandOrControl|Alt|Super)\\+)(?:${modifiers})+(?:${withModifier}))$`));

export const shortcutsSchema = z.object({
  answer: acceleratorSchema.nullable(),
  'hang-up': acceleratorSchema.nullable(),
  mute: acceleratorSchema.nullable(),
  hold: acceleratorSchema.nullable(),
} satisfies Record<CallKey, z.ZodType>);
export type Shortcuts = z.infer<typeof shortcutsSchema>;

export const noShortcuts: Shortcuts = { answer: null, 'hang-up': null, mute: null, hold: null };
