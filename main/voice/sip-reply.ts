import { createHash } from 'node:crypto';
import type { SipHead } from './sip-head.ts';
import type { Refusal } from './sip-endpoint-rules.ts';

const phrases: Readonly<Record<number, string>> = {
  400: 'Bad Request',
  404: 'Not Found',
  405: 'Method Not Allowed',
  406: 'Not Acceptable',
  415: 'Unsupported Media Type',
  416: 'Unsupported URI Scheme',
  420: 'Bad Extension',
  481: 'Call/Transaction Does Not Exist',
  486: 'Busy Here',
  501: 'Not Implemented',
  505: 'Version Not Supported',
  513: 'Message Too Large',
};

/** A stateless answer (RFC 3261 §8.2.6, §8.2.7); null where nobody could match it. The same request gets the same tag again. */
export function writeRefusal(head: SipHead, { status, lines = [] }: Pick<Refusal, 'status' | 'lines'>): string | null {
  const vias = head.values('via');
  if (vias.length === 0) return null;
  const first = (name: string): string[] => head.values(name).slice(0, 1);
  const to = first('to').map((value) => (/;\s*tag\s*=/i.test(value) ? value : `${value};tag=${tagOf(head)}`));
  return [
    `SIP/2.0 ${status} ${phrases[status] ?? 'Bad Request'}`,
    ...vias.map((value) => `Via: ${value}`),
    ...first('from').map((value) => `From: ${value}`),
    ...to.map((value) => `To: ${value}`),
    ...first('call-id').map((value) => `Call-ID: ${value}`),
    ...first('cseq').map((value) => `CSeq: ${value}`),
    ...lines,
    'Content-Length: 0',
    '',
    '',
  ].join('\r\n');
}

function tagOf(head: SipHead): string {
  return createHash('sha256').update(head.values('via').join(',')).update(head.values('call-id').join(',')).digest('hex').slice(0, 16);
}
