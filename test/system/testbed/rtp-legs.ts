import { isRtp, type Packet } from './pcap.ts';

/** The four ways of a call between the agent and a phone through rtpengine. */
export const legNames = ['agent to relay', 'relay to phone', 'phone to relay', 'relay to agent'] as const;
export type LegName = (typeof legNames)[number];

/** RTP of rtpengine and of both phones. */
export const rtpFilter = 'udp and portrange 30000-31399';

const isRelay = (port: number): boolean => port >= 30_000 && port <= 30_999;
const isPhone = (port: number): boolean => port >= 31_000 && port <= 31_399;

export function legOf({ from, to }: Packet): LegName | null {
  if (isPhone(from)) return isRelay(to) ? 'phone to relay' : null;
  if (isPhone(to)) return isRelay(from) ? 'relay to phone' : null;
  if (isRelay(from) && isRelay(to)) return null;
  return isRelay(to) ? 'agent to relay' : isRelay(from) ? 'relay to agent' : null;
}

/** When RTP passed on each leg (epoch ms), in order, between two moments. */
export function rtpTimes(packets: readonly Packet[], since = 0, before = Infinity): Readonly<Record<LegName, readonly number[]>> {
  const times: Record<LegName, number[]> = { 'agent to relay': [], 'relay to phone': [], 'phone to relay': [], 'relay to agent': [] };
  for (const packet of packets) {
    const leg = packet.at >= since && packet.at < before && isRtp(packet) ? legOf(packet) : null;
    if (leg) times[leg].push(packet.at);
  }
  return times;
}

/** The longest time (ms) in which nothing passed on some leg, both ends of the span included. */
export function longestPauseMs(packets: readonly Packet[], since: number, before: number): number {
  const legs = Object.values(rtpTimes(packets, since, before));
  return Math.max(...legs.map((times) => longestGap([since, ...times, before])));
}

function longestGap(times: readonly number[]): number {
  return times.slice(1).reduce((longest, at, index) => Math.max(longest, at - (times[index] ?? at)), 0);
}

/** Whether RTP flows on all four legs: half of what 20 ms frames make of the last second. */
export function flowsBothWays(packets: readonly Packet[], now = Date.now()): boolean {
  return Object.values(rtpTimes(packets, now - 1_000)).every((times) => times.length >= 25);
}
