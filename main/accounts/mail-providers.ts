import type { OAuthProvider } from '../../contract/model/mail-login.ts';
import type { MailServer } from '../../contract/model/channel-account.ts';

interface Servers {
  readonly imap: MailServer;
  readonly smtp: MailServer;
}

const tls = (imap: string, smtp: string): Servers => ({
  imap: { host: imap, port: 993, security: 'tls' },
  smtp: { host: smtp, port: 465, security: 'tls' },
});
const startTls = (imap: string, smtp: string): Servers => ({ imap: tls(imap, smtp).imap, smtp: { host: smtp, port: 587, security: 'starttls' } });

/** Where those that people sign in at have them, for domains of their customers too. */
const signedIn: Readonly<Record<'google' | 'microsoft', Servers>> = {
  google: tls('imap.gmail.com', 'smtp.gmail.com'),
  microsoft: startTls('outlook.office365.com', 'smtp.office365.com'),
};

/** Those that want OAuth 2 rather than a password. */
const oauthOf: Readonly<Record<string, OAuthProvider>> = { 'imap.gmail.com': 'google', 'outlook.office365.com': 'microsoft' };

/** From the providers' own help pages. */
const providers: readonly (readonly [domains: readonly string[], Servers])[] = [
  [['gmail.com', 'googlemail.com'], tls('imap.gmail.com', 'smtp.gmail.com')],
  [['outlook.com', 'hotmail.com', 'live.com', 'outlook.de', 'hotmail.de', 'msn.com'], startTls('outlook.office365.com', 'smtp-mail.outlook.com')],
  [['icloud.com', 'me.com', 'mac.com'], startTls('imap.mail.me.com', 'smtp.mail.me.com')],
  [['yahoo.com', 'yahoo.de', 'ymail.com'], tls('imap.mail.yahoo.com', 'smtp.mail.yahoo.com')],
  [['gmx.de', 'gmx.net', 'gmx.at', 'gmx.ch'], tls('imap.gmx.net', 'mail.gmx.net')],
  [['gmx.com'], tls('imap.gmx.com', 'mail.gmx.com')],
  [['web.de'], tls('imap.web.de', 'smtp.web.de')],
  [['t-online.de', 'magenta.de'], tls('secureimap.t-online.de', 'securesmtp.t-online.de')],
  [['freenet.de'], tls('mx.freenet.de', 'mx.freenet.de')],
  [['posteo.de', 'posteo.net'], tls('posteo.de', 'posteo.de')],
  [['mailbox.org'], tls('imap.mailbox.org', 'smtp.mailbox.org')],
  [['fastmail.com', 'fastmail.fm'], tls('imap.fastmail.com', 'smtp.fastmail.com')],
  [['zoho.com'], tls('imap.zoho.com', 'smtp.zoho.com')],
  [['zoho.eu'], tls('imap.zoho.eu', 'smtp.zoho.eu')],
  [['aol.com'], tls('imap.aol.com', 'smtp.aol.com')],
];

/** The servers of the provider that was chosen, or of an address's; where it is not known, what most companies call theirs. null: no address. */
export function suggestServers(
  address: string,
  chosen: OAuthProvider | null,
): (Servers & { readonly isKnown: boolean; readonly oauth: OAuthProvider | null }) | null {
  if (chosen !== null && chosen !== 'other') return { ...signedIn[chosen], isKnown: true, oauth: chosen };
  const domain = /^[^@\s]+@([a-z\d][a-z\d.-]*\.[a-z]{2,})$/i.exec(address.trim())?.[1]?.toLowerCase();
  if (!domain) return null;
  const known = providers.find(([domains]) => domains.includes(domain))?.[1];
  return known
    ? { ...known, isKnown: true, oauth: oauthOf[known.imap.host] ?? null }
    : { ...tls(`imap.${domain}`, `smtp.${domain}`), isKnown: false, oauth: null };
}
