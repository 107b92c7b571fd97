import { acceleratorSchema } from '../../../contract/model/call-keys.ts';

const named: Readonly<Record<string, string>> = {
  ' ': 'Space',
  Insert: 'Insert',
  Delete: 'Delete',
  Home: 'Home',
  End: 'End',
  PageUp: 'PageUp',
  PageDown: 'PageDown',
  ArrowUp: 'Up',
  ArrowDown: 'Down',
  ArrowLeft: 'Left',
  ArrowRight: 'Right',
  MediaPlayPause: 'MediaPlayPause',
  MediaStop: 'MediaStop',
  MediaTrackNext: 'MediaNextTrack',
  MediaTrackPrevious: 'MediaPreviousTrack',
};

export const mediaKeys = ['MediaPlayPause', 'MediaStop', 'MediaNextTrack', 'MediaPreviousTrack'] as const;

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

/** A combination as it was pressed, in Electron's notation; null: it cannot be one (yet). */
export function acceleratorOf({ key, code, ctrlKey, metaKey, altKey, shiftKey }: Pressed, isMac: boolean): string | null {
  const name = keyName(key, code);
  if (name === null) return null;
  const isCommand = isMac ? metaKey : ctrlKey;
  const isSuper = isMac ? ctrlKey : metaKey;
  const modifiers = [isCommand && 'CommandOrControl', altKey && 'Alt', shiftKey && 'Shift', isSuper && 'Super'].filter(
    (modifier) => modifier !== false,
  );
  const accelerator = [...modifiers, name].join('+');
  return acceleratorSchema.safeParse(accelerator).success ? accelerator : null;
}

function keyName(key: string, code: string): string | null {
  if (named[key]) return named[key];
  if (/^F\d{1,2}$/.test(key)) return key;
  const digit = /^(?:Digit|Numpad)(\d)$/.exec(code)?.[1];
  if (digit !== undefined) return code.startsWith('Numpad') ? `num${digit}` : digit;
  if (/^[a-z]$/i.test(key)) return key.toUpperCase();
  // With Alt some layouts make another character of a letter.
  return /^Key([A-Z])$/.exec(code)?.[1] ?? null;
}
