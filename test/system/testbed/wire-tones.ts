import { isRtp, type Packet } from './pcap.ts';
import type { PhoneName } from './phone.ts';
import { amplitude } from './tone.ts';

/** What the phones are sent. Their own recordings end with the first hold: baresip 1.0 does not take them up again. */
export const phonesFilter = 'udp and portrange 31000-31599';

/** As their configurations have it. */
const ports: Readonly<Record<PhoneName, number>> = { dave: 31_000, erin: 31_200, gina: 31_400 };
const portsEach = 200;
/** RFC 3551 §6 */
const pcma = 8;
const samplesPerSecond = 8_000;
const lookBackMs = 1_200;

/** Which of the frequencies (Hz) are on their way to a phone now, in G.711 A-law. */
export function tonesTo<N extends string>(packets: readonly Packet[], phone: PhoneName, tones: Readonly<Record<N, number>>): readonly N[] {
  const since = Date.now() - lookBackMs;
  const sound = packets.filter((packet) => packet.at >= since && isTo(packet, phone) && isRtp(packet) && ((packet.payload[1] ?? 0) & 0x7f) === pcma);
  const samples = Float64Array.from(Buffer.concat(sound.map(({ payload }) => payload.subarray(12))), fromALaw);
  return (Object.keys(tones) as N[]).filter((name) => isIn(samples, tones[name]));
}

function isTo({ to }: Packet, phone: PhoneName): boolean {
  return to >= ports[phone] && to < ports[phone] + portsEach;
}

/** In some tenth of a second: the agent's tone comes in pulses. */
function isIn(samples: Float64Array, hz: number): boolean {
  const window = samplesPerSecond / 10;
  for (let start = 0; start + window <= samples.length; start += window) {
    if (amplitude(samples.subarray(start, start + window), (2 * Math.PI * hz) / samplesPerSecond) > 0.1) return true;
  }
  return false;
}

/** ITU-T G.711; -1 to 1. */
function fromALaw(octet: number): number {
  const code = octet ^ 0x55;
  const exponent = (code & 0x70) >> 4;
  const mantissa = ((code & 0x0f) << 4) + 8;
  const magnitude = exponent === 0 ? mantissa : (mantissa + 0x100) << (exponent - 1);
  return (code & 0x80 ? magnitude : -magnitude) / 32_768;
}
