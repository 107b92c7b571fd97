import { accountIdSchema } from '../../contract/model/ids.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { createEmitter } from '../../main/lib/emitter.ts';
import type { PolledAccountReader, PolledAccounts, SyncFailure, SyncStep } from '../../main/sync/polled-accounts.ts';

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
  answer(...answers: readonly (ProviderError | readonly SyncStep[])[]): void;
  /** How often it was asked for what is older. */
  readonly backfills: number;
  /** What there is of older messages. */
  keepOlder(...steps: readonly SyncStep[]): void;
  /** The next pull, and each older step, waits until the function is called. */
  hold(): () => void;
  /** The provider says that there may be something new. */
  hint(): void;
  /** Its account was corrected: it must be opened anew. */
  correct(): void;
}

export const step = (fields: Partial<SyncStep> = {}): SyncStep => ({ progress: null, ...fields });

export function createFakePolled({ canWake = true }: { canWake?: boolean } = {}): FakePolled {
  const changed = createEmitter<void>();
  const accountId = accountIdSchema.parse(1);
  const answers: (ProviderError | readonly SyncStep[])[] = [];
  const hints = new Set<() => void>();
  let held: Promise<void> | null = null;
  let version = 1;
  const counts = { pulls: 0, backfills: 0, opened: 0 };
  const older: SyncStep[] = [];

  const reader: PolledAccountReader = {
    async *pull() {
      counts.pulls += 1;
      await held;
      const next = answers.shift();
      if (next instanceof ProviderError) throw next;
      yield* next ?? [step()];
    },
    async *backfill() {
      counts.backfills += 1;
      while (older.length > 0) {
        await held;
        yield* older.splice(0, 1);
      }
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
        return reader;
      },
      readFailure: (error) => (error instanceof ProviderError ? error.said : null),
    },
    get pulls() {
      return counts.pulls;
    },
    get backfills() {
      return counts.backfills;
    },
    keepOlder: (...steps) => void older.push(...steps),
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
