import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { CallForwarding } from '../call-forwarding.ts';

export function createRulesApi(forwarding: CallForwarding): HandlersOf<typeof mainSide, 'rules'> {
  return {
    'rules.forward': async (wanted) => {
      await forwarding.set(wanted);
      return {};
    },
  };
}
