import { X509Certificate } from 'node:crypto';
import { isIP, isIPv6 } from 'node:net';
import { checkServerIdentity, getCACertificates, type ConnectionOptions, type TLSSocket } from 'node:tls';
import type { RefusedCertificate, TrustedCertificate } from '../../contract/model/certificate.ts';
import type { Failure } from '../../contract/model/failure.ts';
import { failureOfSocketError } from '../lib/socket-failure.ts';

const selfSigned = 'DEPTH_ZERO_SELF_SIGNED_CERT';
const longestChain = 10;

/** How a server of this name is verified: by this machine's authorities, and by the one that was accepted for the account. Whoever connects so asks `judgeCertificate` before a word is said. */
export function verificationOf(host: string, trusted: TrustedCertificate | null): ConnectionOptions {
  return {
    host,
    ...(isIP(host) === 0 ? { servername: host } : {}),
    ...(trusted?.authorityPem ? { ca: [...getCACertificates('default'), trusted.authorityPem] } : {}),
    // Judged afterwards, because the one that is refused is shown to the agent.
    rejectUnauthorized: false,
    checkServerIdentity(name, certificate) {
      // Node 24 takes an IPv6 address for a name, which no certificate has.
      const isFor = isIPv6(name) && new X509Certificate(certificate.raw).checkIP(name) !== undefined;
      return isFor ? undefined : checkServerIdentity(name, certificate);
    },
  };
}

/**
 * Whether a connection may be used whose handshake is over (RFC 5922 §7; nothing was sent yet): verified by an authority for the name that was asked for, or exactly
 * the certificate that was accepted before. null: it may; otherwise what is wrong, with the certificate for the agent to judge.
 */
export function judgeCertificate(socket: TLSSocket, trusted: TrustedCertificate | null): Failure | null {
  if (socket.authorized) return null;
  const code = String(socket.authorizationError);
  const leaf = socket.getPeerX509Certificate();
  if (!leaf) return { reason: 'tls-failed', technical: code };
  if (trusted?.authorityPem === null && leaf.fingerprint256 === trusted.fingerprint) return null;
  const { reason } = failureOfSocketError({ code });
  const isUnknown = reason !== 'tls-expired' && reason !== 'tls-wrong-host';
  const isChanged = trusted !== null && (trusted.authorityPem === null || isUnknown);
  const certificate = describe(leaf, { before: isChanged ? trusted.fingerprint : null, authority: isUnknown ? findAuthority(leaf) : null });
  if (isChanged) return { reason: 'tls-changed', technical: code, certificate };
  return { reason: code === selfSigned ? 'tls-self-signed' : isUnknown ? 'tls-untrusted' : reason, technical: code, certificate };
}

function describe(leaf: X509Certificate, { before, authority }: { before: string | null; authority: X509Certificate | null }): RefusedCertificate {
  return {
    subject: readName(leaf.subject),
    issuer: readName(leaf.issuer),
    fingerprint: leaf.fingerprint256,
    validFrom: leaf.validFromDate.getTime(),
    validTo: leaf.validToDate.getTime(),
    before,
    offer: authority
      ? { fingerprint: authority.fingerprint256, authorityPem: authority.toString() }
      : { fingerprint: leaf.fingerprint256, authorityPem: null },
  };
}

/** The root that the server sent along. One that is left out cannot be accepted, only what it issued. */
function findAuthority(leaf: X509Certificate): X509Certificate | null {
  let last = leaf;
  for (let depth = 0; depth < longestChain && last.issuerCertificate; depth += 1) last = last.issuerCertificate;
  const isRoot = last !== leaf && last.ca && last.checkIssued(last) && last.verify(last.publicKey);
  return isRoot ? last : null;
}

/** `CN=pbx.example.com\nO=Example` → `pbx.example.com, Example` */
function readName(name: string): string {
  const parts = name.split('\n').map((part) => part.replace(/^[^=]*=/, ''));
  const common = name.split('\n').findIndex((part) => part.startsWith('CN='));
  if (common > 0) parts.unshift(...parts.splice(common, 1));
  return parts.join(', ').slice(0, 300);
}
