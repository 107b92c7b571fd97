import type { Clock } from '../../main/ports.ts';

export interface ManualClock extends Clock {
  /** Runs everything that falls due on the way, in order of its time. */
  advance(byMs: number): void;
  readonly waiting: number;
}

interface Timer {
  dueAt: number;
  readonly everyMs: number | null;
  readonly run: () => void;
}

/** Time that stands still until a test moves it. */
export function createManualClock(startAt = Date.UTC(2026, 10, 23, 9, 0)): ManualClock {
  const timers = new Set<Timer>();
  let now = startAt;

  function add(timer: Timer): Disposable {
    timers.add(timer);
    return { [Symbol.dispose]: () => void timers.delete(timer) };
  }

  return {
    now: () => now,
    after: (delayMs, run) => add({ dueAt: now + delayMs, everyMs: null, run }),
    every: (intervalMs, run) => add({ dueAt: now + intervalMs, everyMs: intervalMs, run }),
    advance(byMs) {
      const end = now + byMs;
      for (;;) {
        const [next] = [...timers].filter(({ dueAt }) => dueAt <= end).sort((a, b) => a.dueAt - b.dueAt);
        if (!next) break;
        now = Math.max(now, next.dueAt);
        if (next.everyMs === null) timers.delete(next);
        else next.dueAt += next.everyMs;
        next.run();
      }
      now = end;
    },
    get waiting() {
      return timers.size;
    },
  };
}
