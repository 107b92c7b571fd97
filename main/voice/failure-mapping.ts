import type { Failure, FailureReason } from '../../contract/model/failure.ts';

const registerReasons: Readonly<Record<number, FailureReason>> = {
  401: 'password-refused',
  403: 'account-forbidden',
  404: 'account-unknown',
  407: 'password-refused',
  408: 'registrar-silent',
  480: 'account-unknown',
  503: 'registrar-overloaded',
};

const callReasons: Readonly<Record<number, FailureReason>> = {
  401: 'password-refused',
  403: 'call-refused',
  404: 'number-unknown',
  407: 'password-refused',
  408: 'call-unanswered',
  410: 'number-unknown',
  415: 'codec-mismatch',
  480: 'callee-unavailable',
  484: 'number-invalid',
  486: 'callee-busy',
  488: 'codec-mismatch',
  600: 'callee-busy',
  603: 'call-declined',
  604: 'number-unknown',
  606: 'codec-mismatch',
  607: 'call-declined',
};

/** What a final SIP response means (RFC 3261 §21). */
export function failureOfResponse(status: number, context: 'register' | 'call'): Failure {
  const reasons = context === 'register' ? registerReasons : callReasons;
  const otherwise: FailureReason = context === 'register' ? 'registrar-error' : status >= 500 ? 'callee-unavailable' : 'call-refused';
  return { reason: reasons[status] ?? otherwise, technical: `SIP ${status}` };
}

const socketReasons: Readonly<Record<string, FailureReason>> = {
  ENOTFOUND: 'host-unknown',
  EAI_AGAIN: 'host-unknown',
  ENODATA: 'host-unknown',
  ECONNREFUSED: 'connection-refused',
  EHOSTUNREACH: 'connection-refused',
  ENETUNREACH: 'connection-refused',
  ETIMEDOUT: 'connection-timed-out',
  ECONNRESET: 'connection-lost',
  EPIPE: 'connection-lost',
  CERT_HAS_EXPIRED: 'tls-expired',
  CERT_NOT_YET_VALID: 'tls-expired',
  ERR_TLS_CERT_ALTNAME_INVALID: 'tls-wrong-host',
  DEPTH_ZERO_SELF_SIGNED_CERT: 'tls-untrusted',
  SELF_SIGNED_CERT_IN_CHAIN: 'tls-untrusted',
  UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT: 'tls-untrusted',
  UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'tls-untrusted',
  CERT_UNTRUSTED: 'tls-untrusted',
  EPROTO: 'tls-failed',
};

/** What an error of a socket means: errno, TLS code, or the answer to a WebSocket upgrade. */
export function failureOfSocketError(error: unknown): Failure {
  const { code, message, errors } = toFields(error);
  // Happy eyeballs: several addresses failed; the first says why.
  if (!code && errors.length > 0) return failureOfSocketError(errors[0]);
  const upgrade = /Unexpected server response: (\d+)/.exec(message);
  if (upgrade) return { reason: 'websocket-refused', technical: `HTTP ${upgrade[1]}` };
  if (/handshake has timed out/i.test(message)) return { reason: 'connection-timed-out' };
  if (/subprotocol|Invalid (Upgrade|Sec-WebSocket)|Parse Error/i.test(message)) return { reason: 'websocket-refused', technical: message.slice(0, 120) };
  if (code.startsWith('ERR_SSL') || code.startsWith('ERR_TLS')) return { reason: socketReasons[code] ?? 'tls-failed', technical: code };
  return { reason: socketReasons[code] ?? 'connection-lost', ...(code ? { technical: code } : {}) };
}

function toFields(error: unknown): { code: string; message: string; errors: readonly unknown[] } {
  if (typeof error !== 'object' || error === null) return { code: '', message: String(error), errors: [] };
  const { code, message, errors } = error as { code?: unknown; message?: unknown; errors?: unknown };
  return { code: typeof code === 'string' ? code : '', message: String(message ?? ''), errors: Array.isArray(errors) ? errors : [] };
}
