import { accountIdSchema } from '../../contract/model/ids.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { createEmitter } from '../../main/lib/emitter.ts';
import type { PolledAccounts, PolledConnector, PulledBatch, SyncFailure } from '../../main/sync/polled-accounts.ts';

/** What a provider said instead of an answer. */
export class ProviderError extends Error {
  readonly said: SyncFailure;
  constructor(said: Partial<SyncFailure> = {}) {
    super('provider');
    this.said = { failure: { reason: 'connection-lost' }, isAuth: false, afterMs: null, ...said };
  }
}

export interface FakePolled {
  readonly accounts: PolledAccounts;
  readonly accountId: AccountId;
  /** How often it was asked for what is new. */
  readonly pulls: number;
  readonly opened: number;
  /** The next answers, in order; then nothing new. */
  answer(...answers: readonly (ProviderError | readonly PulledBatch[])[]): void;
  /** The next pull waits until the function is called. */
  hold(): () => void;
  /** The provider says that there may be something new. */
  hint(): void;
  /** Its account was corrected: it must be opened anew. */
  correct(): void;
}

export const batch = (cursor: unknown, fields: Partial<PulledBatch> = {}): PulledBatch => ({
  events: [],
  cursor,
  isRoundDone: true,
  progress: null,
  ...fields,
});

export function createFakePolled({ canWake = true }: { canWake?: boolean } = {}): FakePolled {
  const changed = createEmitter<void>();
  const accountId = accountIdSchema.parse(1);
  const answers: (ProviderError | readonly PulledBatch[])[] = [];
  const hints = new Set<() => void>();
  let held: Promise<void> | null = null;
  let version = 1;
  const counts = { pulls: 0, opened: 0 };

  const connector: PolledConnector = {
    async *pull(cursor) {
      counts.pulls += 1;
      await held;
      const next = answers.shift();
      if (next instanceof ProviderError) throw next;
      yield* next ?? [batch(cursor)];
    },
    ...(canWake
      ? {
          wake(hint: () => void, signal: AbortSignal): Promise<void> {
            hints.add(hint);
            return new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));
          },
        }
      : {}),
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    accountId,
    accounts: {
      changed,
      list: () => [{ id: accountId, fingerprint: String(version) }],
      open() {
        counts.opened += 1;
        return connector;
      },
      readFailure: (error) => (error instanceof ProviderError ? error.said : null),
    },
    get pulls() {
      return counts.pulls;
    },
    get opened() {
      return counts.opened;
    },
    answer: (...next) => void answers.push(...next),
    hold() {
      const gate = Promise.withResolvers<void>();
      held = gate.promise;
      return () => {
        held = null;
        gate.resolve();
      };
    },
    hint: () => hints.forEach((hint) => hint()),
    correct() {
      version += 1;
      changed.emit();
    },
  };
}
