const firstMs = 5_000;
const mostMs = 15 * 60_000;

/** How long to wait after the n-th failure in a row: doubled each time up to a quarter of an hour, with full jitter, so that a fleet does not come back all at once. */
export function backOff(failures: number, random: () => number): number {
  const ceiling = Math.min(mostMs, firstMs * 2 ** Math.min(failures - 1, 20));
  return Math.round(ceiling * (0.1 + 0.9 * random()));
}
