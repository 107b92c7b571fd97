import { beforeEach, describe, expect, it } from 'vitest';
import type { WatchTrouble } from '../../../../contract/model/colleague.ts';
import { createWatch, type Watch } from '../../../../main/voice/events/watch.ts';
import type { SubscriptionEnd, SubscriptionHandlers } from '../../../../main/voice/jssip-subscription.ts';
import { createManualClock, type ManualClock } from '../../../fakes/manual-clock.ts';

let clock: ManualClock;
let watch: Watch;
let opened: SubscriptionHandlers[];
let ended: number;
let refusesTarget: boolean;
let troubles: (WatchTrouble | null)[];

beforeEach(() => {
  clock = createManualClock();
  opened = [];
  ended = 0;
  refusesTarget = false;
  troubles = [];
  watch = createWatch({
    clock,
    random: () => 0,
    open(handlers) {
      if (refusesTarget) throw new TypeError('no URI');
      opened.push(handlers);
      return { refresh() {}, end: () => void (ended += 1) };
    },
    onOpened() {},
    onTold() {},
    onChanged: () => troubles.push(watch.trouble),
  });
});

const told = { body: 'x', contentType: 'text/plain' };
const end = (how: Partial<SubscriptionEnd>): void => opened.at(-1)?.ended({ status: null, reason: null, retryAfterMs: null, ...how });
function begin(): void {
  watch.begin(0);
  clock.advance(0);
}
/** How long it waits until it asks once more. */
function waits(): number {
  const before = opened.length;
  for (let ms = 0; ms <= 3_700_000; ms += 500) {
    if (opened.length > before) return ms;
    clock.advance(500);
  }
  return Number.POSITIVE_INFINITY;
}

describe('a watch', () => {
  it('asks when the line is there, and has no trouble once something was told', () => {
    expect(watch.trouble).toBe('no-line');
    begin();
    expect(opened).toHaveLength(1);
    opened[0]?.heard(null);
    expect(watch.trouble).toBe('asking');
    opened[0]?.heard(told);
    expect(troubles).toEqual(['asking', null]);
    clock.advance(3_600_000);
    expect(opened).toHaveLength(1);
  });

  it('is told of somebody else’s silence, and tries again', () => {
    begin();
    clock.advance(32_000);
    expect(watch.trouble).toBe('silent');
    expect(ended).toBe(1);
    expect(waits()).toBeLessThanOrEqual(2_000);
  });

  it('begins anew with the line, and forgets what it waited for', () => {
    begin();
    end({ status: 404 });
    expect(watch.trouble).toBe('not-found');
    watch.pause();
    expect(watch.trouble).toBe('no-line');
    clock.advance(4_000_000);
    expect(opened).toHaveLength(1);
    begin();
    expect(opened).toHaveLength(2);
    expect(watch.trouble).toBe('asking');
  });

  it.each([
    [489, 'unsupported'],
    [403, 'refused'],
    [404, 'not-found'],
    [407, 'refused'],
  ] as const)('is given up for an hour after %i', (status, trouble) => {
    begin();
    end({ status });
    expect(watch.trouble).toBe(trouble);
    expect(waits()).toBeGreaterThanOrEqual(3_600_000);
  });

  it('waits longer each time after an error of the server, and never less than it was asked to', () => {
    begin();
    const delays = [0, 1, 2, 3].map(() => {
      end({ status: 500 });
      return waits();
    });
    expect(watch.trouble).toBe('asking');
    expect(delays).toEqual([1_000, 2_000, 4_000, 8_000]);
    end({ status: 503, retryAfterMs: 60_000 });
    expect(waits()).toBe(60_000);
  });

  it.each(['deactivated', 'timeout'])('asks again at once when it was %s, and keeps what it knows', (reason) => {
    begin();
    opened[0]?.heard(told);
    end({ reason });
    expect(watch.trouble).toBeNull();
    clock.advance(0);
    expect(opened).toHaveLength(2);
    // Not in a circle, though.
    end({ reason });
    clock.advance(0);
    expect(opened).toHaveLength(2);
  });

  it.each([
    ['rejected', 'refused', 3_600_000],
    ['noresource', 'not-found', 3_600_000],
    ['giveup', 'failed', 1_000],
    ['probation', 'failed', 1_000],
    ['a word to come', 'failed', 1_000],
  ] as const)('after %s it is %s', (reason, trouble, least) => {
    begin();
    opened[0]?.heard(told);
    end({ reason });
    expect(watch.trouble).toBe(trouble);
    const ms = waits();
    expect(ms).toBeGreaterThanOrEqual(least);
    expect(ms).toBeLessThan(least + 1_500);
  });

  it('heeds the retry-after of a probation', () => {
    begin();
    end({ reason: 'probation', retryAfterMs: 45_000 });
    expect(waits()).toBe(45_000);
  });

  it('says that there is nobody where the address is none', () => {
    refusesTarget = true;
    begin();
    expect(watch.trouble).toBe('not-found');
  });

  it('leaves nothing behind', () => {
    begin();
    opened[0]?.heard(told);
    watch[Symbol.dispose]();
    expect(ended).toBe(1);
    expect(clock.waiting).toBe(0);
  });
});
