import type { Clock } from '../ports.ts';

/** One thing to be done later; setting it anew replaces what was set. Ended by disposing it. */
export interface Alarm extends Disposable {
  set(delayMs: number, run: () => void): void;
}

export function createAlarm(clock: Clock): Alarm {
  let timer: Disposable | null = null;
  const clear = (): void => {
    timer?.[Symbol.dispose]();
    timer = null;
  };
  return {
    set(delayMs, run) {
      clear();
      timer = clock.after(delayMs, () => {
        timer = null;
        run();
      });
    },
    [Symbol.dispose]: clear,
  };
}
