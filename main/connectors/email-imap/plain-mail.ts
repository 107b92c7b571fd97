import { isUtf8 } from 'node:buffer';
import libmime from 'libmime';
import { decode as decodeQuotedPrintable } from 'libqp';
import addressparser from 'nodemailer/lib/addressparser/index.js';
import type { MailParty } from '../../../contract/model/message.ts';
import type { ReadMail } from './parsed-mail.ts';
import { plainAttachments, type PlainPart } from './plain-structure.ts';

/**
 * Reads mails that are as they should be, ten times as fast as the parser for all of them, and answers null for every other. The two must agree:
 * test/unit/connectors/plain-mail.test.ts compares them on everything there is. `isCut`: only its beginning is there, and it is read where all its text is in it
 * (as far as that shows: what follows is not known).
 */
export function readPlainMail(raw: Buffer, { isCut = false }: { isCut?: boolean } = {}): ReadMail | null {
  // What programs cannot show is taken out by the other one.
  if (raw.includes(0)) return null;
  const source = { raw, isCut };
  const top = readPart(source, 0, raw.length);
  if (!top) return null;
  const { headers } = top;
  // Told from other mails by more than their text: the parser for all of them decides.
  if (['auto-submitted', 'x-autoreply', 'x-autorespond', 'precedence', 'mime-version'].some((name) => (headers.get(name)?.length ?? 0) > 1))
    return null;
  if (['auto-submitted', 'x-autoreply', 'x-autorespond', 'precedence'].some((name) => headers.has(name))) return null;
  for (const name of single) if ((headers.get(name)?.length ?? 0) > 1) return null;
  const texts = collect(source, top, []);
  if (!texts || texts.plain.length > 1 || texts.html.length > 1 || texts.plain.length === 0) return null;
  const text = decode(raw, texts.plain[0]);
  const html = texts.html[0] ? decode(raw, texts.html[0]) : null;
  if (text === null || (texts.html[0] && html === null)) return null;
  const one = (name: string): string | null => headers.get(name)?.[0] ?? null;
  const from = parties(one('from'));
  const lists = ['to', 'cc', 'bcc', 'reply-to'].map((name) => parties(one(name)));
  const [to, cc, bcc, replyTo] = lists;
  const writtenAt = instant(one('date'));
  const subject = one('subject') || null;
  if (!from || !to || !cc || !bcc || !replyTo || writtenAt === undefined) return null;
  const received = one('received');
  const mail = {
    subject: subject === null ? null : libmime.decodeWords(subject).slice(0, 1_000),
    text: text.slice(0, mostText),
    html: html === null ? null : html.slice(0, mostHtml),
    from: from[0] ?? null,
    to,
    cc,
    bcc,
    replyTo,
    messageId: id(one('message-id')),
    inReplyTo: id(one('in-reply-to')),
    references: (one('references') ?? '')
      .split(/\s+/)
      .map(id)
      .filter((found) => found !== null)
      .slice(-50),
    writtenAt,
    takenInAt: received === null ? null : (instant(received.slice(received.lastIndexOf(';') + 1)) ?? null),
    mark: null,
    report: null,
  };
  return { mail, attachments: isCut ? null : plainAttachments(texts.others) };
}

const mostText = 200_000;
const mostHtml = 1_000_000;
const single = [
  'from',
  'to',
  'cc',
  'bcc',
  'reply-to',
  'subject',
  'date',
  'message-id',
  'in-reply-to',
  'references',
  'content-type',
  'content-transfer-encoding',
  'content-disposition',
];
/** What is read here is read without a limit of time. */
const mostHead = 16_384;
const deepest = 5;
const mostParts = 50;

interface Part {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly bodyAt: number;
  readonly endAt: number;
  readonly type: string;
  readonly params: Readonly<Record<string, string>>;
  /** Its end is not there. */
  readonly isOpen: boolean;
}

interface Source {
  readonly raw: Buffer;
  readonly isCut: boolean;
}

/** The head of a part, and where its body lies. null: not as it should be. */
function readPart({ raw, isCut }: Source, at: number, endAt: number): Part | null {
  const isBodyOnly = raw[at] === 13 && raw[at + 1] === 10;
  const headEnd = isBodyOnly ? at : raw.indexOf('\r\n\r\n', at, 'latin1');
  if (headEnd < 0 || headEnd > endAt || headEnd - at > mostHead) return null;
  const head = raw.toString('latin1', at, headEnd);
  // Eight bits in a head, or single line ends: for the other parser.
  // oxlint-disable-next-line no-control-regex
  if (/[^\t\r\n\x20-\x7e]|[^\r]\n|\r[^\n]/.test(head)) return null;
  const headers = new Map<string, string[]>();
  for (const line of head === '' ? [] : head.replaceAll(/\r\n[ \t]+/g, ' ').split('\r\n')) {
    const colon = line.indexOf(':');
    const name = line.slice(0, colon).toLowerCase();
    if (colon < 1 || !/^[\w-]+$/.test(name)) return null;
    const value = line.slice(colon + 1).trim();
    const known = headers.get(name);
    if (known) known.push(value);
    else headers.set(name, [value]);
  }
  const { value, params } = libmime.parseHeaderValue(headers.get('content-type')?.[0] ?? 'text/plain');
  return { headers, bodyAt: isBodyOnly ? at + 2 : headEnd + 4, endAt, type: value.toLowerCase(), params, isOpen: isCut && endAt === raw.length };
}

interface Texts {
  readonly plain: Part[];
  readonly html: Part[];
  readonly others: PlainPart[];
}

