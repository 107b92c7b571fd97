import { z } from 'zod';
import type { InboundEvent, SendResult } from '../../main/channel.ts';
import { ConnectorError, type Batch, type Connector } from '../../main/connectors/connector.ts';
import { outgoingItem } from './outgoing-item.ts';
import type { Fate, ProviderWorld } from './provider-world.ts';
import { createReferenceProvider, type ReferenceProvider } from './reference-provider.ts';

const cursorSchema = z.object({
  epoch: z.int(),
  /** Every change up to here was brought. */
  seq: z.int(),
  /** What is older than this was not; null: everything was. */
  before: z.int().nullable(),
});
type Cursor = z.infer<typeof cursorSchema>;

const perBatch = 10;
const firstMost = 50;
const largest = 100_000;

/** What a test has told the provider to do. */
interface Mood {
  isRefusing: boolean;
  isStalled: boolean;
  breakAfter: number | null;
  patienceMs: number | null;
}

interface Surroundings {
  readonly provider: ReferenceProvider;
  readonly mood: Mood;
  readonly fates: Map<string, Fate>;
  readonly arrived: string[];
  readonly copies: Set<string>;
}

/** The least a connector can be: for those who write one, and to test the suite itself. */
export async function createReferenceWorld(): Promise<ProviderWorld> {
  const provider = createReferenceProvider();
  const mood: Mood = { isRefusing: false, isStalled: false, breakAfter: null, patienceMs: null };
  const fates = new Map<string, Fate>();
  const arrived: string[] = [];
  const surroundings: Surroundings = { provider, mood, fates, arrived, copies: new Set() };
  let last = 0;
  return {
    open: () => createReferenceConnector(surroundings),
    async put(count) {
      const subjects = Array.from({ length: count }, () => `message ${(last += 1)}`);
      for (const subject of subjects) provider.put(subject);
      return subjects;
    },
    markRead: async (subject) => provider.markRead(subject),
    remove: async (subject) => provider.remove(subject),
    move: async (subject) => provider.move(subject),
    expireCursors: async () => void (provider.epoch += 1),
    refuseLogin: (isRefused) => void (mood.isRefusing = isRefused),
    breakReading: (at) => void (mood.breakAfter = Math.floor(at * 8)),
    stall: (isStalled) => void (mood.isStalled = isStalled),
    item(subject, fate) {
      const item = outgoingItem(subject, ['@maren']);
      fates.set(item.clientKey, fate);
      return item;
    },
    delivered: async () => arrived,
    oversize: largest * 2,
    askPatience: (afterMs) => void (mood.patienceMs = afterMs),
    [Symbol.asyncDispose]: async () => undefined,
  };
}

