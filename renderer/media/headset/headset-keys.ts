import type { CallKey } from '../../../contract/model/call-keys.ts';
import type { HeadsetLamps } from '../../../contract/model/headset.ts';
import type { ButtonState, HeadsetButton } from './headset-reports.ts';

/** How the buttons stood in the last report; nothing is known at first. */
export type KnownButtons = Readonly<Partial<Record<HeadsetButton, boolean>>>;

/**
 * What the agent means by a report. A headset follows our lamps with its own hook switch and mute button, and reports that too: what says only what the lamps
 * say already was not pressed by anybody.
 */
export function keysOf(
  states: readonly ButtonState[],
  known: KnownButtons,
  lamps: HeadsetLamps,
): { readonly keys: CallKey[]; readonly known: KnownButtons } {
  const keys: CallKey[] = [];
  for (const { button, isOn, isRelative } of states) {
    const isPressed = isOn && known[button] !== true;
    const isChanged = isOn !== (known[button] ?? false);
    if (button === 'hook' && !isRelative) {
      if (isChanged && isOn !== lamps.isOffHook) keys.push(isOn ? 'answer' : 'hang-up');
    } else if (button === 'mute' && !isRelative) {
      if (isChanged && isOn !== lamps.isMuted) keys.push('mute');
    } else if (isPressed) keys.push(meaningOf(button, lamps));
  }
  return { keys, known: { ...known, ...Object.fromEntries(states.map(({ button, isOn }) => [button, isOn])) } };
}

function meaningOf(button: HeadsetButton, lamps: HeadsetLamps): CallKey {
  switch (button) {
    case 'hook':
      return lamps.isOffHook ? 'hang-up' : 'answer';
    case 'mute':
      return 'mute';
    case 'drop':
      return 'hang-up';
    case 'flash':
    case 'hold':
      return 'hold';
  }
}
