import type { Failure } from '../../../contract/model/failure.ts';
import { failureOfSocketError } from '../../lib/socket-failure.ts';

/** Why a provider gave no token. */
export class OAuthError extends Error {
  readonly failure: Failure;
  /** What it once granted is over: only signing in again helps. */
  readonly isOver: boolean;
  constructor(failure: Failure, { isOver = false, cause }: { isOver?: boolean; cause?: unknown } = {}) {
    super(failure.reason, { cause });
    this.failure = failure;
    this.isOver = isOver;
  }
}

/** RFC 6749 §4.1.2.1 and §5.2, RFC 8628 §3.5. */
export function toOAuthError(error: unknown): OAuthError {
  if (error instanceof OAuthError) return error;
  const { error: word, status, code, cause } = (error ?? {}) as { error?: unknown; status?: unknown; code?: unknown; cause?: unknown };
  if (typeof word === 'string') return new OAuthError(...failureOfWord(word));
  if (typeof status === 'number' && status >= 500) return new OAuthError({ reason: 'provider-busy', technical: `HTTP ${status}` });
  if (code === 'OAUTH_TIMEOUT') return new OAuthError({ reason: 'connection-timed-out' }, { cause: error });
  // Node's fetch hides what broke in the cause of its error, and openid-client that in another.
  for (let hidden: unknown = cause; hidden instanceof Error; hidden = hidden.cause)
    if ('code' in hidden && !(hidden.cause instanceof Error)) return new OAuthError(failureOfSocketError(hidden), { cause: error });
  const technical = typeof code === 'string' ? { technical: code.slice(0, 80) } : {};
  return new OAuthError({ reason: 'provider-error', ...technical }, { cause: error });
}

function failureOfWord(word: string): [Failure, { isOver: boolean }] {
  const technical = word.slice(0, 80);
  switch (word) {
    case 'invalid_grant':
    case 'interaction_required':
    case 'consent_required':
    case 'login_required':
      return [{ reason: 'sign-in-needed', technical }, { isOver: true }];
    case 'access_denied':
      return [{ reason: 'sign-in-refused', technical }, { isOver: true }];
    case 'expired_token':
      return [{ reason: 'sign-in-expired', technical }, { isOver: true }];
    case 'invalid_client':
    case 'unauthorized_client':
    case 'invalid_scope':
      return [{ reason: 'client-refused', technical }, { isOver: true }];
    case 'temporarily_unavailable':
    case 'server_error':
    case 'slow_down':
      return [{ reason: 'provider-busy', technical }, { isOver: false }];
    default:
      return [{ reason: 'provider-error', technical }, { isOver: false }];
  }
}
