import type { SipMessage } from './jssip-user-agent.ts';

const longestS = 60;

/**
 * How soon the caller's server wants the call to be answered by the phone itself; null: it does not ask. Servers of contact centres and intercoms say so in
 * `Call-Info: <sip:x>;answer-after=N` or `Alert-Info: <x>;info=alert-autoanswer`.
 */
export function askedToAnswerAfterMs(invite: Pick<SipMessage, 'getHeaders'>): number | null {
  for (const header of invite.getHeaders('Call-Info')) {
    const seconds = /;\s*answer-after\s*=\s*"?(\d+)/i.exec(parametersOf(header))?.[1];
    if (seconds !== undefined) return Math.min(Number(seconds), longestS) * 1_000;
  }
  const isAsked = invite.getHeaders('Alert-Info').some((header) => /(?:^|[;,\s])info\s*=\s*"?alert-autoanswer\b/i.test(parametersOf(header)));
  return isAsked ? 0 : null;
}

/** What stands in an address is the address's. */
function parametersOf(header: string): string {
  return header.replaceAll(/<[^>]*>/g, '<>');
}
