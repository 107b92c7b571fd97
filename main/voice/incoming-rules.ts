import type { CallRules, Forward } from '../../contract/model/call-rules.ts';

/** What becomes of a call that comes in. */
export type IncomingVerdict =
  | RingVerdict
  | { readonly kind: 'forward'; readonly to: string }
  /** 486: busy, or 480: unavailable (RFC 3261 §21.4). */
  | { readonly kind: 'reject'; readonly status: 480 | 486 };

export interface RingVerdict {
  readonly kind: 'ring';
  /** It answers by itself after this long; null: it waits for the agent. */
  readonly answerAfterMs: number | null;
  /** Where it goes when nobody has answered by then. */
  readonly forward: { readonly afterMs: number; readonly to: string } | null;
}

export interface IncomingSituation {
  readonly rules: CallRules;
  /** Whether the agent takes calls now: neither away nor in wrap-up. */
  readonly isOffered: boolean;
  /** Calls that are up or ring already. */
  readonly otherCalls: number;
  /** How soon the caller's server asks for an answer; null: it does not. */
  readonly askedAfterMs: number | null;
  /** The address a forward leads to; null where it is off, not ours to carry out, or leads nowhere. */
  readonly forwardTo: (forward: Forward) => string | null;
}

/** More than this many calls at once are refused with 486: nobody handles them. */
export const lineLimit = 4;

/** Pure. What the agent switched on to send calls elsewhere goes first, then what keeps them away. */
export function judgeIncoming({ rules, isOffered, otherCalls, askedAfterMs, forwardTo }: IncomingSituation): IncomingVerdict {
  const { forwards } = rules;
  const always = forwardTo(forwards.always);
  if (always !== null) return { kind: 'forward', to: always };
  if (rules.isDoNotDisturb) return { kind: 'reject', status: rules.doNotDisturbStatus };
  const unanswered = forwardTo(forwards.noAnswer);
  // Nobody will answer: there is nothing to wait for.
  if (!isOffered) return unanswered === null ? { kind: 'reject', status: 480 } : { kind: 'forward', to: unanswered };
  if (otherCalls >= lineLimit || (otherCalls > 0 && rules.callWaiting === 'busy')) {
    const busy = forwardTo(forwards.busy);
    return busy === null ? { kind: 'reject', status: 486 } : { kind: 'forward', to: busy };
  }
  return {
    kind: 'ring',
    answerAfterMs: otherCalls > 0 ? null : answerAfterMs(rules, askedAfterMs),
    forward: unanswered === null ? null : { afterMs: rules.forwardAfterMs, to: unanswered },
  };
}

function answerAfterMs({ autoAnswer, autoAnswerAfterMs }: CallRules, askedAfterMs: number | null): number | null {
  switch (autoAnswer) {
    case 'off':
      return null;
    case 'header':
      return askedAfterMs;
    case 'all':
      return askedAfterMs ?? autoAnswerAfterMs;
  }
}
