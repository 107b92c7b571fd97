import type { ChannelAccount } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Credential, Login } from '../channel.ts';
import type { Clock, Logger } from '../ports.ts';
import type { EntryChange } from '../store/entry-rows.ts';
import type { PolledAccountReader, PullBudget, SyncFailure } from './polled-accounts.ts';
import type { FromReader, Line, ToReader, Work } from './reading-messages.ts';
import { readSteps, waitForHints, type Run, type RunControl } from './reading-run.ts';

/** A worker thread, as far as it is needed. */
export interface Thread extends Line<ToReader, FromReader> {
  on(event: 'message', listener: (message: FromReader) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
  terminate(): Promise<unknown>;
}

export interface ReadingThreadDeps {
  start(): Thread;
  login(accountId: AccountId): Login;
  country(): string;
  canWake(account: ChannelAccount): boolean;
  onCommitted(changes: readonly EntryChange[]): void;
  readonly clock: Clock;
  readonly logger: Logger;
}

/** Where accounts are read: not in the main thread, which has calls and a window to answer. Started with the first account. */
export interface ReadingThread extends AsyncDisposable {
  open(account: ChannelAccount): PolledAccountReader;
}

/** What a provider did not let us do; anything else that a reading throws is a defect. */
export class ReadingError extends Error {
  readonly said: SyncFailure;
  constructor(said: SyncFailure) {
    super(said.failure.reason);
    this.said = said;
  }
}

/** Whoever does not leave when asked is made to. */
const patienceMs = 3_000;

export function createReadingThread(deps: ReadingThreadDeps): ReadingThread {
  const { start, clock, logger } = deps;
  const runs = new Map<number, Run>();
  const closing = new Map<number, () => void>();
  /** Those that a thread must know of; all of them again where one had to be replaced. */
  const opened = new Map<number, ChannelAccount>();
  let lastId = 0;
  let thread: Thread | null = null;
  let isLeaving = false;

  function running(): Thread {
    if (thread) return thread;
    const started = start();
    started.on('message', (message) => hear(message, started, { ...deps, runs, closing }));
    const lost = (error?: Error): void => {
      if (thread !== started) return;
      thread = null;
      if (!isLeaving) logger.error('reading-thread-ended', error ?? new Error('exit'));
      for (const [id, run] of runs) {
        runs.delete(id);
        run.end(isLeaving ? null : new Error('the reading thread ended'));
      }
      for (const done of closing.values()) done();
    };
    started.on('error', lost);
    started.on('exit', () => lost());
    for (const [reader, account] of opened) started.postMessage({ type: 'open', reader, account });
    return (thread = started);
  }

  function begin(reader: number, { work, messages }: { work: Work; messages: number }, run: Run): number {
    lastId += 1;
    const at = running();
    runs.set(lastId, run);
    at.postMessage({ type: 'begin', run: lastId, reader, work, messages, country: deps.country() });
    return lastId;
  }

  function control(reader: number, what: { work: Work; messages: number }): RunControl {
    return {
      begin: (run) => begin(reader, what, run),
      end: (run, isNow) => thread?.postMessage({ type: 'end', run, isNow }),
    };
  }

  function close(reader: number): Promise<void> {
    opened.delete(reader);
    const at = thread;
    if (!at) return Promise.resolve();
    return new Promise((resolve) => {
      closing.set(reader, () => {
        closing.delete(reader);
        resolve();
      });
      at.postMessage({ type: 'close', reader });
    });
  }

  return {
    open(account) {
      lastId += 1;
      const reader = lastId;
      opened.set(reader, account);
      thread?.postMessage({ type: 'open', reader, account });
      return {
        pull: ({ messages }: PullBudget, signal) => readSteps(control(reader, { work: 'pull', messages }), signal),
        backfill: ({ messages }: PullBudget, signal) => readSteps(control(reader, { work: 'backfill', messages }), signal),
        ...(deps.canWake(account)
          ? { wake: (hint: () => void, signal: AbortSignal) => waitForHints(control(reader, { work: 'wake', messages: 0 }), hint, signal) }
          : {}),
        [Symbol.asyncDispose]: () => close(reader),
      };
    },
    async [Symbol.asyncDispose]() {
      isLeaving = true;
      const at = thread;
      if (!at) return;
      const left = new Promise<void>((resolve) => at.on('exit', () => resolve()));
      at.postMessage({ type: 'leave' });
      const late = clock.after(patienceMs, () => void at.terminate());
      await left;
      late[Symbol.dispose]();
    },
  };
}

interface Awaited {
  readonly runs: Map<number, Run>;
  readonly closing: ReadonlyMap<number, () => void>;
}

function hear(message: FromReader, thread: Thread, { runs, closing, onCommitted, login, logger }: ReadingThreadDeps & Awaited): void {
  switch (message.type) {
    case 'step':
      if (message.changes.length > 0) onCommitted(message.changes);
      return runs.get(message.run)?.step(message.step);
    case 'hint':
      return runs.get(message.run)?.hint();
    case 'ended': {
      const { run, failure, defect } = message;
      const ended = runs.get(run);
      runs.delete(run);
      return ended?.end(failure ? new ReadingError(failure) : defect === null ? null : new Error(defect));
    }
    case 'closed':
      return closing.get(message.reader)?.();
    case 'ask-credential': {
      const { ask, accountId, refused } = message;
      const answer = async (): Promise<Credential> => (refused === null ? login(accountId).read() : login(accountId).renew(refused));
      return void answer()
        .catch((error: unknown): Credential => {
          logger.error('credential-defect', error, { accountId });
          return { kind: 'none', failure: { reason: 'provider-error' }, isAuth: false };
        })
        .then((credential) => thread.postMessage({ type: 'credential', ask, credential }));
    }
    case 'log': {
      const { level, event, text, details } = message;
      return level === 'error' ? logger.error(event, text, details) : logger[level](event, details);
    }
  }
}
