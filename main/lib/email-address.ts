import { domainToASCII } from 'node:url';

/**
 * What makes an e-mail address one and the same. RFC 5321 §2.4 lets a server tell `Lea@` from `lea@`; none does, and people write both. null: no address.
 */
export function emailKey(raw: string): { kind: 'email'; scope: ''; value: string; shown: string } | null {
  const shown = raw.trim();
  const at = shown.lastIndexOf('@');
  const [user, host] = [shown.slice(0, at), shown.slice(at + 1)];
  if (at < 1 || shown.length > 254 || /[\s<>]/.test(shown)) return null;
  const domain = domainToASCII(host);
  return domain === '' ? null : { kind: 'email', scope: '', value: `${user}@${domain}`.toLowerCase(), shown };
}
