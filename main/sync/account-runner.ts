import type { AccountState } from '../../contract/model/account.ts';
import type { ChannelStatus } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { readSyncState, writeSyncState, type SyncState } from '../store/sync-rows.ts';
import { backOff } from './back-off.ts';
import type { PolledAccountReader, PolledAccounts, SyncStep } from './polled-accounts.ts';

export interface RunnerDeps {
  readonly accountId: AccountId;
  readonly accounts: PolledAccounts;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly onChanged: () => void;
}

/** Keeps one account up to date: one round at a time, older messages between the rounds. */
export interface AccountRunner extends AsyncDisposable {
  readonly status: ChannelStatus;
  /** At once, whatever was waited for: the agent asks, or the network is back. */
  retry(): void;
  setPaused(isPaused: boolean): void;
}

/** What a server forgets to tell is found all the same. */
const intervalMs = 5 * 60_000;
/** Where a provider cannot say that there is news. */
const blindIntervalMs = 60_000;
const budget = { messages: 1_000 };
const slice = { messages: 5_000 };
/** A password that was refused twice is not tried a third time: the account would be locked. */
const authAttempts = 2;

export function createAccountRunner(deps: RunnerDeps): AccountRunner {
  const { accountId, accounts, clock } = deps;
  const standing = createStanding(deps);
  let connector: PolledAccountReader | null = null;
  let timer: Disposable | null = null;
  let round: Promise<void> | null = null;
  let waking: Promise<void> | null = null;
  let isHinted = false;
  let isEnded = false;
  let work = new AbortController();

  function schedule(delayMs: number): void {
    timer?.[Symbol.dispose]();
    timer = clock.after(delayMs, start);
  }

  function start(): void {
    timer?.[Symbol.dispose]();
    timer = null;
    if (isEnded || standing.isPaused || round) return;
    isHinted = false;
    const { signal } = work;
    round = run(signal)
      .catch((error: unknown) => {
        if (signal.aborted) return;
        const waitMs = standing.fail(error);
        if (waitMs !== null) schedule(waitMs);
      })
      .finally(() => {
        round = null;
        if (isHinted) start();
      });
  }

  /** News first, then what is older, a slice at a time; where something comes meanwhile, it is not waited for. */
  async function run(signal: AbortSignal): Promise<void> {
    connector ??= accounts.open(accountId);
    const { pull, backfill, wake } = connector;
    for await (const step of pull(budget, signal)) standing.take(step);
    if (signal.aborted) return;
    standing.succeed();
    schedule(wake ? intervalMs : blindIntervalMs);
    if (wake) listen(wake, signal);
    if (!standing.isBehind) return;
    for await (const step of backfill(slice, signal)) {
      standing.take(step);
      if (isHinted) return;
    }
    isHinted = true;
  }

  function listen(wake: NonNullable<PolledAccountReader['wake']>, signal: AbortSignal): void {
    if (waking) return;
    const hint = (): void => {
      isHinted = true;
      if (!standing.isWaiting) start();
    };
    waking = wake(hint, signal)
      .catch((error: unknown) => {
        if (!signal.aborted) deps.logger.warn('sync-wake-lost', { accountId, reason: accounts.readFailure(error)?.failure.reason ?? String(error) });
      })
      .then(() => {
        waking = null;
        // The next round listens again; until then nothing is heard, so it comes sooner.
        if (!signal.aborted && !round && !standing.isWaiting) schedule(blindIntervalMs);
      });
  }

  async function stop(): Promise<void> {
    timer?.[Symbol.dispose]();
    timer = null;
    work.abort();
    const last = connector;
    connector = null;
    await round;
    await waking;
    await last?.[Symbol.asyncDispose]();
  }

  // What a provider asked for before a restart is kept to; a refused password is tried once.
  if (!standing.isPaused) schedule(standing.dueMs);
  return {
    get status() {
      return standing.status;
    },
    retry() {
      if (standing.isPaused) return;
      standing.forgive();
      isHinted = round !== null;
      start();
    },
    setPaused(isPaused) {
      if (!standing.pause(isPaused)) return;
      if (!isPaused) return start();
      void stop().then(() => {
        work = new AbortController();
        if (!standing.isPaused && !isEnded) start();
      });
    },
    async [Symbol.asyncDispose]() {
      isEnded = true;
      await stop();
    },
  };
}

/** Where the account stands: in the store, and as the agent is told. */
function createStanding({ accountId, accounts, store, clock, logger, random, onChanged }: RunnerDeps) {
  let state: Omit<SyncState, 'cursor'> = readSyncState(store.reader, accountId);
  let progress: ChannelStatus['progress'] = null;
  let isConnecting = true;

  function save(change: Partial<typeof state>): void {
    state = { ...state, ...change };
    store.write((writer) => writeSyncState(writer, accountId, state));
    onChanged();
  }

  function word(): AccountState {
    if (state.isPaused) return 'paused';
    if (state.failure) return state.nextTryAt === null ? 'auth-needed' : 'degraded';
    return isConnecting ? 'connecting' : 'ok';
  }

  return {
    get status(): ChannelStatus {
      const { failure, lastSuccessAt, nextTryAt } = state;
      return { accountId, state: word(), failure, lastSuccessAt, nextTryAt, progress };
    },
    get isPaused(): boolean {
      return state.isPaused;
    },
    /** A failure is being waited out. */
    get isWaiting(): boolean {
      return state.failure !== null;
    },
    get isBehind(): boolean {
      return progress !== null;
    },
    get dueMs(): number {
      return state.nextTryAt === null ? 0 : Math.max(0, state.nextTryAt - clock.now());
    },
    take({ progress: now }: SyncStep): void {
      progress = now;
      onChanged();
    },
    succeed(): void {
      isConnecting = false;
      save({ failures: 0, failure: null, nextTryAt: null, lastSuccessAt: clock.now() });
    },
    /** How long to wait before the next try; null: not before the agent did something about it. */
    fail(error: unknown): number | null {
      const known = accounts.readFailure(error);
      if (!known) logger.error('sync-defect', error, { accountId });
      const { failure, isAuth, afterMs } = known ?? { failure: { reason: 'provider-error' as const }, isAuth: false, afterMs: null };
      const failures = state.failures + 1;
      logger.warn('sync-failed', { accountId, reason: failure.reason, failures });
      if (isAuth && (failures >= authAttempts || failure.reason === 'password-missing')) {
        save({ failures, failure, nextTryAt: null });
        return null;
      }
      const waitMs = Math.max(afterMs ?? 0, backOff(failures, random));
      save({ failures, failure, nextTryAt: clock.now() + waitMs });
      return waitMs;
    },
    forgive(): void {
      if (state.failure) save({ failure: null, failures: 0, nextTryAt: null });
    },
    /** False where it was so already. */
    pause(isPaused: boolean): boolean {
      if (isPaused === state.isPaused) return false;
      save({ isPaused });
      return true;
    },
  };
}
