import { ContractError } from '../../contract/errors.ts';
import type { SipMessage, UserAgent } from './jssip-bundle/jssip.js';

export interface SubscriptionRequest {
  /** A SIP URI. */
  readonly target: string;
  /** The event package. */
  readonly event: string;
  /** The media type of what is told. */
  readonly accept: string;
  readonly expiresS: number;
}

/** Why a subscription is over: refused (`status`; null where nobody answered), or ended by the server (`reason` of Subscription-State). */
export interface SubscriptionEnd {
  readonly status: number | null;
  readonly reason: string | null;
  readonly retryAfterMs: number | null;
}

export interface SubscriptionHandlers {
  /** Something was told; without a body there is nothing to say yet. */
  heard(told: { readonly body: string; readonly contentType: string } | null): void;
  ended(end: SubscriptionEnd): void;
}

export interface Subscription {
  /** Asks for the whole state once more. */
  refresh(): void;
  /** Nothing is heard any more. */
  end(): void;
}

/** One SUBSCRIBE and its dialog; JsSIP refreshes it. Which ends are followed by a new one is somebody else's to decide. */
export function openSubscription(
  ua: UserAgent,
  { target, event, accept, expiresS }: SubscriptionRequest,
  handlers: SubscriptionHandlers,
): Subscription {
  let isOver = false;
  const subscriber = ua.subscribe(target, event, accept, { expires: expiresS });
  const heard = (): void => {
    if (!isOver) handlers.heard(null);
  };
  subscriber
    .on('pending', heard)
    .on('active', heard)
    .on('notify', (_isFinal, _request, body, contentType) => {
      if (!isOver) handlers.heard({ body, contentType: (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? '' });
    })
    .on('terminated', (_code, reason, retryAfterS, response) => {
      if (isOver) return;
      isOver = true;
      const retryAfterMs = response ? readRetryAfter(response) : boundedMs(retryAfterS);
      handlers.ended({ status: response?.status_code ?? null, reason: reason?.toLowerCase() ?? null, retryAfterMs });
    });
  try {
    subscriber.subscribe();
  } catch (error) {
    if (error instanceof TypeError) throw new ContractError('invalid-input', { failure: { reason: 'number-invalid', field: 'target' } });
    throw error;
  }
  return {
    refresh: () => subscriber.subscribe(),
    end() {
      if (isOver) return;
      isOver = true;
      subscriber.terminate();
    },
  };
}

/** RFC 3261 §20.33: seconds, with comments and parameters we do not need. */
export function readRetryAfter(response: SipMessage | null): number | null {
  const seconds = /^\s*(\d+)/.exec(response?.getHeader('Retry-After') ?? '')?.[1];
  return seconds === undefined ? null : boundedMs(Number(seconds));
}

function boundedMs(seconds: number | undefined): number | null {
  return seconds === undefined || !Number.isFinite(seconds) ? null : Math.min(Math.max(0, seconds), 3_600) * 1_000;
}
