import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { PracticeWorkspace } from '../practice/practice-workspace.ts';

export function createPracticeApi(practice: PracticeWorkspace): HandlersOf<typeof mainSide, 'practice'> {
  return {
    'practice.start': () => {
      practice.start();
      return {};
    },
    'practice.ring': ({ caller }) => {
      practice.ring(caller);
      return {};
    },
    'practice.leave': async () => {
      await practice.leave();
      return {};
    },
  };
}
