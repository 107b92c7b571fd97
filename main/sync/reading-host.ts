import type { ChannelAccount } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Credential, Login } from '../channel.ts';
import type { EntryChange } from '../store/entry-rows.ts';
import type { PendingMark } from '../store/mark-rows.ts';
import type { PolledConnector, PulledBatch, SyncFailure } from './polled-accounts.ts';
import type { FromReader, Line, ToReader, Work } from './reading-messages.ts';

export interface ReadingHostDeps {
  readonly line: Line<FromReader, ToReader>;
  open(account: ChannelAccount, login: Login): PolledConnector;
  readFailure(error: unknown): SyncFailure | null;
  /** What the account's connector is to be told: it was committed with what it brought last. */
  cursorOf(accountId: AccountId): unknown;
  /** In one transaction: everything of the batch and its cursor, or nothing. One after the other; where one of a run is not stored, those after it are not either. */
  apply(
    batch: Omit<PulledBatch, 'progress'>,
    of: { readonly run: number; readonly accountId: AccountId; readonly country: string },
  ): Promise<readonly EntryChange[]>;
  /** What is to be marked at the provider, some at a time. */
  readonly marks: { list(accountId: AccountId): readonly PendingMark[]; settle(marks: readonly PendingMark[]): Promise<void> };
  /** Nothing is asked for any more. */
  onLeft(): Promise<void>;
}

interface Reader {
  readonly accountId: AccountId;
  readonly connector: PolledConnector;
}

interface Run {
  readonly abort: AbortController;
  isEnough: boolean;
}

/** In the thread that reads accounts: fetches, has it parsed and commits it, batch by batch. The main thread is told what was committed. */
export function createReadingHost({ line, open, readFailure, cursorOf, apply, marks, onLeft }: ReadingHostDeps): void {
  const readers = new Map<number, Reader>();
  const runs = new Map<number, Run>();
  const asked = new Map<number, (credential: Credential) => void>();
  /** An account is read by one run at a time, also while it is being opened anew. */
  const last = new Map<AccountId, Promise<void>>();
  let lastAsk = 0;

  function askCredential(accountId: AccountId, refused: string | null): Promise<Credential> {
    lastAsk += 1;
    const ask = lastAsk;
    line.postMessage({ type: 'ask-credential', ask, accountId, refused });
    return new Promise((resolve) => asked.set(ask, resolve));
  }

  async function read({ accountId, connector }: Reader, { run, work, messages, country }: Begin, state: Run): Promise<void> {
    const { signal } = state.abort;
    // Before the look, which would bring back what the provider thinks of them so far.
    if (work === 'pull') await tellMarks({ accountId, connector }, signal);
    const cursor = cursorOf(accountId);
    const batches = work === 'pull' ? connector.pull(cursor, { messages }, signal) : connector.backfill?.(cursor as never, { messages }, signal);
    const store = async ({ progress, ...batch }: PulledBatch): Promise<void> => {
      const changes = await apply(batch, { run, accountId, country });
      line.postMessage({ type: 'step', run, step: { progress }, changes });
    };
    await storeAll(batches ?? [], store, () => !signal.aborted && !state.isEnough);
  }

  async function tellMarks({ accountId, connector }: Reader, signal: AbortSignal): Promise<void> {
    if (!connector.mark) return;
    for (let pending = marks.list(accountId); pending.length > 0 && !signal.aborted; pending = marks.list(accountId)) {
      await connector.mark(pending, signal);
      await marks.settle(pending);
    }
  }

  async function begin(message: Begin): Promise<void> {
    const { run, work } = message;
    const reader = readers.get(message.reader);
    const state: Run = { abort: new AbortController(), isEnough: false };
    runs.set(run, state);
    let failure: SyncFailure | null = null;
    let defect: string | null = null;
    try {
      if (!reader) throw new Error(`no reader ${message.reader}`);
      if (work === 'wake') await reader.connector.wake?.(() => line.postMessage({ type: 'hint', run }), state.abort.signal);
      else await inTurn(reader.accountId, () => read(reader, message, state));
    } catch (error) {
      failure = plain(readFailure(error));
      if (!failure && !state.abort.signal.aborted) defect = error instanceof Error ? `${error.stack}` : String(error);
    }
    runs.delete(run);
    line.postMessage({ type: 'ended', run, failure, defect });
  }

  function inTurn(accountId: AccountId, work: () => Promise<void>): Promise<void> {
    const turn = (last.get(accountId) ?? Promise.resolve()).then(work);
    last.set(
      accountId,
      turn.catch(() => undefined),
    );
    return turn;
  }

  async function close(id: number): Promise<void> {
    const reader = readers.get(id);
    readers.delete(id);
    await reader?.connector[Symbol.asyncDispose]();
    line.postMessage({ type: 'closed', reader: id });
  }

  async function leave(): Promise<void> {
    for (const { abort } of runs.values()) abort.abort();
    for (const resolve of asked.values()) resolve({ kind: 'none', failure: { reason: 'connection-lost' }, isAuth: false });
    await Promise.allSettled([...last.values(), ...[...readers.keys()].map(close)]);
    await onLeft();
  }

  line.on('message', (message) => {
    switch (message.type) {
      case 'open': {
        const { account } = message;
        const login = { read: () => askCredential(account.id, null), renew: (refused: string) => askCredential(account.id, refused) };
        readers.set(message.reader, { accountId: account.id, connector: open(account, login) });
        return;
      }
      case 'close':
        return void close(message.reader);
      case 'begin':
        return void begin(message);
      case 'end': {
        const run = runs.get(message.run);
        if (!run) return;
        run.isEnough = true;
        if (message.isNow) run.abort.abort();
        return;
      }
      case 'credential':
        asked.get(message.ask)?.(message.credential);
        asked.delete(message.ask);
        return;
      case 'leave':
        return void leave();
    }
  });
}

/** The next batch is fetched and waits for its turn while the one before is stored. */
async function storeAll(
  batches: AsyncIterable<PulledBatch> | Iterable<PulledBatch>,
  store: (batch: PulledBatch) => Promise<void>,
  isWanted: () => boolean,
): Promise<void> {
  let before = Promise.resolve();
  try {
    for await (const batch of batches) {
      if (!isWanted()) return;
      const stored = store(batch);
      stored.catch(() => undefined);
      await before;
      before = stored;
      if (!isWanted()) return;
    }
  } finally {
    await before;
  }
}

type Begin = Extract<ToReader, { type: 'begin' }> & { readonly work: Work };

/** An error loses on its way between threads what it says of itself. */
function plain(said: SyncFailure | null): SyncFailure | null {
  return said && { failure: said.failure, isAuth: said.isAuth, afterMs: said.afterMs };
}
