import type { ChannelAccount, MailAccount, MailAccountDraft } from '../../../contract/model/channel-account.ts';
import type { MailFolder, MailFolders } from '../../../contract/model/mail-folder.ts';
import type { MailLogin, OAuthProvider } from '../../../contract/model/mail-login.ts';

/** What the form begins with. */
export function draftOf(account: MailAccount | null, agentName: string): MailAccountDraft {
  const secrets = { password: null, clientSecret: null, signInId: null };
  if (account) {
    const { id: _, ...fields } = account;
    return { ...fields, ...secrets };
  }
  return {
    kind: 'email-imap',
    label: '',
    address: '',
    displayName: agentName || null,
    userName: '',
    imap: { host: '', port: 993, security: 'tls' },
    smtp: { host: '', port: 465, security: 'tls' },
    login: { kind: 'user-password' },
    folders: null,
    isLeftAsIs: false,
    signature: '',
    isEnabled: true,
    ...secrets,
  };
}

/** null: with a password. */
export function providerOf(login: MailLogin): OAuthProvider | null {
  return login.kind === 'oauth' ? login.client.provider : null;
}

/** A company is one client to its provider: what another mailbox of it has is right for this one too. */
export function loginWith(provider: OAuthProvider | null, others: readonly ChannelAccount[]): MailLogin {
  if (provider === null) return { kind: 'user-password' };
  const known = others.flatMap((other) => (other.kind === 'email-imap' ? [other.login] : [])).find((login) => providerOf(login) === provider);
  return known ?? { kind: 'oauth', client: { provider, clientId: '', tenant: '', issuer: '', scope: '' } };
}

/** What was granted to one client is of no use to another. */
export function isSameClient(before: MailLogin, now: MailLogin): boolean {
  if (before.kind !== 'oauth' || now.kind !== 'oauth') return false;
  const fields = ['provider', 'clientId', 'tenant', 'issuer'] as const;
  return fields.every((field) => before.client[field] === now.client[field]);
}

/** Enough to ask the servers. */
export function isComplete({ address, imap, smtp, login }: MailAccountDraft): boolean {
  const hasClient = login.kind !== 'oauth' || (login.client.clientId !== '' && (login.client.provider !== 'other' || login.client.issuer !== ''));
  return address.includes('@') && imap.host !== '' && smtp.host !== '' && hasClient;
}

/** What is read while nobody has chosen, as a choice to begin with. */
export function usualFolders(there: readonly MailFolder[]): MailFolders {
  const withUse = (use: MailFolder['use']): string | null => there.find((folder) => folder.use === use && folder.isSelectable)?.path ?? null;
  const archive = withUse('archive');
  return { read: archive === null ? [] : [archive], sent: withUse('sent') };
}
