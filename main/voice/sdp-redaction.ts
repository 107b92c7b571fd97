import { redactText } from '../lib/redaction.ts';

/** What of a description is shown at all. A name, a mail address or a key stands in none of these. */
const lines: Readonly<Record<string, RegExp>> = {
  v: /^\d+$/,
  c: /^IN IP[46] [\w.:/-]+$/,
  t: /^\d+ \d+$/,
  b: /^[A-Z-]+:\d+$/,
  m: /^(audio|video|application|image|text|message) \d+(\/\d+)? [A-Za-z/]+( (\d+|webrtc-datachannel|t38))*$/,
};

/** Shown to have been there, without their values. */
const keys = new Set(['ice-pwd', 'crypto', 'key-mgmt']);

const attributes = new Set([
  'rtpmap',
  'fmtp',
  'ptime',
  'maxptime',
  'sendrecv',
  'sendonly',
  'recvonly',
  'inactive',
  'rtcp',
  'rtcp-mux',
  'rtcp-rsize',
  'rtcp-fb',
  'setup',
  'connection',
  'mid',
  'group',
  'fingerprint',
  'candidate',
  'end-of-candidates',
  'ice-ufrag',
  'ice-options',
  'ice-lite',
  'ssrc',
  'msid',
  'msid-semantic',
  'extmap',
  'extmap-allow-mixed',
]);
const longestLine = 1_000;

/** A session description (RFC 8866) without its keys and without what its author wrote about himself. */
export function redactSdp(sdp: string): string {
  return sdp
    .split(/\r\n|\r|\n/)
    .filter((line) => line !== '')
    .map(redactLine)
    .join('\r\n');
}

function redactLine(line: string): string {
  if (line.length > longestLine) return '<removed>';
  const [, type = '', content = ''] = /^([a-z])=(.*)$/.exec(line) ?? [];
  if (type === 'a') return redactAttribute(content);
  if (type === 'o') {
    const origin = /^\S+ (\d+ \d+ IN IP[46] [\w.:-]+)$/.exec(content)?.[1];
    return origin ? `o=- ${origin}` : 'o=<removed>';
  }
  if (lines[type]?.test(content)) return line;
  return type === '' ? '<removed>' : `${type}=<removed>`;
}

function redactAttribute(content: string): string {
  const [, name = '', rest] = /^([a-z\d-]+)(?::(.*))?$/i.exec(content) ?? [];
  if (keys.has(name)) return `a=${name}:<removed>`;
  if (!attributes.has(name)) return 'a=<removed>';
  return rest === undefined ? `a=${name}` : `a=${name}:${redactText(rest)}`;
}
