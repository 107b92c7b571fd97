import { refuseAsEndpoint, type Refusal } from './sip-endpoint-rules.ts';
import { isSipDate, readAddress, readRequestUri, readVias, splitOutside } from './sip-field-syntax.ts';
import { readSipHead, writeSipMessage, type SipField, type SipHead } from './sip-head.ts';
import { writeRefusal } from './sip-reply.ts';

export type Verdict =
  | { readonly kind: 'pass'; readonly message: string }
  | { readonly kind: 'drop'; readonly why: string }
  | { readonly kind: 'reply'; readonly why: string; readonly response: string };

const longestHead = 65_536;
/** RFC 3261 §8.1.1.5 */
const largestSequence = 2 ** 31 - 1;
/** JsSIP counts Expires in a timer of 2^31 ms: a longer one would end the call at once. */
const longestExpiresS = 2_000_000;
const single = [
  'from',
  'to',
  'call-id',
  'cseq',
  'max-forwards',
  'content-length',
  'content-type',
  'refer-to',
  'replaces',
  'event',
  'session-expires',
  'expires',
  'date',
];
const mandatory = ['from', 'to', 'call-id', 'cseq'];
/** Known well enough for a wrong CSeq to be the sender's mistake and not a method to come (RFC 4475 §3.1.2.18). */
const known = new Set([
  'INVITE',
  'ACK',
  'CANCEL',
  'BYE',
  'OPTIONS',
  'REGISTER',
  'UPDATE',
  'REFER',
  'INFO',
  'NOTIFY',
  'SUBSCRIBE',
  'MESSAGE',
  'PRACK',
  'PUBLISH',
]);

/**
 * A check in front of JsSIP's parser: what RFC 4475 and RFC 3261 call malformed is refused where it is a request and dropped where it is a response; what JsSIP
 * would stumble over although it is legal is put into a form it reads.
 */
export function judgeSipMessage(message: string): Verdict {
  // Keep-alives (RFC 5626 §3.5.1) are JsSIP's to answer.
  if (/^(\r\n)*$/.test(message)) return { kind: 'pass', message };
  const head = readSipHead(message);
  return /^SIP\s*\//i.test(head.startLine) ? judgeResponse(message, head) : judgeRequest(message, head);
}

