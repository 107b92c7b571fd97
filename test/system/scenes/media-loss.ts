import type { Desktop } from '../../e2e/harness/electron.ts';
import { calls, crash, until } from '../../e2e/harness/remote-desk.ts';
import { startCapture } from '../testbed/capture.ts';
import { flowsBothWays, rtpFilter, rtpTimes, type LegName } from '../testbed/rtp-legs.ts';

export interface MediaLoss {
  readonly outcome: 'sound again' | 'ended';
  /** From the crash to the first packet after which RTP flows on all legs; to the end where it ended. */
  readonly tookMs: number;
}

/** The media page crashes under a call that is connected. Resolves when sound flows both ways again, or when the call has ended. */
export async function loseMedia(desktop: Desktop): Promise<MediaLoss> {
  await using capture = await startCapture(rtpFilter);
  await until(() => flowsBothWays(capture.packets), 'sound both ways before the loss');
  const since = Date.now();
  // Where the dead page received: rtpengine goes on sending there until it is told of the new one.
  const oldPorts = new Set(capture.packets.flatMap(({ from, to }) => [from, to]).filter((port) => port > 32_767));
  await crash(desktop, 'media');
  const outcome = await until(
    async () => {
      const live = await calls(desktop);
      if (live.length === 0) return 'ended' as const;
      const fresh = capture.packets.filter(({ from, to }) => !oldPorts.has(from) && !oldPorts.has(to));
      return flowsBothWays(fresh) && live[0]?.state === 'connected' && ('sound again' as const);
    },
    'sound both ways, or the end of the call',
    20_000,
  );
  if (outcome === 'ended') return { outcome, tookMs: Date.now() - since };
  const fresh = capture.packets.filter(({ from, to }) => !oldPorts.has(from) && !oldPorts.has(to));
  const legs = Object.entries(rtpTimes(fresh, since)) as [LegName, readonly number[]][];
  return { outcome, tookMs: Math.max(...legs.map(([, times]) => resumedAt(times, since))) - since };
}

/** The first packet after the longest pause since the loss. */
function resumedAt(times: readonly number[], since: number): number {
  let resumed = times[0] ?? Infinity;
  let longest = resumed - since;
  for (const [index, at] of times.entries()) {
    const gap = index === 0 ? 0 : at - (times[index - 1] ?? at);
    if (gap > longest) [longest, resumed] = [gap, at];
  }
  return longest < 100 ? since : resumed;
}