function createReferenceConnector(surroundings: Surroundings): Connector<Cursor> {
  const { provider, mood, copies } = surroundings;
  const end = new AbortController();

  /** Whatever is asked goes through here: a provider is never there at once. */
  async function ask(signal: AbortSignal): Promise<void> {
    const both = AbortSignal.any([signal, end.signal]);
    await (mood.isStalled ? ended(both) : new Promise((done) => setImmediate(done)));
    if (both.aborted) throw new ConnectorError({ reason: 'connection-lost' });
    if (mood.isRefusing) throw new ConnectorError({ reason: 'password-refused' }, { isAuth: true });
    if (mood.patienceMs !== null) throw new ConnectorError({ reason: 'provider-busy' }, { afterMs: mood.patienceMs });
  }

  async function* guarded(signal: AbortSignal, run: () => AsyncGenerator<Batch<Cursor>>): AsyncGenerator<Batch<Cursor>> {
    try {
      for await (const batch of run()) {
        if (signal.aborted) return;
        if (mood.breakAfter !== null && (mood.breakAfter -= 1) < 0) {
          mood.breakAfter = null;
          throw new ConnectorError({ reason: 'connection-lost' });
        }
        yield batch;
      }
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  const batchOf = (events: readonly InboundEvent[], cursor: Cursor): Batch<Cursor> => {
    const total = provider.before(Number.MAX_SAFE_INTEGER, 100_000).length;
    const left = cursor.before === null ? 0 : provider.before(cursor.before, 100_000).length;
    return { events, cursor, isRoundDone: false, progress: left === 0 ? null : { done: total - left, total } };
  };

  async function* older(from: Cursor, most: number, signal: AbortSignal): AsyncGenerator<Batch<Cursor>> {
    const { epoch, seq } = from;
    let { before } = from;
    for (let left = most; left > 0 && before !== null; left -= perBatch) {
      await ask(signal);
      const found = provider.before(before, Math.min(perBatch, left));
      before = found.at(-1)?.id ?? null;
      const events = found.map(({ event }) => event);
      if (events.length > 0) yield batchOf(events, { epoch, seq, before });
    }
  }

  return {
    kind: 'reference',
    test: ask,
    testSending: ask,
    pull: (kept, budget, signal) =>
      guarded(signal, async function* () {
        await ask(signal);
        const known = cursorSchema.nullable().catch(null).parse(kept);
        const { epoch, seq } = provider;
        if (known?.epoch !== epoch) {
          const start: Cursor = { epoch, seq, before: Number.MAX_SAFE_INTEGER };
          if (known) yield batchOf([{ type: 'void', under: `${known.epoch}/` }], start);
          let cursor = start;
          for await (const batch of older(start, Math.min(firstMost, budget.messages), signal)) {
            cursor = batch.cursor;
            yield batch;
          }
          const last = batchOf([], cursor);
          return yield { ...last, isRoundDone: last.progress === null };
        }
        const at = (upTo: number): Cursor => ({ ...known, seq: upTo });
        let reached = known.seq;
        let left = budget.messages;
        const events: InboundEvent[] = [];
        for (const change of provider.since(known.seq)) {
          if (change.event.type === 'message' && (left -= 1) < 0) break;
          events.push(change.event);
          reached = change.seq;
          if (events.length === perBatch) yield batchOf(events.splice(0), at(reached));
        }
        const last = batchOf(events, at(reached));
        yield { ...last, isRoundDone: last.progress === null && reached === seq };
      }),
    backfill: (cursor, budget, signal) => guarded(signal, () => older(cursor, budget.messages, signal)),
    async wake(hint, signal) {
      if (signal.aborted) return;
      provider.watchers.add(hint);
      hint();
      await ended(AbortSignal.any([signal, end.signal]));
      provider.watchers.delete(hint);
    },
    async send({ clientKey, subject, text }, signal, onHandOver) {
      try {
        await ask(signal);
        if (text.length > largest) return { outcome: 'refused', failure: { reason: 'message-too-large' } };
        const fate = surroundings.fates.get(clientKey) ?? 'accepted';
        const early = refusals[fate];
        if (early) return early;
        onHandOver();
        if (fate === 'accepted' || fate === 'delivered' || fate === 'partly') surroundings.arrived.push(subject);
        if (fate === 'hang') await ended(signal);
        return answers[fate] ?? { outcome: 'unknown', failure: { reason: 'delivery-unknown' } };
      } catch (error) {
        return toResult(error);
      }
    },
    async keepCopy({ clientKey, subject }, signal) {
      await ask(signal);
      if (copies.has(clientKey)) return;
      copies.add(clientKey);
      provider.put(subject);
    },
    async settle({ clientKey }, signal) {
      try {
        await ask(signal);
        return copies.has(clientKey) ? { outcome: 'accepted', failure: null } : { outcome: 'unknown', failure: { reason: 'delivery-unknown' } };
      } catch (error) {
        return toResult(error);
      }
    },
    [Symbol.asyncDispose]: async () => end.abort(),
  };
}

/** Before the provider was given anything. */
const refusals: Partial<Record<Fate, SendResult>> = {
  'refused-recipient': { outcome: 'refused', failure: { reason: 'recipients-refused' } },
  later: { outcome: 'later', failure: { reason: 'provider-busy' }, afterMs: null, scope: 'item' },
  beforeData: { outcome: 'later', failure: { reason: 'connection-lost' }, afterMs: null, scope: 'account' },
};
const answers: Partial<Record<Fate, SendResult>> = {
  accepted: { outcome: 'accepted', failure: null },
  partly: { outcome: 'accepted', failure: { reason: 'recipients-refused' } },
  'refused-content': { outcome: 'refused', failure: { reason: 'message-refused' } },
};

function toResult(error: unknown): SendResult {
  if (!(error instanceof ConnectorError)) return { outcome: 'later', failure: { reason: 'provider-error' }, afterMs: null, scope: 'item' };
  const { failure, isAuth, afterMs } = error;
  return isAuth ? { outcome: 'auth', failure } : { outcome: 'later', failure, afterMs, scope: 'account' };
}

function ended(signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    if (signal.aborted) return done();
    signal.addEventListener('abort', () => done(), { once: true });
  });
}
