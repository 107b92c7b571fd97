import type { DtmfMode } from '../../contract/model/account.ts';

/**
 * Which way tones go (voice.md, rule 10). RFC 4733 only where the answer carries telephone-event at the clock rate of the codec in use: Chromium with Opus
 * (48 kHz) and telephone-event/8000 sends end packets only, which others do not hear.
 */
export function chooseDtmfTransport(mode: DtmfMode, answerSdp: string): 'RFC2833' | 'INFO' {
  if (mode !== 'auto') return mode === 'info' ? 'INFO' : 'RFC2833';
  const audio = answerSdp.split(/^m=/m).find((section) => section.startsWith('audio')) ?? '';
  const payloads = /^audio \d+ \S+ (.+)$/m.exec(audio)?.[1]?.trim().split(' ') ?? [];
  const maps = [...audio.matchAll(/^a=rtpmap:(\d+) ([\w-]+)\/(\d+)/gm)].map(([, payload = '', name = '', rate = '']) => ({
    payload,
    name: name.toLowerCase(),
    rate,
  }));
  const codec = payloads
    .map((payload) => maps.find((map) => map.payload === payload) ?? staticCodec(payload))
    .find((map) => map && map.name !== 'telephone-event' && map.name !== 'cn');
  const hasEvents = maps.some((map) => map.name === 'telephone-event' && map.rate === codec?.rate && payloads.includes(map.payload));
  return hasEvents ? 'RFC2833' : 'INFO';
}

/** RFC 3551 §6: payload types that need no rtpmap. */
function staticCodec(payload: string): { payload: string; name: string; rate: string } | undefined {
  const name = ({ '0': 'pcmu', '8': 'pcma', '9': 'g722' } as Record<string, string>)[payload];
  return name ? { payload, name, rate: '8000' } : undefined;
}
