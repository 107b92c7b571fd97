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
}

const known: Readonly<Record<'google' | 'microsoft', OAuthEndpoints>> = {
  google: {
    issuer: 'https://accounts.google.com',
    authorization: 'https://accounts.google.com/o/oauth2/v2/auth',
    token: 'https://oauth2.googleapis.com/token',
    device: 'https://oauth2.googleapis.com/device/code',
    scope: 'https://mail.google.com/',
    extra: { access_type: 'offline', prompt: 'consent' },
  },
  microsoft: {
    issuer: 'https://login.microsoftonline.com/common/v2.0',
    authorization: 'https://login.microsoftonline.com/common/oauth2/v2.0/authorize',
    token: 'https://login.microsoftonline.com/common/oauth2/v2.0/token',
    device: 'https://login.microsoftonline.com/common/oauth2/v2.0/devicecode',
    scope: 'https://outlook.office.com/IMAP.AccessAsUser.All https://outlook.office.com/SMTP.Send offline_access',
    extra: { prompt: 'select_account' },
  },
};

export function endpointsOf({ provider, issuer, scope }: OAuthClient): OAuthEndpoints {
  if (provider !== 'other') return known[provider];
  // Without consent a provider gives no refresh token (OpenID Connect Core §11).
  const extra: Record<string, string> = scope.split(' ').includes('offline_access') ? { prompt: 'consent' } : {};
  return { issuer, authorization: null, token: null, device: null, scope, extra };
}

/** Encrypted, or on this very computer. */
export function isSafeAddress(address: string): boolean {
  const url = URL.canParse(address) ? new URL(address) : null;
  if (!url || url.username || url.password) return false;
  return url.protocol === 'https:' || (url.protocol === 'http:' && ['127.0.0.1', '[::1]', 'localhost'].includes(url.hostname));
}
