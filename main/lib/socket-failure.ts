import type { Failure, FailureReason } from '../../contract/model/failure.ts';

const socketReasons: Readonly<Record<string, FailureReason>> = {
  ERR_INVALID_URL: 'server-address-invalid',
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  EAI_FAIL: 'host-unknown',
  EAI_NODATA: 'host-unknown',
  EAI_NONAME: 'host-unknown',
  ENODATA: 'host-unknown',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-refused',
  ENETUNREACH: 'connection-refused',
  ENETDOWN: 'connection-refused',
  EADDRNOTAVAIL: 'connection-refused',
  EACCES: 'connection-refused',
  EPERM: 'connection-refused',
  ETIMEDOUT: 'connection-timed-out',
  ESOCKETTIMEDOUT: 'connection-timed-out',
  ECONNRESET: 'connection-lost',
  ECONNABORTED: 'connection-lost',
  EPIPE: 'connection-lost',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  ERR_TLS_CERT_ALTNAME_FORMAT: 'tls-wrong-host',
  HOSTNAME_MISMATCH: 'tls-wrong-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  CERT_REJECTED: 'tls-untrusted',
  CERT_REVOKED: 'tls-untrusted',
  CERT_SIGNATURE_FAILURE: 'tls-untrusted',
  CERT_CHAIN_TOO_LONG: 'tls-untrusted',
  INVALID_CA: 'tls-untrusted',
  INVALID_PURPOSE: 'tls-untrusted',
  EPROTO: 'tls-failed',
};

/** What an error of a socket means: errno, TLS code, or the answer to a WebSocket upgrade (RFC 6455 §4.2.2). */
export function failureOfSocketError(error: unknown): Failure {
  const { code, message, errors } = toFields(error);
  // Happy eyeballs: several addresses failed; the first says why.
  if (errors.length > 0 && !(code in socketReasons)) return failureOfSocketError(errors[0]);
  const known = socketReasons[code];
  if (known) return { reason: known, technical: code };
  if (/^ERR_(SSL|TLS)_/.test(code)) return { reason: 'tls-failed', technical: code };
  const upgrade = /Unexpected server response: (\d{3})/.exec(message);
  if (upgrade) return { reason: 'websocket-refused', technical: `HTTP ${upgrade[1]}` };
  // Ours, and those `ws` gives no code: its texts are the only sign.
  if (/handshake has timed out/i.test(message)) return { reason: 'connection-timed-out' };
  if (/subprotocol|Invalid (Upgrade|Sec-WebSocket)/i.test(message)) return { reason: 'websocket-refused', technical: message.slice(0, 120) };
  // llhttp: what answers speaks no HTTP at all.
  if (code.startsWith('HPE_')) return { reason: 'websocket-refused', technical: code };
  if (/before secure TLS connection was established/i.test(message)) return { reason: 'tls-failed' };
  return { reason: 'connection-lost', ...(code ? { technical: code } : {}) };
}

function toFields(error: unknown): { code: string; message: string; errors: readonly unknown[] } {
  if (typeof error !== 'object' || error === null) return { code: '', message: String(error), errors: [] };
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown };
  return { code: typeof code === 'string' ? code.slice(0, 80) : '', message: String(message ?? ''), errors: Array.isArray(errors) ? errors : [] };
}
