import type { CallResult } from '../../contract/model/call.ts';
import type { Failure } from '../../contract/model/failure.ts';
import { failureOfResponse } from './failure-mapping.ts';
import type { SessionEnd, SipMessage } from './jssip-user-agent.ts';

export interface CallEnd {
  readonly result: Exclude<CallResult, 'live' | 'interrupted'>;
  readonly failure: Failure | null;
}

export interface EndedCall {
  readonly direction: 'in' | 'out';
  readonly wasAnswered: boolean;
  /** Whether the agent asked for the end. */
  readonly isAsked: boolean;
}

/** Ends of JsSIP that nobody asked for, in the middle of a conversation. */
const losses = new Set(['RTP Timeout', 'Connection Error', 'WebRTC Error', 'Request Timeout', 'Dialog Error', 'Internal Error']);
/** Ours to complain about: the descriptions do not fit together. */
const mismatches = new Set(['Bad Media Description', 'Incompatible SDP', 'Missing SDP']);

/** How a call went, from what JsSIP says at its end. */
export function judgeEnd(end: SessionEnd, call: EndedCall): CallEnd {
  if (call.wasAnswered) return { result: 'answered', failure: losses.has(end.cause) ? { reason: 'call-lost', technical: end.cause } : null };
  return call.direction === 'in' ? judgeIncoming(end, call) : judgeOutgoing(end, call);
}

function judgeIncoming({ originator, message, cause }: SessionEnd, { isAsked }: EndedCall): CallEnd {
  if (isAsked) return { result: 'declined', failure: null };
  // RFC 3326: CANCEL with cause=200 means that somebody else of the group took it.
  if (originator === 'remote' && reasonsOf(message).some((reason) => /^\s*SIP\b.*cause\s*=\s*200\b/i.test(reason))) {
    return { result: 'answered-elsewhere', failure: null };
  }
  if (originator === 'remote' || cause === 'No Answer' || cause === 'Expires') return { result: 'missed', failure: null };
  return { result: 'failed', failure: failureOfCause(cause) };
}

function judgeOutgoing({ originator, message, cause }: SessionEnd, { isAsked }: EndedCall): CallEnd {
  if (isAsked) return { result: 'cancelled', failure: null };
  const status = isMessage(message) ? message.status_code : undefined;
  if (status === undefined || status < 300) {
    // JsSIP cancels by itself what it cannot send.
    const lost = originator === 'local' && cause === 'Canceled' ? 'Connection Error' : cause;
    return { result: lost === 'Request Timeout' ? 'unanswered' : 'failed', failure: failureOfCause(lost) };
  }
  const failure = failureOfResponse(status, 'call', reasonsOf(message)[0]);
  if (status === 486 || status === 600) return { result: 'busy', failure };
  if (status === 408 || status === 480 || status === 487) return { result: 'unanswered', failure };
  return { result: status === 603 || status === 403 || status === 607 || status === 608 ? 'refused' : 'failed', failure };
}

function failureOfCause(cause: string): Failure {
  if (cause === 'Connection Error') return { reason: 'connection-lost' };
  if (cause === 'Request Timeout') return { reason: 'call-unanswered' };
  return { reason: mismatches.has(cause) ? 'codec-mismatch' : 'media-failed', technical: cause };
}

/** Some of JsSIP's ends carry the text of an error in place of a message. */
function isMessage(message: SessionEnd['message']): message is SipMessage {
  return typeof message === 'object' && message !== null;
}

function reasonsOf(message: SessionEnd['message']): readonly string[] {
  return isMessage(message) ? message.getHeaders('Reason') : [];
}
