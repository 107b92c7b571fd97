import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { VoiceService } from '../voice/voice-service.ts';

export function createConferenceApi({ conference }: VoiceService): HandlersOf<typeof mainSide, 'conference'> {
  return {
    async 'conference.join'({ callIds }) {
      await conference.join(callIds);
      return {};
    },
    'conference.mute'({ callId, isMuted }) {
      conference.muteParty(callId, isMuted);
      return {};
    },
    async 'conference.take-out'({ callId }) {
      await conference.takeOut(callId);
      return {};
    },
    async 'conference.split'({ callId }) {
      await conference.split(callId);
      return {};
    },
  };
}
