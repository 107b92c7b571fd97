import type { Clock } from '../ports.ts';

/** Both sides made an offer at the same moment: 491 Request Pending. */
export const requestPending = 491;

/** When an offer that met another one is made again, ms: who made the call waits longer (RFC 3261 section 14.1). */
export function glareDelayMs(madeTheCall: boolean, random: () => number = Math.random): number {
  return Math.round((madeTheCall ? 2_100 + random() * 1_900 : random() * 2_000) / 10) * 10;
}

/** Offers made anew after each 491, later each time, and not for ever: a side that never accepts one keeps the call as it is. */
export interface GlareRetry extends Disposable {
  refused(): void;
  /** An offer was accepted, or refused for good. */
  settled(): void;
}

const mostRetries = 10;

export function createGlareRetry({ clock, madeTheCall, again }: { clock: Clock; madeTheCall: boolean; again: () => void }): GlareRetry {
  let retries = 0;
  let waiting: Disposable | null = null;
  return {
    refused() {
      if (retries >= mostRetries) return;
      waiting?.[Symbol.dispose]();
      waiting = clock.after(glareDelayMs(madeTheCall) * 2 ** Math.min(retries, 4), again);
      retries += 1;
    },
    settled() {
      retries = 0;
    },
    [Symbol.dispose]: () => waiting?.[Symbol.dispose](),
  };
}
