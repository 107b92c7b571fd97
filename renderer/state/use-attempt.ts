import { useCallback, useEffect, useRef } from 'react';
import { useText } from '../text/text.tsx';
import { useActions } from './desk.tsx';

/** Runs what an agent asked for; a refusal becomes one sentence on the screen. The same function with every render: effects may depend on it. */
export function useAttempt(): (work: () => Promise<unknown>) => void {
  const { notify } = useActions();
  const { error } = useText();
  const sentence = useRef(error);
  useEffect(() => {
    sentence.current = error;
  });
  return useCallback((work) => void work().catch((reason: unknown) => notify(sentence.current(reason), { tone: 'stop' })), [notify]);
}
