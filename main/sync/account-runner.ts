import type { AccountState } from '../../contract/model/account.ts';
import type { ChannelStatus } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { createAlarm } from '../lib/alarm.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { listPendingMarks } from '../store/mark-rows.ts';
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
  /** Something was marked here: the provider is told soon, together with what is marked meanwhile. */
  tellMarks(): void;
  setPaused(isPaused: boolean): void;
  /** Only what is older waits. */
  setBackfillPaused(isPaused: boolean): void;
  /** The machine goes to sleep. */
  suspend(): void;
}

/** What a server forgets to tell is found all the same. */
const intervalMs = 5 * 60_000;
/** Where a provider cannot say that there is news. */
const blindIntervalMs = 60_000;
const budget = { messages: 1_000 };
/** Between two looks, where something older is still to come. */
const sliceMs = 30_000;
const everything = { messages: Number.MAX_SAFE_INTEGER };
/** Whoever reads through a list marks one after the other. */
const tellMs = 400;
/** A password that was refused twice is not tried a third time: the account would be locked. */
const authAttempts = 2;

export function createAccountRunner(deps: RunnerDeps): AccountRunner {
  const { accountId, accounts, clock } = deps;
  const standing = createStanding(deps);
  let connector: PolledAccountReader | null = null;
  const alarm = createAlarm(clock);
  let round: Promise<void> | null = null;
  let isHinted = false;
  let isHalting = false;
  let isEnded = false;
  let work = new AbortController();

  const schedule = (delayMs: number): void => alarm.set(delayMs, start);
  const listener = createListener(deps, {
    onHint() {
      isHinted = true;
      if (!standing.isWaiting) start();
    },
    // The next round listens again; until then nothing is heard, so it comes sooner.
    onLost: () => !round && !standing.isWaiting && schedule(blindIntervalMs),
  });

  function start(): void {
    alarm[Symbol.dispose]();
    if (isHalting) isHinted = true;
    if (isEnded || standing.isPaused || round || isHalting) return;
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

  async function run(signal: AbortSignal): Promise<void> {
    connector ??= accounts.open(accountId);
    const { wake } = connector;
    const onUpToDate = (): void => {
      schedule(wake ? intervalMs : blindIntervalMs);
      if (wake) listener.begin(wake, signal);
    };
    const hasMore = await readRound(connector, { standing, clock, signal, isInterrupted: () => isHinted, onUpToDate });
    if (hasMore) isHinted = true;
  }

  async function stop(): Promise<void> {
    alarm[Symbol.dispose]();
    work.abort();
    const last = connector;
    connector = null;
    await round;
    await listener.ended();
    await last?.[Symbol.asyncDispose]();
  }

  /** Lets go of everything; goes on after a while, or at once where that was asked for meanwhile. */
  async function halt(restMs: number): Promise<void> {
    isHalting = true;
    isHinted = false;
    await stop();
    isHalting = false;
    work = new AbortController();
    if (!standing.isPaused && !isEnded) schedule(isHinted ? 0 : restMs);
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
    tellMarks() {
      if (isEnded || standing.isPaused || standing.isWaiting || !standing.hasMarks()) return;
      if (round) isHinted = true;
      else schedule(tellMs);
    },
    setPaused(isPaused) {
      if (!standing.pause(isPaused)) return;
      return isPaused ? void halt(0) : start();
    },
    setBackfillPaused(isPaused) {
      standing.pauseBackfill(isPaused);
      isHinted = round !== null;
      if (!isPaused && !standing.isWaiting) start();
    },
    suspend() {
      // Its connections are dead when the machine wakes up, and nobody would notice for a minute.
      if (!standing.isPaused && !standing.isWaiting) void halt(blindIntervalMs);
    },
    async [Symbol.asyncDispose]() {
      isEnded = true;
      await stop();
    },
  };
}

interface Round {
  readonly clock: Clock;
  readonly standing: ReturnType<typeof createStanding>;
  readonly signal: AbortSignal;
  /** Something is new: what is older does not go on before it. */
  isInterrupted(): boolean;
  onUpToDate(): void;
}

/** News first, then what is older, a while at a time; where something comes meanwhile, it is not waited for. Answers whether there is more to read at once. */
async function readRound({ pull, backfill }: PolledAccountReader, { standing, clock, signal, isInterrupted, onUpToDate }: Round): Promise<boolean> {
  for await (const step of pull(budget, signal)) standing.take(step);
  if (signal.aborted) return false;
  standing.succeed();
  onUpToDate();
  if (!standing.isBehind || standing.isBackfillPaused) return false;
  const until = clock.now() + sliceMs;
  for await (const step of backfill(everything, signal)) {
    standing.take(step);
    if (isInterrupted() || standing.isBackfillPaused) return false;
    if (clock.now() >= until) return true;
  }
  return true;
}

/** Hears of news at the provider, one listening at a time. */
function createListener({ accountId, accounts, logger }: RunnerDeps, on: { readonly onHint: () => void; readonly onLost: () => void }) {
  let waking: Promise<void> | null = null;
  return {
    ended: (): Promise<void> | null => waking,
    begin(wake: NonNullable<PolledAccountReader['wake']>, signal: AbortSignal): void {
      waking ??= wake(on.onHint, signal)
        .catch((error: unknown) => {
          if (!signal.aborted) logger.warn('sync-wake-lost', { accountId, reason: accounts.readFailure(error)?.failure.reason ?? String(error) });
        })
        .then(() => {
          waking = null;
          if (!signal.aborted) on.onLost();
        });
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
      const { failure, lastSuccessAt, nextTryAt, isBackfillPaused } = state;
      return { accountId, state: word(), failure, lastSuccessAt, nextTryAt, progress, isBackfillPaused };
    },
    get isPaused(): boolean {
      return state.isPaused;
    },
    /** A failure is being waited out. */
    get isWaiting(): boolean {
      return state.failure !== null;
    },
    get isBackfillPaused(): boolean {
      return state.isBackfillPaused;
    },
    pauseBackfill: (isBackfillPaused: boolean): void => save({ isBackfillPaused }),
    /** Something is to be marked at the provider. */
    hasMarks: (): boolean => listPendingMarks(store.reader, accountId, 1).length > 0,
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
      if (isAuth && (failures >= authAttempts || failure.reason === 'password-missing' || failure.reason === 'sign-in-needed')) {
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
