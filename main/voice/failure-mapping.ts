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
