import type { AccountId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { readKept, sizeLimitName, writeKept } from '../store/kept-rows.ts';

export interface SizeLimits {
  /** As far as it is known; nobody is asked. */
  now(accountId: AccountId): number;
  /** Asks the provider, if it was not asked today. */
  find(accountId: AccountId): Promise<{ readonly maxBytes: number; readonly isKnown: boolean }>;
}

export interface SizeLimitsDeps {
  readonly store: Store;
  readonly clock: Clock;
  /** What most providers take, where one does not say. */
  readonly usualBytes: () => number;
  /** null: it does not say, or does not answer. */
  readonly ask: (accountId: AccountId, signal: AbortSignal) => Promise<number | null>;
}

interface Known {
  readonly bytes: number;
  readonly at: number;
}

const askAgainMs = 24 * 3_600_000;
const patienceMs = 5_000;

export function createSizeLimits({ store, clock, usualBytes, ask }: SizeLimitsDeps): SizeLimits {
  const known = (accountId: AccountId): Known | null => readKept(store.reader, sizeLimitName(accountId)) as Known | null;
  return {
    now: (accountId) => known(accountId)?.bytes ?? usualBytes(),
    async find(accountId) {
      const last = known(accountId);
      if (!last || clock.now() - last.at > askAgainMs) {
        const patience = new AbortController();
        const timer = clock.after(patienceMs, () => patience.abort());
        const bytes = await ask(accountId, patience.signal).catch(() => null);
        timer[Symbol.dispose]();
        if (bytes !== null) {
          store.write((writer) => writeKept(writer, sizeLimitName(accountId), { bytes, at: clock.now() } satisfies Known));
          return { maxBytes: bytes, isKnown: true };
        }
      }
      return { maxBytes: last?.bytes ?? usualBytes(), isKnown: last !== null };
    },
  };
}
