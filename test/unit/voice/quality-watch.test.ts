import { describe, expect, test } from 'vitest';
import { createQualityWatch, type MeasuredInterval } from '../../../main/voice/quality-watch.ts';

const good: MeasuredInterval = { lossRatio: 0, lossThereRatio: 0, jitterMs: 5, rttMs: 40, isSilent: false };

/** What is said after each of these intervals. */
function watch(intervals: readonly Partial<MeasuredInterval>[]) {
  const { take } = createQualityWatch();
  return intervals.map((interval) => take({ ...good, ...interval }));
}
const times = (count: number, interval: Partial<MeasuredInterval>) => Array.from({ length: count }, () => interval);
const changes = (said: ReturnType<typeof watch>) => said.filter((one, n) => one !== (said[n - 1] ?? null)).length;

describe('the cause', () => {
  test.each([
    [{ lossThereRatio: 0.06 }, { cause: 'loss-here', value: 6 }],
    [{ lossRatio: 0.06 }, { cause: 'loss-there', value: 6 }],
    // Both ways pass our own network.
    [
      { lossRatio: 0.08, lossThereRatio: 0.05 },
      { cause: 'loss-here', value: 5 },
    ],
    [{ jitterMs: 80 }, { cause: 'jitter', value: 80 }],
    [{ rttMs: 620 }, { cause: 'delay', value: 620 }],
    [{ isSilent: true }, { cause: 'no-sound', value: 0 }],
  ] as const)('%o is %o', (interval, trouble) => {
    expect(watch(times(4, interval)).at(-1)).toEqual(trouble);
  });

  test('nothing is said of a good call, nor of what nobody knows', () => {
    expect(watch(times(100, {})).every((one) => one === null)).toBe(true);
    expect(watch(times(10, { lossThereRatio: null, rttMs: null })).at(-1)).toBeNull();
    expect(watch(times(10, { lossRatio: 0.03 })).at(-1)).toBeNull();
  });
});

describe('hysteresis', () => {
  test('one bad interval says nothing where it is the only one, and is over with it', () => {
    expect(watch([{ lossRatio: 0.5 }])).toEqual([null]);
    expect(watch([...times(5, {}), { lossRatio: 0.1 }, ...times(5, {})]).every((one) => one === null)).toBe(true);
  });

  test('it is said within two intervals and taken back only after five that are well below the limit', () => {
    const said = watch([...times(3, { lossRatio: 0.08 }), ...times(7, {})]);
    expect(said.findIndex((one) => one !== null)).toBe(1);
    expect(said.slice(1).findIndex((one) => one === null)).toBe(6);
    expect(watch([...times(3, { lossRatio: 0.08 }), ...times(50, { lossRatio: 0.03 })]).at(-1)).not.toBeNull();
  });

  test('loss that swings about the limit is said once', () => {
    const said = watch(Array.from({ length: 200 }, (_, n) => ({ lossRatio: n % 2 ? 0.06 : 0.025 })));
    expect(changes(said)).toBe(1);
  });

  test('two troubles that take turns are not told in turns', () => {
    const said = watch(Array.from({ length: 60 }, (_, n) => (n % 2 ? { lossRatio: 0.2, jitterMs: 70 } : { lossRatio: 0.06, jitterMs: 90 })));
    expect(new Set(said.slice(2).map((one) => one?.cause))).toEqual(new Set(['loss-there']));
  });

  test('the figure follows when it has changed by half', () => {
    const said = watch([...times(4, { lossRatio: 0.06 }), ...times(6, { lossRatio: 0.07 }), ...times(6, { lossRatio: 0.3 })]);
    expect(said[3]?.value).toBe(6);
    expect(said[9]?.value).toBe(6);
    expect(said.at(-1)?.value).toBeGreaterThanOrEqual(20);
  });

  test('sound that comes back is believed at once', () => {
    expect(watch([...times(5, { isSilent: true }), ...times(2, {})]).at(-1)).toBeNull();
    expect(watch([...times(2, { isSilent: true }), {}]).every((one) => one === null)).toBe(true);
  });
});
