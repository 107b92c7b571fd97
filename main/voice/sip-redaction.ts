import { redactText } from '../lib/redaction.ts';
import { redactSdp } from './sdp-redaction.ts';
import { readSipHead, type SipField, type SipHead } from './sip-head.ts';

/** Shown with their values; of all others only that they were there. */
const shown = new Set([
  ...['via', 'from', 'to', 'call-id', 'cseq', 'contact', 'max-forwards', 'route', 'record-route', 'path', 'service-route'],
  ...['content-type', 'content-length', 'content-disposition', 'content-encoding', 'accept', 'accept-encoding', 'accept-language'],
  ...['expires', 'min-expires', 'session-expires', 'min-se', 'allow', 'allow-events', 'supported', 'unsupported', 'require', 'proxy-require'],
  ...['user-agent', 'server', 'warning', 'retry-after', 'reason', 'date', 'timestamp', 'event', 'subscription-state', 'refer-to', 'referred-by'],
  ...['replaces', 'join', 'target-dialog', 'rack', 'rseq', 'diversion', 'history-info', 'alert-info', 'reply-to', 'privacy'],
  ...['p-asserted-identity', 'p-preferred-identity', 'remote-party-id', 'x-asterisk-hangupcause', 'x-asterisk-hangupcausecode'],
]);
const logins = new Set(['authorization', 'proxy-authorization', 'www-authenticate', 'proxy-authenticate']);
const longestValue = 1_000;
const longestRealm = 100;
const longestReason = 100;

/**
 * A SIP message as it may be shown to others: no credentials, no nonces, no keys, no text. What is not known to be harmless is left out, so that a header nobody
 * has heard of gives nothing away. Addresses and numbers stay: without them a trace says nothing.
 */
export function redactSipMessage(message: string): string {
  const head = readSipHead(message.replaceAll(/\r\n|\r|\n/g, '\r\n'));
  const fields = head.fields.map(redactField);
  const unreadable = head.hasBrokenLine ? ['<lines that are no header fields removed>'] : [];
  return [redactStartLine(head.startLine), ...fields, ...unreadable, '', ...redactBody(head)].join('\r\n');
}

function redactStartLine(line: string): string {
  const [, method, uri] = /^([A-Z]{1,20}) (\S{1,500}) SIP\/2\.0$/.exec(line) ?? [];
  if (method && uri) return `${method} ${redactAddress(uri)} SIP/2.0`;
  const [, status, reason = ''] = /^SIP\/2\.0 (\d{3})(?: (.*))?$/.exec(line) ?? [];
  if (!status) return '<start line removed>';
  return `SIP/2.0 ${status} ${reason.length > longestReason ? '<reason removed>' : redactAddress(reason)}`;
}

/** Also without what an address says of the request it stands for (RFC 3261 §19.1.1): header fields and bodies. */
function redactAddress(value: string): string {
  return redactText(value.replace(/\?.*$/s, '?<removed>')).replaceAll(/\p{Cc}/gu, ' ');
}

function redactField({ name, value }: SipField): string {
  if (logins.has(name)) return `${titled(name)}: ${redactLogin(value)}`;
  // Never cut before it is redacted: half an address no longer looks like one.
  if (!shown.has(name) || value.length > longestValue) return `${titled(name).slice(0, 60)}: <${value.length} characters removed>`;
  return `${titled(name)}: ${redactAddress(value)}`;
}

/** Scheme, realm and algorithm say why a login fails; nothing else of it is shown. */
function redactLogin(value: string): string {
  const scheme = /^(digest|basic|bearer)\b/i.exec(value)?.[1] ?? 'unknown scheme';
  const isBalanced = (value.replaceAll(/\\./g, '').match(/"/g)?.length ?? 0) % 2 === 0;
  if (!isBalanced || value.length > longestValue) return `${scheme} <removed>`;
  const fields = new Map(
    [...value.matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)].map(([, name = '', quoted, token]) => [
      name.toLowerCase(),
      quoted ?? token ?? '',
    ]),
  );
  const kept = [
    keep('realm', fields.get('realm'), /^[^\p{Cc}]*$/u),
    keep('algorithm', fields.get('algorithm'), /^(md5|sha-256|sha-512-256)(-sess)?$/i),
    keep('qop', fields.get('qop'), /^(auth|auth-int)(\s*,\s*(auth|auth-int))*$/i),
    keep('stale', fields.get('stale'), /^(true|false)$/i),
  ].filter((one) => one !== null);
  return [`${scheme} ${kept.join(', ')}`.trim(), '<removed>'].join(kept.length > 0 ? ', ' : ' ');
}

function keep(name: string, value: string | undefined, form: RegExp): string | null {
  if (value === undefined || value.length > longestRealm || !form.test(value)) return null;
  return `${name}="${redactAddress(value)}"`;
}

function redactBody({ body, values }: SipHead): string[] {
  if (body === '') return [];
  const types = values('content-type').map((type) => type.split(';')[0]?.trim().toLowerCase());
  if (types.length === 1 && types[0] === 'application/sdp') return [redactSdp(body), ''];
  // The progress of a transfer (RFC 3515 §2.4.5): its status line.
  const status = types.length === 1 && types[0] === 'message/sipfrag' ? /^SIP\/2\.0 \d{3}/.exec(body)?.[0] : undefined;
  return [...(status ? [status] : []), `<body of ${body.length} characters removed>`];
}

const titled = (name: string): string => name.replaceAll(/(^|-)[a-z]/g, (letters) => letters.toUpperCase());
