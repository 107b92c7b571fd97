import { expect, it } from 'vitest';
import { afterSilence, barsOf, silencesOf } from '../../../renderer/features/timeline/recording/waveform.ts';

/** Each 20 ms: how loud we are, how loud they are. */
function peaksOf(...parts: readonly (readonly [forMs: number, ours: number, theirs: number])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap(([forMs, ours, theirs]) => Array.from({ length: forMs / 20 }, () => [ours, theirs]).flat()));
}

it('draws the loudest of each part, each side for itself', () => {
  const bars = barsOf(peaksOf([1_000, 255, 0], [1_000, 0, 51]), 4);
  expect(bars).toEqual([
    { ours: 1, theirs: 0 },
    { ours: 1, theirs: 0 },
    { ours: 0, theirs: 0.2 },
    { ours: 0, theirs: 0.2 },
  ]);
  expect(barsOf(new Uint8Array(), 2)).toEqual([
    { ours: 0, theirs: 0 },
    { ours: 0, theirs: 0 },
  ]);
});

it('skips where neither speaks for longer than a breath, and cuts no word', () => {
  const peaks = peaksOf([1_000, 200, 0], [1_000, 10, 10], [500, 0, 200], [3_000, 20, 30], [400, 200, 200], [2_000, 0, 0]);
  const silences = silencesOf(peaks);
  expect(silences).toEqual([
    { fromMs: 2_800, toMs: 5_200 },
    { fromMs: 6_200, toMs: 7_600 },
  ]);
  expect([afterSilence(silences, 2_700), afterSilence(silences, 2_900), afterSilence(silences, 5_200)]).toEqual([2_700, 5_200, 5_200]);
});
