import { setImmediate } from 'node:timers/promises';
import { MessageChannel } from 'node:worker_threads';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { accountIdSchema, entryIdSchema, type AccountId } from '../../../contract/model/ids.ts';
import type { ChannelAccount } from '../../../contract/model/channel-account.ts';
import type { Credential, Login } from '../../../main/channel.ts';
import type { PendingMark } from '../../../main/store/mark-rows.ts';
import type { PolledConnector, PulledBatch, SyncFailure } from '../../../main/sync/polled-accounts.ts';
import type { ToReader } from '../../../main/sync/reading-messages.ts';
import { createReadingHost } from '../../../main/sync/reading-host.ts';
import { createReadingThread, ReadingError, type ReadingThread, type Thread } from '../../../main/sync/reading-thread.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger, type RecordingLogger } from '../../fakes/memory-ports.ts';

const account = { id: accountIdSchema.parse(1), kind: 'email-imap' } as ChannelAccount;
const quiet = (): AbortSignal => new AbortController().signal;
const batch = (cursor: string, fields: Partial<PulledBatch> = {}): PulledBatch => ({
  events: [],
  cursor,
  isRoundDone: true,
  progress: null,
  ...fields,
});

/** As connectors throw it: an error that says of itself what it is. */
class Refused extends Error {
  readonly failure = { reason: 'provider-busy' as const };
  readonly isAuth = false;
  readonly afterMs = 60_000;
}

let thread: ReadingThread;
let logger: RecordingLogger;
let connector: PolledConnector;
/** What was committed, by account; the newest cursor is what the next run is told. */
let committed: { accountId: AccountId; cursor: unknown }[];
let told: number[];
let started: number;
let crash: () => void;
let credentials: Credential[];
let login: Login;
/** What is to be marked, and what was, in order with the pulls. */
let pending: PendingMark[];
let done: string[];

beforeEach(() => {
  logger = createRecordingLogger();
  committed = [];
  told = [];
  credentials = [];
  pending = [];
  done = [];
  login = { read: () => Promise.resolve({ kind: 'password', password: 'secret' }), renew: () => Promise.reject(new Error('nothing to renew')) };
  started = 0;
  connector = { pull: () => each([]), [Symbol.asyncDispose]: () => Promise.resolve() };
  thread = createReadingThread({
    start,
    login: () => login,
    country: () => 'DE',
    canWake: () => true,
    onCommitted: (changes) => told.push(...changes.map(({ seq }) => seq)),
    clock: createManualClock(),
    logger,
  });
});
afterEach(() => thread[Symbol.asyncDispose]());

/** Both ends in one thread, with everything between them copied as between two. */
function start(): Thread {
  started += 1;
  const { port1, port2 } = new MessageChannel();
  const readFailure = (error: unknown): SyncFailure | null => (error instanceof Refused ? error : null);
  createReadingHost({
    line: port2,
    open: (_account, asking) => ({
      ...connector,
      async *pull(...asked) {
        done.push('pull');
        const credential = await asking.read();
        credentials.push(credential);
        if (credential.kind === 'token') credentials.push(await asking.renew(credential.accessToken));
        yield* connector.pull(...asked);
      },
    }),
    readFailure,
    cursorOf: () => committed.at(-1)?.cursor ?? null,
    apply({ cursor }, { accountId }) {
      committed.push({ accountId, cursor });
      return Promise.resolve([{ contactId: 1, entryId: 1, seq: committed.length }] as never);
    },
    marks: {
      list: () => pending.slice(0, 2),
      settle(marks) {
        pending = pending.filter((mark) => !marks.includes(mark));
        return Promise.resolve();
      },
    },
    onLeft: () => Promise.resolve(port2.close()),
  });
  const listeners: (() => void)[] = [];
  crash = () => {
    port2.close();
    for (const lost of listeners) lost();
  };
  return {
    postMessage: (message: ToReader) => port1.postMessage(message),
    on(event: string, listener: (value: never) => void) {
      if (event === 'message') port1.on('message', listener as (value: unknown) => void);
      if (event !== 'exit') return;
      listeners.push(listener as () => void);
      port1.on('close', listener as () => void);
    },
    terminate: () => Promise.resolve(port1.close()),
  };
}

async function* each(batches: readonly PulledBatch[]): AsyncGenerator<PulledBatch> {
  yield* batches;
}

const progresses = async (steps: AsyncIterable<{ progress: unknown }>): Promise<unknown[]> => {
  const all: unknown[] = [];
  for await (const { progress } of steps) all.push(progress);
  return all;
};

