import type { AccountDraft } from '../../contract/model/account.ts';
import type { TrustedCertificate } from '../../contract/model/certificate.ts';
import type { Failure } from '../../contract/model/failure.ts';

export type SipTransport = 'ws' | 'wss' | 'tcp' | 'tls' | 'sip';

export interface AccountTarget {
  readonly user: string;
  readonly domain: string;
  /** Of the server that is connected to: the outbound proxy, where there is one. */
  readonly url: URL;
  /** IPv6 without brackets. Certificates are checked against it (RFC 5922 §7.3), wherever DNS leads. */
  readonly host: string;
  /** null: DNS says (RFC 3263 §4.2). */
  readonly port: number | null;
  /** `sip`: DNS says. */
  readonly transport: SipTransport;
  readonly isWebSocket: boolean;
  /** Requests outside of calls name the proxy as the first stop on the way to the domain (RFC 3261 §8.1.1.1). */
  readonly hasProxy: boolean;
  readonly trusted: TrustedCertificate | null;
}

export type AccountAddress = Pick<AccountDraft, 'aor' | 'serverUrl' | 'outboundProxy' | 'trusted'>;

const transports = new Set<string>(['ws', 'wss', 'tcp', 'tls', 'sip'] satisfies SipTransport[]);
/** Of the WebSocket alone: RFC 7118 §5.2.3 takes HTTP's. */
const ports: Readonly<Record<string, number>> = { ws: 80, wss: 443 };

/** Where a form's account is to be tried, or the field that stands in the way. */
export function readAccountTarget({ aor, serverUrl, outboundProxy, trusted }: AccountAddress): AccountTarget | Failure {
  const [, user, domain] = /^(?:sips?:)?([^@\s:;<>"]+)@([^@\s/;?<>"]+)$/i.exec(aor.trim()) ?? [];
  if (!user || !domain) return { reason: 'field-invalid', field: 'aor' };
  const url = readServerUrl(serverUrl);
  if (!url) return { reason: 'server-address-invalid', field: 'serverUrl' };
  if (outboundProxy !== null) {
    const proxy = readProxy(outboundProxy);
    if (!proxy) return { reason: 'server-address-invalid', field: 'outboundProxy' };
    url.hostname = proxy.hostname;
    url.port = proxy.port;
  }
  const transport = url.protocol.slice(0, -1) as SipTransport;
  return {
    user,
    domain: domain.toLowerCase(),
    url,
    host: url.hostname.replace(/^\[|\]$/g, '').toLowerCase(),
    port: Number(url.port) || ports[transport] || null,
    transport,
    isWebSocket: transport === 'ws' || transport === 'wss',
    hasProxy: outboundProxy !== null,
    trusted,
  };
}

/** `pbx.example.com` is `wss://pbx.example.com/`: what a phone speaks where nothing else is said. null: no address of a server. */
export function readServerUrl(typed: string): URL | null {
  const text = typed.trim().replace(/^(sip):(?!\/\/)/i, '$1://');
  const url = URL.parse(/^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `wss://${text}`);
  // A fragment is refused by RFC 6455 §3; a name or password in an address would end up in settings and logs.
  const isUsable = url && transports.has(url.protocol.slice(0, -1)) && url.hostname !== '' && !url.username && !url.password && !url.hash;
  return isUsable ? url : null;
}

/** `host` or `host:port`, IPv6 in brackets. */
function readProxy(typed: string): URL | null {
  const url = URL.parse(`tcp://${typed.trim()}`);
  return url && url.hostname !== '' && url.href === `tcp://${url.host}` ? url : null;
}

/** How the server that is connected to is named in Route. */
export function proxyUri({ host, protocol }: URL): string {
  const transport = protocol.slice(0, -1);
  return `sip:${host}${transport === 'sip' ? '' : `;transport=${transport}`}`;
}
