import { useEffect } from 'react';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';

/** A call that failed says why, beside its entry on the timeline; a flood of calls is said once. */
export function CallOutcomes() {
  const finished = useDesk((state) => state.lastFinished);
  const actions = useActions();
  const flood = useDesk((state) => state.lastFlood);
  const { failure, text } = useText();
  useEffect(() => {
    if (finished?.failure) actions.notify(failure(finished.failure), { tone: 'stop' });
    // The sentence belongs to the event, not to the language chosen later.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [finished]);
  useEffect(() => {
    if (flood) actions.notify(text('call.flood'), { tone: 'stop' });
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [flood]);
  return null;
}
