import { readAddress, readRequestUri } from './sip-field-syntax.ts';
import type { SipHead } from './sip-head.ts';

export interface Refusal {
  readonly status: number;
  readonly why: string;
  readonly lines?: readonly string[];
}

const allowed = ['INVITE', 'ACK', 'CANCEL', 'BYE', 'UPDATE', 'OPTIONS', 'REFER', 'INFO', 'NOTIFY'];
/** Methods of servers and of features we have not. */
const notForPhones = new Set(['REGISTER', 'PUBLISH', 'PRACK']);
const extensions = new Set(['gruu', 'ice', 'norefersub', 'outbound', 'path', 'replaces', 'timer']);

/** What an endpoint refuses of a well-formed request (RFC 3261 §8.2), in the order given there, where JsSIP would not. */
export function refuseAsEndpoint(method: string, uri: string, head: SipHead): Refusal | null {
  if (notForPhones.has(method)) return { status: 405, why: 'method', lines: [`Allow: ${allowed.join(', ')}`] };
  const scheme = readRequestUri(uri);
  if (scheme !== 'sip' && scheme !== 'sips') return { status: 416, why: 'scheme of the Request-URI' };
  // Ours has no notion of tel: and the like in a dialog; silence would leave the caller waiting.
  const foreign = ['from', 'to', 'contact'].some((name) => head.values(name).some((value) => value !== '*' && !isSip(value)));
  if (foreign) return { status: 416, why: 'scheme of an address' };
  if (method === 'CANCEL' || method === 'ACK') return null;
  return refuseExtensions(head) ?? (method === 'INVITE' ? refuseBodies(head) : null);
}

function isSip(value: string): boolean {
  const scheme = readAddress(value.includes(',') ? (value.split(/,\s*(?=[^>]*<)/)[0] ?? value) : value)?.scheme;
  return scheme === undefined || scheme === 'sip' || scheme === 'sips';
}

/** §8.2.2.3 */
function refuseExtensions(head: SipHead): Refusal | null {
  const unknown = head
    .values('require')
    .flatMap((value) => value.split(','))
    .map((tag) => tag.trim())
    .filter((tag) => tag !== '' && !extensions.has(tag.toLowerCase()));
  return unknown.length === 0 ? null : { status: 420, why: 'required extension', lines: [`Unsupported: ${unknown.join(', ')}`] };
}

/** §8.2.3, §21.4.13, §21.4.7 */
function refuseBodies(head: SipHead): Refusal | null {
  const [type = ''] = head.values('content-type');
  if (head.body !== '' && type !== '' && !/^application\s*\/\s*sdp\s*(;|$)/i.test(type)) {
    return { status: 415, why: 'content type', lines: ['Accept: application/sdp', 'Accept-Encoding: identity'] };
  }
  const accepted = head
    .values('accept')
    .flatMap((value) => value.split(','))
    .map((range) => range.split(';')[0]?.trim().toLowerCase() ?? '');
  const takesSdp =
    accepted.every((range) => range === '') || accepted.some((range) => range === 'application/sdp' || range === 'application/*' || range === '*/*');
  return takesSdp ? null : { status: 406, why: 'no SDP accepted' };
}
