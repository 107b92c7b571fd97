import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';

/** Whoever can bring what a message has beside its text: filled by connectors. */
export interface MediaSource extends AsyncDisposable {
  fetchMedia?(place: string, part: number | 'source', signal: AbortSignal): Promise<FetchedPart>;
}

export interface FetchedPart {
  readonly sizeBytes: number | null;
  readonly charset: string | null;
  readonly pieces: AsyncIterable<Uint8Array>;
}

/** The accounts whose messages have something to be fetched: filled by accounts and connectors. */
export interface MediaAccounts {
  list(): readonly { readonly id: AccountId; readonly fingerprint: string }[];
  open(accountId: AccountId): MediaSource;
  readFailure(error: unknown): { readonly failure: Failure } | null;
}

export interface Turn {
  readonly accountId: AccountId;
  readonly isLarge: boolean;
  readonly signal: AbortSignal;
}

export interface MediaSources extends AsyncDisposable {
  /** Waits for its turn; `take` runs with the account's connection for itself. */
  inTurn<T>(where: Turn, take: (source: MediaSource) => Promise<T>): Promise<T>;
}

/** A connection that was used is kept for the next picture of the same mail. */
const idleMs = 20_000;

interface Lane {
  readonly fingerprint: string;
  readonly source: MediaSource;
  turn: Promise<unknown>;
  waiting: number;
  idle: Disposable | null;
}

/** One connection for what is large and one for the rest: a picture does not wait for a film. */
export function createMediaSources({ accounts, clock }: { accounts: MediaAccounts; clock: Clock }): MediaSources {
  const lanes = new Map<string, Lane>();

  async function close(key: string): Promise<void> {
    const lane = lanes.get(key);
    lanes.delete(key);
    lane?.idle?.[Symbol.dispose]();
    await lane?.source[Symbol.asyncDispose]();
  }

  function laneOf(accountId: AccountId, key: string): Lane | null {
    const fingerprint = accounts.list().find(({ id }) => id === accountId)?.fingerprint ?? null;
    const known = lanes.get(key);
    if (known && known.fingerprint !== fingerprint) void close(key);
    if (fingerprint === null) return null;
    const lane = lanes.get(key) ?? { fingerprint, source: accounts.open(accountId), turn: Promise.resolve(), waiting: 0, idle: null };
    lanes.set(key, lane);
    return lane;
  }

  return {
    async inTurn({ accountId, isLarge, signal }, take) {
      const key = `${accountId}/${isLarge ? 'large' : 'small'}`;
      const lane = laneOf(accountId, key);
      if (!lane) throw new NoMediaAccount();
      lane.idle?.[Symbol.dispose]();
      lane.waiting += 1;
      const given = Promise.withResolvers<never>();
      const giveUp = (): void => given.reject(signal.reason);
      signal.addEventListener('abort', giveUp, { once: true });
      const turn = lane.turn.then(() => {
        signal.throwIfAborted();
        signal.removeEventListener('abort', giveUp);
        return take(lane.source);
      });
      lane.turn = turn.catch(() => undefined);
      try {
        return await Promise.race([turn, given.promise]);
      } finally {
        signal.removeEventListener('abort', giveUp);
        lane.waiting -= 1;
        if (lane.waiting === 0) lane.idle = clock.after(idleMs, () => void close(key));
      }
    },
    async [Symbol.asyncDispose]() {
      await Promise.allSettled([...lanes.keys()].map(close));
    },
  };
}

/** The account is switched off or gone. */
export class NoMediaAccount extends Error {}