describe('an account that is read in a thread of its own', () => {
  it('is committed there, batch by batch with its cursor, before it is told of here', async () => {
    const cursors: unknown[] = [];
    connector = {
      ...connector,
      pull(cursor) {
        cursors.push(cursor);
        return each([batch('a', { progress: { done: 1, total: 2 } }), batch('b')]);
      },
    };
    const reader = thread.open(account);
    expect(await progresses(reader.pull({ messages: 10 }, quiet()))).toEqual([{ done: 1, total: 2 }, null]);
    expect(committed.map(({ cursor }) => cursor)).toEqual(['a', 'b']);
    expect(told).toEqual([1, 2]);
    await progresses(reader.pull({ messages: 10 }, quiet()));
    expect(cursors).toEqual([null, 'b']);
    expect(credentials).toEqual([1, 2].map(() => ({ kind: 'password', password: 'secret' })));
  });

  it('asks for another token where one was refused, and lives on where nobody can say', async () => {
    login = {
      read: () => Promise.resolve({ kind: 'token', accessToken: 'old' }),
      renew: (refused) => Promise.resolve({ kind: 'token', accessToken: `not ${refused}` }),
    };
    const reader = thread.open(account);
    await progresses(reader.pull({ messages: 1 }, quiet()));
    login = { ...login, read: () => Promise.reject(new Error('no such account')) };
    await progresses(reader.pull({ messages: 1 }, quiet()));
    expect(credentials.map((one) => (one.kind === 'token' ? one.accessToken : one.kind))).toEqual(['old', 'not old', 'none']);
    expect(logger.lines.map(({ event }) => event)).toEqual(['credential-defect']);
  });

  it('marks what is to be marked before it looks', async () => {
    const at = (entryId: number): PendingMark => ({ entryId: entryIdSchema.parse(entryId), place: `p${entryId}`, mark: 'seen', isSet: true });
    pending = [at(1), at(2), at(3)];
    connector = { ...connector, mark: (marks) => Promise.resolve(void done.push(marks.map(({ place }) => place).join(' '))) };
    await progresses(thread.open(account).pull({ messages: 1 }, quiet()));
    expect(done).toEqual(['p1 p2', 'p3', 'pull']);
    expect(pending).toEqual([]);
  });

  it('a mark that could not be brought there waits', async () => {
    pending = [{ entryId: entryIdSchema.parse(1), place: 'p1', mark: 'seen', isSet: true }];
    connector = { ...connector, mark: () => Promise.reject(new Refused()) };
    await expect(progresses(thread.open(account).pull({ messages: 1 }, quiet()))).rejects.toThrow();
    expect([pending.length, done]).toEqual([1, []]);
  });

  it('says what the provider said, and what is a defect of ours', async () => {
    const reader = thread.open(account);
    connector = { ...connector, pull: () => each([]), backfill: () => throwing(new Refused()) };
    await thread.open(account).pull({ messages: 1 }, quiet())[Symbol.asyncIterator]().next();
    await expect(progresses(thread.open(account).backfill({ messages: 1 }, quiet()))).rejects.toSatisfy(
      (error) => error instanceof ReadingError && error.said.afterMs === 60_000,
    );
    connector = { ...connector, pull: () => throwing(new Error('defect')) };
    await expect(progresses(reader.pull({ messages: 1 }, quiet()))).rejects.toThrow('defect');
  });

  it('left early, it ends when what it holds is committed; aborted, nothing more is', async () => {
    let given = 0;
    connector = {
      ...connector,
      async *pull() {
        for (;;) {
          given += 1;
          yield batch(String(given));
          await setImmediate();
        }
      },
    };
    const reader = thread.open(account);
    for await (const _ of reader.pull({ messages: 1 }, quiet())) break;
    const atEnd = committed.length;
    await setImmediate();
    expect(committed.length).toBe(atEnd);
    const abort = new AbortController();
    for await (const _ of reader.pull({ messages: 1 }, abort.signal)) abort.abort();
    const after = committed.length;
    await setImmediate();
    expect(committed.length).toBe(after);
  });

  it('one run of an account at a time, also where it is opened anew meanwhile', async () => {
    const running: string[] = [];
    const gate = Promise.withResolvers<void>();
    connector = {
      ...connector,
      async *pull() {
        running.push('first');
        await gate.promise;
        yield batch('a');
      },
    };
    const first = progresses(thread.open(account).pull({ messages: 1 }, quiet()));
    while (running.length === 0) await setImmediate();
    connector = {
      ...connector,
      async *pull(cursor) {
        running.push(`second after ${String(cursor)}`);
        yield batch('b');
      },
    };
    const second = progresses(thread.open(account).pull({ messages: 1 }, quiet()));
    for (let turn = 0; turn < 5; turn += 1) await setImmediate();
    gate.resolve();
    await Promise.all([first, second]);
    expect(running).toEqual(['first', 'second after a']);
  });

  it('hands on hints until it is no longer listened to', async () => {
    const hints: string[] = [];
    let hint: () => void = () => undefined;
    connector = {
      ...connector,
      wake: (called, signal) =>
        new Promise((resolve) => {
          hint = called;
          signal.addEventListener('abort', () => resolve());
        }),
    };
    const abort = new AbortController();
    const waking = thread.open(account).wake!(() => hints.push('hint'), abort.signal);
    while (hints.length < 2) {
      hint();
      await setImmediate();
    }
    abort.abort();
    await waking;
  });

  it('a thread that breaks fails what it was doing, and the next run starts another', async () => {
    const gate = Promise.withResolvers<void>();
    connector = {
      ...connector,
      async *pull() {
        gate.resolve();
        await new Promise(() => undefined);
        yield batch('never');
      },
    };
    const reader = thread.open(account);
    const reading = progresses(reader.pull({ messages: 1 }, quiet()));
    await gate.promise;
    crash();
    await expect(reading).rejects.toThrow('thread ended');
    expect(logger.lines.map(({ event }) => event)).toContain('reading-thread-ended');
    connector = { ...connector, pull: () => each([batch('again')]) };
    await progresses(reader.pull({ messages: 1 }, quiet()));
    expect(committed.map(({ cursor }) => cursor)).toEqual(['again']);
    expect(started).toBe(2);
  });
});

// oxlint-disable-next-line require-yield
async function* throwing(error: Error): AsyncGenerator<PulledBatch> {
  throw error;
}
