import type { SyncStep } from './polled-accounts.ts';

/** What the reading thread tells of a run. */
export interface Run {
  step(step: SyncStep): void;
  hint(): void;
  end(error: Error | null): void;
}

export interface RunControl {
  begin(run: Run): number;
  /** `isNow`: whatever it is doing; else when what it holds is committed. */
  end(run: number, isNow: boolean): void;
}

/** Ends at once when the signal is aborted; the steps that are on their way then are in the store all the same. */
export async function* readSteps({ begin, end }: RunControl, signal: AbortSignal): AsyncGenerator<SyncStep> {
  if (signal.aborted) return;
  const steps: SyncStep[] = [];
  let news = Promise.withResolvers<void>();
  let ended: { readonly error: Error | null } | null = null;
  const over = (): { readonly error: Error | null } | null => ended;
  const id = begin({
    step(step) {
      steps.push(step);
      news.resolve();
    },
    hint: () => undefined,
    end(error) {
      ended = { error };
      news.resolve();
    },
  });
  const abort = (): void => end(id, true);
  signal.addEventListener('abort', abort, { once: true });
  try {
    for (;;) {
      await news.promise;
      news = Promise.withResolvers();
      yield* steps.splice(0);
      const last = over();
      if (last?.error && !signal.aborted) throw last.error;
      if (last) return;
    }
  } finally {
    if (!over()) end(id, signal.aborted);
    while (!over()) {
      await news.promise;
      news = Promise.withResolvers();
    }
    signal.removeEventListener('abort', abort);
  }
}

export function waitForHints({ begin, end }: RunControl, hint: () => void, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return resolve();
    const id = begin({ step: () => undefined, hint, end: (error) => (error && !signal.aborted ? reject(error) : resolve()) });
    signal.addEventListener('abort', () => end(id, true), { once: true });
  });
}
