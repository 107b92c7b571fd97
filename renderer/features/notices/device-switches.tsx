import { useEffect } from 'react';
import type { AudioRole } from '../../../contract/model/audio.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';

/** Says in a sentence which device took over when one was plugged in or out. */
export function DeviceSwitches() {
  const { switched, inUse } = useDesk((state) => state.audio);
  const actions = useActions();
  const { text } = useText();
  useEffect(() => {
    const names = new Map<string, AudioRole[]>();
    const doesRingFollow = switched.includes('speaker') && inUse.ringer?.id === inUse.speaker?.id;
    for (const role of switched) {
      const name = inUse[role]?.label;
      if (name && !(role === 'ringer' && doesRingFollow)) names.set(name, [...(names.get(name) ?? []), role]);
    }
    const sentences = [...names].flatMap(([name, roles]) =>
      roles.length > 1 ? [text('sound.switched.all', { name })] : roles.map((role) => text(`sound.switched.${role}`, { name })),
    );
    if (sentences.length > 0) actions.notify(sentences.join(' '));
    // The sentence belongs to the event, not to the language chosen later.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [switched]);
  return null;
}
