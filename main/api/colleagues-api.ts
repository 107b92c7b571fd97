import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { VoiceService } from '../voice/voice-service.ts';

export function createColleaguesApi({ systemEvents }: Pick<VoiceService, 'systemEvents'>): HandlersOf<typeof mainSide, 'colleagues'> {
  return {
    'colleagues.read': () => systemEvents.colleagues(),
    'colleagues.pick-up': async (request) => ({ callId: await systemEvents.pickUp(request) }),
    'colleagues.park': async ({ callId }) => {
      await systemEvents.park(callId);
      return {};
    },
    'colleagues.retrieve': async (request) => ({ callId: await systemEvents.retrieve(request) }),
    'colleagues.call-mailbox': async ({ accountId }) => ({ callId: await systemEvents.callMailbox(accountId) }),
  };
}
