import type { ColleaguePresence } from '../../contract/model/colleague.ts';
import { useText } from './text.tsx';

/** What a colleague does, in words; where nobody says, why. */
export function useColleagueWords(): (colleague: Pick<ColleaguePresence, 'state' | 'trouble'>) => string {
  const { text } = useText();
  return ({ state, trouble }) => (state === 'unknown' ? text(`colleagues.trouble.${trouble ?? 'asking'}`) : text(`colleagues.state.${state}`));
}
