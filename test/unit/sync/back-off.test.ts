import { expect, it } from 'vitest';
import { backOff } from '../../../main/sync/back-off.ts';

it('doubles up to a quarter of an hour, never all at once', () => {
  expect([1, 2, 3, 20, 1_000].map((failures) => backOff(failures, () => 1))).toEqual([5_000, 10_000, 20_000, 900_000, 900_000]);
  expect(backOff(3, () => 0)).toBe(2_000);
});
