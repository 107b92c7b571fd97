import type { Failure, FailureReason } from '../../contract/model/failure.ts';

type Context = 'register' | 'call';

const registerReasons: Readonly<Record<number, FailureReason>> = {
  401: 'password-refused',
  403: 'account-forbidden',
  404: 'account-unknown',
  407: 'password-refused',
  408: 'registrar-silent',
  410: 'account-unknown',
  416: 'server-address-invalid',
  480: 'account-unknown',
  500: 'registrar-error',
  503: 'registrar-overloaded',
  504: 'registrar-silent',
  603: 'account-forbidden',
  604: 'account-unknown',
};

const callReasons: Readonly<Record<number, FailureReason>> = {
  401: 'password-refused',
  403: 'call-refused',
  404: 'number-unknown',
  407: 'password-refused',
  408: 'call-unanswered',
  410: 'number-unknown',
  415: 'codec-mismatch',
  416: 'number-invalid',
  480: 'callee-unavailable',
  481: 'call-lost',
  484: 'number-invalid',
  485: 'number-unknown',
  486: 'callee-busy',
  487: 'call-unanswered',
  488: 'codec-mismatch',
  500: 'callee-unavailable',
  600: 'callee-busy',
  603: 'call-declined',
  604: 'number-unknown',
  606: 'codec-mismatch',
  607: 'call-declined',
  608: 'call-declined',
};

/** Causes of the telephone network (ITU-T Q.850), which say more than the status a gateway made of them (RFC 3398 §8.2.6.1). */
const telephoneCauses: Readonly<Record<number, FailureReason>> = {
  1: 'number-unknown',
  17: 'callee-busy',
  18: 'call-unanswered',
  19: 'call-unanswered',
  20: 'callee-unavailable',
  21: 'call-declined',
  22: 'number-unknown',
  27: 'callee-unavailable',
  28: 'number-invalid',
  65: 'codec-mismatch',
  88: 'codec-mismatch',
};

/**
 * What a final SIP response means (RFC 3261 §21). `reasonHeader`: the response's Reason (RFC 3326), where it has one. The reason phrase is the server's own text
 * in whatever language and stays out.
 */
export function failureOfResponse(status: number, context: Context, reasonHeader?: string): Failure {
  const cause = context === 'call' ? causeOf(reasonHeader) : null;
  const byCause = cause === null || isAuthentication(status) ? undefined : telephoneCauses[cause];
  const known = (context === 'register' ? registerReasons : callReasons)[status];
  const technical = byCause === undefined ? `SIP ${status}` : `SIP ${status}, Q.850 ${cause}`;
  return { reason: byCause ?? known ?? otherwise(status, context), technical };
}

function isAuthentication(status: number): boolean {
  return status === 401 || status === 407;
}

function otherwise(status: number, context: Context): FailureReason {
  if (context === 'register') return 'registrar-error';
  if (status >= 600) return 'call-declined';
  return status >= 500 ? 'callee-unavailable' : 'call-refused';
}

function causeOf(header: string | undefined): number | null {
  const cause = /^\s*Q\.850\b[^,]*;\s*cause\s*=\s*(\d{1,3})\b/i.exec(header ?? '')?.[1];
  return cause === undefined ? null : Number(cause);
}

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
