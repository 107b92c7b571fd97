import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { WrapUpService } from '../wrap-up/wrap-up-service.ts';

export function createWrapUpApi(wrapUps: WrapUpService): HandlersOf<typeof mainSide, 'wrap-up'> {
  return {
    'wrap-up.list': () => ({ wrapUps: wrapUps.list() }),
    'wrap-up.edit': (edit) => {
      wrapUps.edit(edit);
      return {};
    },
    'wrap-up.finish': ({ interactionId }) => {
      wrapUps.finish(interactionId);
      return {};
    },
  };
}