function collect(source: Source, part: Part, path: readonly number[]): Texts | null {
  if (path.length > deepest) return null;
  if (/^multipart\/(mixed|alternative|related)$/.test(part.type)) {
    const { boundary } = part.params;
    if (!boundary) return null;
    const texts: Texts = { plain: [], html: [], others: [] };
    const children = split(source, part, boundary);
    if (!children) return null;
    for (const [index, child] of children.entries()) {
      const inner = collect(source, child, [...path, index + 1]);
      if (!inner) return null;
      texts.plain.push(...inner.plain);
      texts.html.push(...inner.html);
      texts.others.push(...inner.others);
    }
    return texts;
  }
  if (part.type.startsWith('multipart/') || part.type.startsWith('message/')) return null;
  const disposition = part.headers.get('content-disposition')?.[0] ?? '';
  const { headers, type, bodyAt, endAt } = part;
  if (!type.startsWith('text/'))
    return { plain: [], html: [], others: [{ headers, type, number: path.join('.') || '1', sizeBytes: endAt - bodyAt }] };
  if ((type !== 'text/plain' && type !== 'text/html') || part.isOpen) return null;
  if (disposition !== '' || part.params['name'] || part.params['format'] || part.params['delsp']) return null;
  return type === 'text/plain' ? { plain: [part], html: [], others: [] } : { plain: [], html: [part], others: [] };
}

function split(source: Source, { bodyAt, endAt, isOpen }: Part, boundary: string): Part[] | null {
  const { raw } = source;
  const mark = Buffer.from(`--${boundary}`, 'latin1');
  const parts: Part[] = [];
  let at = raw.indexOf(mark, bodyAt);
  if (at !== bodyAt && raw.toString('latin1', at - 2, at) !== '\r\n') return null;
  for (;;) {
    if (at < 0 || at >= endAt || parts.length > mostParts) return null;
    const after = at + mark.length;
    const rest = raw.toString('latin1', after, after + 2);
    if (rest === '--') return parts;
    if (isOpen && after + 2 >= endAt) return parts;
    if (rest !== '\r\n') return null;
    const next = raw.indexOf(mark, after);
    if (next < 0 && isOpen) {
      // The last one there is of it, if its head is there.
      const last = readPart(source, after + 2, endAt);
      return last ? [...parts, last] : parts;
    }
    if (next < 0 || raw.toString('latin1', next - 2, next) !== '\r\n') return null;
    const part = readPart(source, after + 2, next - 2);
    if (!part) return null;
    parts.push(part);
    at = next;
  }
}

/** The text of a part; null where its charset or encoding is none of the common ones. */
function decode(raw: Buffer, part: Part | undefined): string | null {
  if (!part) return null;
  const charset = (part.params['charset'] ?? 'utf-8').toLowerCase();
  const toText = ['utf-8', 'us-ascii'].includes(charset) ? utf8 : ['iso-8859-1', 'windows-1252'].includes(charset) ? latin1 : null;
  if (!toText) return null;
  const encoding = (part.headers.get('content-transfer-encoding')?.[0] ?? '7bit').toLowerCase();
  const bytes = raw.subarray(part.bodyAt, part.endAt);
  if (encoding === 'base64') return toText(Buffer.from(bytes.toString('latin1'), 'base64'));
  if (encoding === 'quoted-printable') return toText(decodeQuotedPrintable(bytes.toString('latin1')));
  return encoding === '7bit' || encoding === '8bit' ? toText(bytes) : null;
}

/** Where the two charsets that are called so agree. */
function latin1(bytes: Buffer): string | null {
  const text = bytes.toString('latin1');
  // oxlint-disable-next-line no-control-regex
  return /[\x80-\x9f]/.test(text) ? null : text.replaceAll('\r\n', '\n');
}

function utf8(bytes: Buffer): string | null {
  return isUtf8(bytes) ? bytes.toString('utf8').replaceAll('\r\n', '\n') : null;
}

/** One address, and before it words that need no quotes. */
const simpleParty = /^(?:([\w=?+/ .-]*) ?<)?([\w.+-]+@[\w.-]+)(>?)$/;

function parties(field: string | null): MailParty[] | null {
  if (field === null) return [];
  const simple = simpleParty.exec(field);
  if (simple && !field.includes('xn--') && (simple[1] === undefined) === (simple[3] === '')) return [party(simple[1] ?? '', simple[2] ?? '')];
  // Comments, and spaces inside an address: programs do not agree on what they belong to.
  if (field.includes('(') || /@[^\s<>,;"]*\s+[^\s<>,;]/.test(field)) return null;
  const found: MailParty[] = [];
  for (const entry of addressparser(field)) {
    if ('group' in entry && entry.group) return null;
    const { name, address } = entry as { name: string; address: string };
    // An encoded address, or one outside of ASCII: for the other parser.
    if (/=\?|xn--|[^\x20-\x7e]/.test(address)) return null;
    if (address) found.push(party(name, address));
  }
  return found.length > 200 ? null : found;
}

function party(name: string, address: string): MailParty {
  return { name: (name && libmime.decodeWords(name).trim().slice(0, 300)) || null, address: address.trim().slice(0, 320) };
}

function id(value: string | null | undefined): string | null {
  const bare = value?.trim().replaceAll(/^<|>$/g, '').slice(0, 500);
  return bare ? bare : null;
}

/** undefined: there is a date that is none. */
function instant(value: string | null): number | null | undefined {
  if (value === null) return null;
  const at = new Date(value).getTime();
  return Number.isFinite(at) && at > 0 ? at : undefined;
}
