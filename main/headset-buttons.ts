import type { LiveCall } from '../contract/model/call.ts';
import type { HeadsetLamps } from '../contract/model/headset.ts';
import type { CallKeys } from './call-keys.ts';
import type { SettingsService } from './settings/settings-service.ts';
import type { VoiceService } from './voice/voice-service.ts';

/** What a headset shows of these calls. */
function lampsOf(calls: readonly LiveCall[]): HeadsetLamps {
  const up = calls.filter(({ state }) => state !== 'ringing' && state !== 'ending' && state !== 'ended');
  const current = up.find(({ isCurrent }) => isCurrent) ?? up[0];
  return {
    isRinging: calls.some(({ state }) => state === 'ringing'),
    isOffHook: up.length > 0,
    isMuted: current?.isMuted ?? false,
    isHeld: current?.isHeldHere ?? false,
  };
}

/** The headset's buttons act on calls like any key, and its lamps follow the calls, whoever changed them. */
export function createHeadsetButtons({ voice, settings, keys }: { voice: VoiceService; settings: SettingsService; keys: CallKeys }): void {
  let shown = '';
  function show(): void {
    const lamps = settings.read().isHeadsetUsed ? lampsOf(voice.list()) : null;
    const now = JSON.stringify(lamps);
    if (now === shown) return;
    shown = now;
    voice.showHeadset(lamps);
  }
  voice.callsChanged.on(show);
  settings.changed.on(show);
  voice.headsetPressed.on((key) => {
    keys.press([key]);
    // The headset took its own state over already: where nothing came of it, that is put right.
    shown = '';
    show();
  });
  show();
}
