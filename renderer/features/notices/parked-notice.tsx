import { useEffect, useRef } from 'react';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';

/** Says once where the call went that the agent parked. */
export function ParkedNotice() {
  const { text } = useText();
  const { notify } = useActions();
  const slots = useDesk((state) => state.colleagues.slots);
  const isOpen = useDesk((state) => state.connection === 'open');
  const known = useRef<ReadonlySet<string> | null>(null);
  useEffect(() => {
    if (!isOpen) return;
    const ours = slots.filter(({ isTaken, who }) => isTaken && who !== null);
    const before = known.current;
    known.current = new Set(ours.map(({ accountId, slot }) => `${accountId} ${slot}`));
    // What was parked before this window was opened is no news.
    if (!before) return;
    for (const { accountId, slot, who } of ours)
      if (who !== null && !before.has(`${accountId} ${slot}`)) notify(text('parking.parked', { who, slot }));
  }, [isOpen, slots, notify, text]);
  return null;
}
