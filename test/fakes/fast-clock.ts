import type { Clock } from '../../main/ports.ts';

/** Real time that runs `speed` times as fast and, if wanted, begins later: for what waits for hours. Limits of real work stay as they are. */
const mostLimitMs = 10_000;

export function createFastClock({ speed, aheadMs = 0 }: { speed: number; aheadMs?: number }): Clock {
  const began = Date.now();
  const span = (ms: number): number => (ms <= mostLimitMs ? ms : ms / speed);
  return {
    now: () => Math.round(began + aheadMs + (Date.now() - began) * speed),
    after(delayMs, run) {
      const timer = setTimeout(run, span(delayMs));
      return { [Symbol.dispose]: () => clearTimeout(timer) };
    },
    every(intervalMs, run) {
      const timer = setInterval(run, span(intervalMs));
      return { [Symbol.dispose]: () => clearInterval(timer) };
    },
  };
}