function judgeRequest(message: string, head: SipHead): Verdict {
  const [, method = '', uri = '', version = ''] = /^([\w\-.!%*+`'~]+) (\S+) SIP\/(\d+\.\d+)$/i.exec(head.startLine) ?? [];
  const refusal = judgeSyntax({ method, uri, version }, head) ?? refuseAsEndpoint(method, uri, head);
  if (!refusal) return { kind: 'pass', message: adapt(message, head, method) };
  const response = /^ACK\b/i.test(head.startLine) ? null : writeRefusal(head, refusal);
  const isSip = /\sSIP\s*\/\s*\d/i.test(head.startLine);
  return response === null || !isSip ? { kind: 'drop', why: refusal.why } : { kind: 'reply', why: refusal.why, response };
}

function judgeSyntax({ method, uri, version }: { method: string; uri: string; version: string }, head: SipHead): Refusal | null {
  const bad = (why: string): Refusal => ({ status: 400, why });
  if (head.startLine.length + head.fields.reduce((sum, { raw }) => sum + raw.length, 0) > longestHead) return { status: 513, why: 'size' };
  if (version !== '' && version !== '2.0') return { status: 505, why: 'version' };
  if (method === '') return bad('request line');
  if (readRequestUri(uri) === null) return bad('Request-URI');
  const broken = findBrokenField(head);
  if (broken !== null) return bad(broken);
  const [, number, named] = /^(\d+)\s+(\S+)$/.exec(head.values('cseq')[0] ?? '') ?? [];
  if (number === undefined || Number(number) > largestSequence) return bad('CSeq');
  if (named !== method) return known.has(method) ? bad('method of CSeq') : { status: 501, why: 'method of CSeq' };
  if (head.values('contact').some((value) => !areContacts(value))) return bad('Contact');
  // Refusing an ACK or BYE for its Date would leave a call nobody can end.
  const isInDialog = readAddress(head.values('to')[0] ?? '')?.hasTag ?? false;
  if (!isInDialog && head.values('date').some((date) => !isSipDate(date))) return bad('Date');
  if (head.values('max-forwards').some((value) => !/^\d+$/.test(value))) return bad('Max-Forwards');
  return readVias(head.values('via')[0] ?? '')?.[0]?.branch === 'z9hG4bK' ? bad('empty branch') : null;
}

function judgeResponse(message: string, head: SipHead): Verdict {
  const isRead = /^SIP\/2\.0 [1-6]\d\d .*$/is.test(head.startLine);
  const number = Number(/^(\d+)\s+[\w\-.!%*+`'~]+$/.exec(head.values('cseq')[0] ?? '')?.[1] ?? Number.NaN);
  const why = !isRead ? 'status line' : (findBrokenField(head) ?? (number <= largestSequence ? null : 'CSeq'));
  if (why !== null) return { kind: 'drop', why };
  // RFC 3261 §8.1.3.3: it has lost its way.
  if (head.values('via').length > 1 || (readVias(head.values('via')[0] ?? '')?.length ?? 0) > 1) return { kind: 'drop', why: 'Via' };
  return { kind: 'pass', message: adapt(message, head, null) };
}

/** What is wrong with the header fields both kinds of message have; null: nothing. */
function findBrokenField(head: SipHead): string | null {
  if (!head.isEnded) return 'no end of the header';
  if (head.hasBrokenLine) return 'header line';
  const missing = mandatory.find((name) => !head.values(name)[0]);
  if (missing !== undefined || head.values('via').length === 0) return `${missing ?? 'via'} is missing`;
  const repeated = single.find((name) => new Set(head.values(name)).size > 1);
  if (repeated !== undefined) return `${repeated} stands twice`;
  const [length] = head.values('content-length');
  if (length !== undefined && (!/^\d{1,10}$/.test(length) || Number(length) > Buffer.byteLength(head.body))) return 'Content-Length';
  if (head.values('via').some((via) => readVias(via) === null)) return 'Via';
  if ([...head.values('from'), ...head.values('to')].some((value) => readAddress(value) === null)) return 'From or To';
  return null;
}

function areContacts(value: string): boolean {
  return value === '*' || (splitOutside(value, ',')?.every((contact) => readAddress(contact) !== null) ?? false);
}

/** What is legal and JsSIP would misread. */
function adapt(message: string, head: SipHead, method: string | null): string {
  const [length] = head.values('content-length');
  const bytes = Buffer.from(head.body);
  // Content-Length counts octets, JsSIP cuts characters; what is beyond it is discarded (RFC 3261 §18.3).
  const body = length !== undefined && Number(length) < bytes.length ? bytes.subarray(0, Number(length)).toString('utf8') : head.body;
  const adapted = head.fields.flatMap((field) => adaptField(field, method));
  // RFC 2543 left Contact to the caller: then the dialog's target is From.
  const from = method === 'INVITE' && head.values('contact').length === 0 ? (readAddress(head.values('from')[0] ?? '')?.uri ?? '') : '';
  const fields = from === '' ? adapted : [...adapted, { name: 'contact', value: `<${from}>`, raw: `Contact: <${from}>` }];
  const isSame = body === head.body && fields.length === head.fields.length && fields.every((field, at) => field === head.fields[at]);
  return isSame ? message : writeSipMessage(head, { fields, body });
}

function adaptField(field: SipField, method: string | null): readonly SipField[] {
  const { name, value } = field;
  if (name === 'content-type' && method === 'INVITE' && /^application\s*\/\s*sdp\s*(;|$)/i.test(value) && !/^application\/sdp$/i.test(value))
    return [{ name, value: 'application/sdp', raw: 'Content-Type: application/sdp' }];
  if (name === 'expires' && method === 'INVITE' && Number(value) > longestExpiresS) return [];
  // Other devices of the same account may have contacts of any kind; one would cost the whole answer to REGISTER.
  if (name === 'contact' && method === null) {
    const all = splitOutside(value, ',') ?? [];
    const good = all.filter((contact) => contact === '*' || /^sips?$/.test(readAddress(contact)?.scheme ?? ''));
    if (good.length < all.length || all.length === 0) return good.map((contact) => ({ name, value: contact, raw: `Contact: ${contact}` }));
  }
  return [field];
}
