import type { Settings } from '../../../contract/model/settings.ts';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';

export function useEdit(): (change: Partial<Settings>) => void {
  const actions = useActions();
  const attempt = useAttempt();
  return (change) => attempt(() => actions.call('settings.edit', change));
}
