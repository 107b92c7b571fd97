import type { AccountDraft } from '../../contract/model/account.ts';
import type { Failure } from '../../contract/model/failure.ts';

export interface AccountTarget {
  readonly user: string;
  readonly domain: string;
  readonly url: URL;
  readonly host: string;
  readonly port: number;
  readonly isSecure: boolean;
  readonly isWebSocket: boolean;
}

/** RFC 7118 §5.2.3 takes HTTP's ports, RFC 3261 §19.1.2 has its own. */
const ports: Readonly<Record<string, number>> = { 'ws:': 80, 'wss:': 443, 'tcp:': 5060, 'tls:': 5061 };

/** Where a form's account is to be tried, or the field that stands in the way. */
export function readAccountTarget({ aor, serverUrl }: Pick<AccountDraft, 'aor' | 'serverUrl'>): AccountTarget | Failure {
  const [, user, domain] = /^(?:sips?:)?([^@\s:;<>"]+)@([^@\s/;?<>"]+)$/i.exec(aor.trim()) ?? [];
  if (!user || !domain) return { reason: 'field-invalid', field: 'aor' };
  const typed = serverUrl.trim();
  const text = /^[a-z][a-z\d+.-]*:\/\//i.test(typed) ? typed : `wss://${typed}`;
  const url = URL.canParse(text) ? new URL(text) : null;
  const port = url ? Number(url.port) || ports[url.protocol] : undefined;
  if (!url || port === undefined || url.hostname === '' || url.username !== '' || url.password !== '' || url.hash !== '') {
    return { reason: 'server-address-invalid', field: 'serverUrl' };
  }
  return {
    user,
    domain: domain.toLowerCase(),
    url,
    host: url.hostname.replace(/^\[|\]$/g, ''),
    port,
    isSecure: url.protocol === 'wss:' || url.protocol === 'tls:',
    isWebSocket: url.protocol === 'ws:' || url.protocol === 'wss:',
  };
}
