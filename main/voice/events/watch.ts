import type { WatchTrouble } from '../../../contract/model/colleague.ts';
import type { Clock } from '../../ports.ts';
import type { Subscription, SubscriptionEnd, SubscriptionHandlers } from '../jssip-subscription.ts';

/** Keeps one subscription alive for as long as there is a line (RFC 6665 §4.1). */
export interface Watch extends Disposable {
  /** null: what was told counts. */
  readonly trouble: WatchTrouble | null;
  /** The line is registered, or again: begins anew. */
  begin(afterMs: number): void;
  /** The line is gone, and with it what the server knows of us. */
  pause(): void;
  /** Asks for the whole. */
  refresh(): void;
}

export interface WatchDeps {
  /** Throws ContractError for a target that cannot be asked about. */
  readonly open: (handlers: SubscriptionHandlers) => Subscription;
  readonly clock: Clock;
  /** 0 ≤ n < 1 */
  readonly random: () => number;
  /** A new dialog: what was told in the one before counts no longer as its beginning. */
  readonly onOpened: () => void;
  readonly onTold: (told: { readonly body: string; readonly contentType: string }) => void;
  readonly onChanged: () => void;
}

/** RFC 6665 §4.1.2.4, Timer N: by then whoever took the subscription has told something. */
const firstWordMs = 32_000;
const firstRetryMs = 2_000;
const lastRetryMs = 300_000;
/** What was refused is asked for again now and then: somebody may have put it right. */
const refusedRetryMs = 3_600_000;

const refusals: Readonly<Record<number, WatchTrouble>> = {
  401: 'refused',
  403: 'refused',
  404: 'not-found',
  405: 'unsupported',
  406: 'unsupported',
  407: 'refused',
  410: 'not-found',
  415: 'unsupported',
  481: 'failed',
  489: 'unsupported',
  501: 'unsupported',
  603: 'refused',
  604: 'not-found',
};

interface Verdict {
  readonly trouble: WatchTrouble | null;
  readonly afterMs: number;
}

export function createWatch({ open, clock, random, onOpened, onTold, onChanged }: WatchDeps): Watch {
  let subscription: Subscription | null = null;
  let timer: Disposable | null = null;
  let trouble: WatchTrouble | null = 'no-line';
  let ends = 0;
  let openedAt = 0;

  function become(now: WatchTrouble | null): void {
    if (now === trouble) return;
    trouble = now;
    onChanged();
  }
  function after(ms: number, run: () => void): void {
    timer?.[Symbol.dispose]();
    timer = clock.after(ms, run);
  }
  function quit(): void {
    timer?.[Symbol.dispose]();
    timer = null;
    subscription?.end();
    subscription = null;
  }

  function backOffMs(): number {
    const ceiling = Math.min(lastRetryMs, firstRetryMs * 2 ** Math.max(0, ends - 1));
    return Math.round(ceiling / 2 + (random() * ceiling) / 2);
  }
  /** Full jitter, and never sooner than asked for. */
  function judge({ status, reason, retryAfterMs }: SubscriptionEnd): Verdict {
    const laterMs = Math.max(retryAfterMs ?? 0, backOffMs());
    if (status !== null) {
      const refusal = refusals[status] ?? 'failed';
      return { trouble: refusal, afterMs: refusal === 'failed' ? laterMs : Math.max(retryAfterMs ?? 0, refusedRetryMs) };
    }
    switch (reason) {
      case 'deactivated':
      case 'timeout':
        // At once; but a server that says so again and again is not to be run after.
        return { trouble: null, afterMs: ends > 1 ? laterMs : 0 };
      case 'rejected':
        return { trouble: 'refused', afterMs: refusedRetryMs };
      case 'noresource':
        return { trouble: 'not-found', afterMs: refusedRetryMs };
      case 'invariant':
        return { trouble: null, afterMs: refusedRetryMs };
      case null:
        return { trouble: 'silent', afterMs: laterMs };
      default:
        // probation, giveup, and words to come.
        return { trouble: 'failed', afterMs: laterMs };
    }
  }

  function ask(): void {
    quit();
    if (trouble !== null) become('asking');
    openedAt = clock.now();
    onOpened();
    const ended = (end: SubscriptionEnd): void => {
      subscription = null;
      ends += 1;
      const verdict = judge(end);
      after(verdict.afterMs, ask);
      // What was told a moment ago counts while it is asked for again.
      if (verdict.trouble !== null || trouble !== null) become(verdict.trouble ?? 'asking');
    };
    after(firstWordMs, () => {
      quit();
      ended({ status: null, reason: null, retryAfterMs: null });
    });
    try {
      subscription = open({
        heard(told) {
          timer?.[Symbol.dispose]();
          if (!told) return;
          become(null);
          if (clock.now() - openedAt > firstWordMs) ends = 0;
          onTold(told);
        },
        ended,
      });
    } catch {
      after(refusedRetryMs, ask);
      become('not-found');
    }
  }

  return {
    get trouble() {
      return trouble;
    },
    begin(afterMs) {
      quit();
      ends = 0;
      if (trouble === 'no-line') become('asking');
      after(afterMs, ask);
    },
    pause() {
      quit();
      become('no-line');
    },
    refresh: () => subscription?.refresh(),
    [Symbol.dispose]: quit,
  };
}
