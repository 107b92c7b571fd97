export interface SipField {
  /** Lower case, long form. */
  readonly name: string;
  /** Unfolded (RFC 3261 §7.3.1), trimmed. */
  readonly value: string;
  /** As it came, folds included. */
  readonly raw: string;
}

export interface SipHead {
  readonly startLine: string;
  readonly fields: readonly SipField[];
  /** A line that is no header field. */
  readonly hasBrokenLine: boolean;
  /** The empty line after the header fields. */
  readonly isEnded: boolean;
  readonly body: string;
  values(name: string): readonly string[];
}

const longForms: Readonly<Record<string, string>> = {
  a: 'accept-contact',
  b: 'referred-by',
  c: 'content-type',
  d: 'request-disposition',
  e: 'content-encoding',
  f: 'from',
  i: 'call-id',
  j: 'reject-contact',
  k: 'supported',
  l: 'content-length',
  m: 'contact',
  o: 'event',
  r: 'refer-to',
  s: 'subject',
  t: 'to',
  u: 'allow-events',
  v: 'via',
  x: 'session-expires',
};

/** Cuts a message into start line, header fields and body; judges nothing. */
export function readSipHead(message: string): SipHead {
  const text = message.replace(/^(\r\n)+/, '');
  const end = text.indexOf('\r\n\r\n');
  const [startLine = '', ...rest] = (end < 0 ? text : text.slice(0, end)).split(/\r\n(?![ \t])/);
  const lines = rest.filter((line) => line !== '');
  const fields = lines.map(readField).filter((field) => field !== null);
  const values = (name: string): readonly string[] => fields.filter((field) => field.name === name).map(({ value }) => value);
  return { startLine, fields, values, hasBrokenLine: fields.length < lines.length, isEnded: end >= 0, body: end < 0 ? '' : text.slice(end + 4) };
}

function readField(raw: string): SipField | null {
  const [, name, value] = /^([\w\-.!%*+`'~]+)[ \t]*:(.*)$/s.exec(raw) ?? [];
  if (name === undefined || value === undefined) return null;
  const lower = name.toLowerCase();
  return { name: longForms[lower] ?? lower, value: value.replaceAll(/\r\n[ \t]+/g, ' ').trim(), raw };
}

/** The message with other header fields and body. */
export function writeSipMessage(head: SipHead, change: { fields?: readonly SipField[]; body?: string }): string {
  const lines = [head.startLine, ...(change.fields ?? head.fields).map(({ raw }) => raw)];
  return `${lines.join('\r\n')}\r\n\r\n${change.body ?? head.body}`;
}
