import type { OAuthClient } from '../../../contract/model/mail-login.ts';

/** What must be known of a provider to sign in there. From their own pages; `issuer` alone: it says the rest itself. */
export interface OAuthEndpoints {
  readonly issuer: string;
  readonly authorization: string | null;
  readonly token: string | null;
  readonly device: string | null;
  readonly scope: string;
  /** What this provider wants to be told beside the standard, so that it gives a refresh token. */
  readonly extra: Readonly<Record<string, string>>;
  /** By which name this computer is registered there. */
  readonly loopback: '127.0.0.1' | 'localhost';
}

const google: OAuthEndpoints = {
  issuer: 'https://accounts.google.com',
  authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
  token: 'https://oauth2.googleapis.com/token',
  // Its flow for other devices does not give this scope.
  device: null,
  scope: 'https://mail.google.com/',
  extra: { access_type: 'offline', prompt: 'consent' },
  loopback: '127.0.0.1',
};

function microsoft(tenant: string): OAuthEndpoints {
  const base = `https://login.microsoftonline.com/${encodeURIComponent(tenant || 'common')}`;
  return {
    issuer: `${base}/v2.0`,
    authorization: `${base}/oauth2/v2.0/authorize`,
    token: `${base}/oauth2/v2.0/token`,
    device: `${base}/oauth2/v2.0/devicecode`,
    scope: 'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
    extra: { prompt: 'select_account' },
    // The only one its page for administrators lets be typed in over http.
    loopback: 'localhost',
  };
}

export function endpointsOf({ provider, tenant, issuer, scope }: OAuthClient): OAuthEndpoints {
  if (provider === 'google') return google;
  if (provider === 'microsoft') return microsoft(tenant);
  // Without consent a provider gives no refresh token (OpenID Connect Core §11).
  const extra: Record<string, string> = scope.split(' ').includes('offline_access') ? { prompt: 'consent' } : {};
  return { issuer, authorization: null, token: null, device: null, scope, extra, loopback: '127.0.0.1' };
}

/** Encrypted, or on this very computer. */
export function isSafeAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname));
}
