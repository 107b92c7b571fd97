import type { Clock } from '../ports.ts';

export interface RateLimit {
  /** False: too many, too fast. */
  take(): boolean;
  /** Nothing was taken lately: as good as a new one. */
  readonly isFull: boolean;
  /** Nothing can be taken now. */
  readonly isEmpty: boolean;
}

/** A bucket of `burst`, into which one comes back after each `everyMs`. */
export function createRateLimit({ clock, burst, everyMs }: { clock: Pick<Clock, 'now'>; burst: number; everyMs: number }): RateLimit {
  let left = burst;
  let at = clock.now();

  function fill(): void {
    const now = clock.now();
    left = Math.min(burst, left + Math.max(0, now - at) / everyMs);
    at = now;
  }
  return {
    take() {
      fill();
      if (left < 1) return false;
      left -= 1;
      return true;
    },
    get isFull() {
      fill();
      return left >= burst;
    },
    get isEmpty() {
      fill();
      return left < 1;
    },
  };
}
