import type { ChannelStatus } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger, Network } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { createAccountRunner, type AccountRunner } from './account-runner.ts';
import type { PolledAccounts } from './polled-accounts.ts';

/** When to ask providers: one scheduler for all polled accounts. */
export interface SyncService extends AsyncDisposable {
  readonly statusesChanged: Listenable<readonly ChannelStatus[]>;
  statuses(): readonly ChannelStatus[];
  /** Asks again at once. null: every account. */
  retry(accountId: AccountId | null): void;
  /** Something was marked here: its provider is told soon. */
  tellMarks(): void;
  /** Stops asking, or goes on where it stopped. */
  setPaused(accountId: AccountId, isPaused: boolean): void;
  /** The same for what is older alone: news goes on. */
  setBackfillPaused(accountId: AccountId, isPaused: boolean): void;
}

export interface SyncDeps {
  readonly accounts: PolledAccounts;
  readonly store: Store;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly network: Network;
  readonly random: () => number;
}

/** Progress is told often; nobody reads faster. */
const announceMs = 250;

export function createSyncService(deps: SyncDeps): SyncService {
  const { accounts, clock } = deps;
  const statusesChanged = createEmitter<readonly ChannelStatus[]>();
  const runners = new Map<AccountId, { readonly fingerprint: string; readonly runner: AccountRunner }>();
  const ending = new Set<Promise<void>>();
  let timer: Disposable | null = null;

  const statuses = (): ChannelStatus[] => [...runners.values()].map(({ runner }) => runner.status);

  function changed(): void {
    timer ??= clock.after(announceMs, () => {
      timer = null;
      statusesChanged.emit(statuses());
    });
  }

  function end(id: AccountId): Promise<void> {
    const runner = runners.get(id)?.runner;
    runners.delete(id);
    const ended = (async () => runner?.[Symbol.asyncDispose]())().finally(() => ending.delete(ended));
    ending.add(ended);
    return ended;
  }

  function settle(): void {
    const wanted = new Map(accounts.list().map((account) => [account.id, account]));
    for (const [id, { fingerprint }] of runners) if (wanted.get(id)?.fingerprint !== fingerprint) void end(id);
    for (const { id, fingerprint } of wanted.values()) {
      if (!runners.has(id)) runners.set(id, { fingerprint, runner: createAccountRunner({ ...deps, accountId: id, onChanged: changed }) });
    }
    changed();
  }

  const off = [accounts.changed.on(settle), deps.network.onReturned(returned), deps.network.onSuspended(suspended)];
  settle();

  /** A password that was refused is not tried again because a screen was unlocked: the account would be locked. */
  function returned(): void {
    for (const { runner } of runners.values()) if (runner.status.state !== 'auth-needed') runner.retry();
  }

  function suspended(): void {
    for (const { runner } of runners.values()) runner.suspend();
  }

  function retry(id: AccountId | null): void {
    for (const [accountId, { runner }] of runners) if (id === null || id === accountId) runner.retry();
  }

  return {
    statusesChanged,
    statuses,
    retry,
    tellMarks() {
      for (const { runner } of runners.values()) runner.tellMarks();
    },
    setPaused: (id, isPaused) => runners.get(id)?.runner.setPaused(isPaused),
    setBackfillPaused: (id, isPaused) => runners.get(id)?.runner.setBackfillPaused(isPaused),
    async [Symbol.asyncDispose]() {
      for (const stop of off) stop();
      for (const id of [...runners.keys()]) void end(id);
      await Promise.allSettled([...ending]);
      // Last of all: that they have ended they told as well.
      timer?.[Symbol.dispose]();
    },
  };
}
