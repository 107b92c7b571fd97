import { createHash } from 'node:crypto';

/** A Digest challenge (RFC 3261 §22.4, RFC 2617 §3.2.1). */
export interface DigestChallenge {
  readonly realm: string;
  readonly nonce: string;
  readonly opaque: string | null;
  readonly algorithm: string;
  /** `auth` where the server offers it; null: none, as before RFC 2617. */
  readonly qop: 'auth' | null;
  readonly isStale: boolean;
}

export interface DigestCredentials {
  readonly user: string;
  readonly password: string;
}

/** Null where the header is no Digest challenge, or lacks realm or nonce. */
export function readDigestChallenge(header: string): DigestChallenge | null {
  if (!/^\s*Digest\s/i.test(header)) return null;
  const fields = new Map<string, string>();
  for (const [, name = '', quoted, token] of header.replace(/^\s*Digest\s+/i, '').matchAll(/([\w-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))/g)) {
    fields.set(name.toLowerCase(), quoted ?? token ?? '');
  }
  const realm = fields.get('realm');
  const nonce = fields.get('nonce');
  if (realm === undefined || !nonce) return null;
  const qops = (fields.get('qop') ?? '').split(',').map((qop) => qop.trim().toLowerCase());
  return {
    realm,
    nonce,
    opaque: fields.get('opaque') ?? null,
    algorithm: (fields.get('algorithm') ?? 'MD5').toUpperCase(),
    qop: qops.includes('auth') ? 'auth' : null,
    isStale: fields.get('stale')?.toLowerCase() === 'true',
  };
}

/** The value of Authorization or Proxy-Authorization. `count`: how often this nonce has been used, from 1. */
export function answerDigest(
  challenge: DigestChallenge,
  { user, password }: DigestCredentials,
  { method, uri, count, clientNonce }: { method: string; uri: string; count: number; clientNonce: string },
): string {
  const nc = count.toString(16).padStart(8, '0');
  const secret = md5(`${user}:${challenge.realm}:${password}`);
  const target = md5(`${method}:${uri}`);
  const middle = challenge.qop ? `${challenge.nonce}:${nc}:${clientNonce}:${challenge.qop}` : challenge.nonce;
  return [
    `Digest algorithm=MD5, username="${user}", realm="${challenge.realm}", nonce="${challenge.nonce}", uri="${uri}"`,
    `response="${md5(`${secret}:${middle}:${target}`)}"`,
    ...(challenge.opaque === null ? [] : [`opaque="${challenge.opaque}"`]),
    ...(challenge.qop ? [`qop=${challenge.qop}, cnonce="${clientNonce}", nc=${nc}`] : []),
  ].join(', ');
}

function md5(text: string): string {
  return createHash('md5').update(text).digest('hex');
}
