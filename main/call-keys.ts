import type { CallKey } from '../contract/model/call-keys.ts';
import type { LiveCall } from '../contract/model/call.ts';
import type { Logger } from './ports.ts';
import type { VoiceService } from './voice/voice-service.ts';

/** Acts on calls where no window is asked: of several meanings of one key the first that fits now counts. */
export interface CallKeys {
  press(keys: readonly CallKey[]): void;
}

export function createCallKeys({ voice, logger }: { readonly voice: VoiceService; readonly logger: Logger }): CallKeys {
  return {
    press(keys) {
      for (const key of keys) {
        const act = meaningOf(key, voice);
        if (!act) continue;
        act().catch((error: unknown) => logger.warn('call-key-refused', { key, error: String(error) }));
        return;
      }
    },
  };
}

const isUp = ({ state }: LiveCall): boolean => state === 'connected' || state === 'held' || state === 'recovering';

function meaningOf(key: CallKey, voice: VoiceService): (() => Promise<void>) | null {
  const calls = voice.list();
  // Of several that ring, the one that rings longest.
  const ringing = calls.filter(({ state }) => state === 'ringing').toSorted((one, other) => one.startedAt - other.startedAt)[0];
  const others = calls.filter(({ state }) => state !== 'ringing' && state !== 'ending' && state !== 'ended');
  const current = others.find(({ isCurrent }) => isCurrent) ?? others[0];
  switch (key) {
    case 'answer':
      return ringing ? () => voice.answer(ringing.callId) : null;
    case 'hang-up':
      // Who talks to somebody does not decline another with the same key.
      if (current) return () => hangUp(together(current, others), voice);
      return ringing ? () => voice.decline(ringing.callId) : null;
    case 'mute':
      return current && isUp(current) ? () => voice.mute(current.callId, !current.isMuted) : null;
    case 'hold':
      return current && isUp(current) ? () => (current.isHeldHere ? voice.resume(current.callId) : voice.hold(current.callId)) : null;
  }
}

function together(call: LiveCall, calls: readonly LiveCall[]): readonly LiveCall[] {
  return call.conference ? calls.filter(({ conference }) => conference) : [call];
}

async function hangUp(calls: readonly LiveCall[], voice: VoiceService): Promise<void> {
  await Promise.all(calls.map(({ callId }) => voice.hangUp(callId)));
}
