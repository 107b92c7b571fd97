import { useCallback } from 'react';
import { useText } from '../text/text.tsx';
import { useActions } from './desk.tsx';

/** Runs what an agent asked for; a refusal becomes one sentence on the screen. */
export function useAttempt(): (work: () => Promise<unknown>) => void {
  const { notify } = useActions();
  const { error: sentence } = useText();
  return useCallback((work) => void work().catch((error: unknown) => notify(sentence(error), { tone: 'stop' })), [notify, sentence]);
}
