import { domainToASCII } from 'node:url';
import { ContractError } from '../../contract/errors.ts';
import type { ChannelAccount, ChannelAccountDraft, ConfiguredAccount, MailServer } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { MailLogin } from '../../contract/model/mail-login.ts';
import type { Login } from '../channel.ts';
import { emailKey } from '../lib/email-address.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import {
  insertChannelAccount,
  listChannelAccounts,
  readChannelAccount,
  removeChannelAccount,
  updateChannelAccount,
} from '../store/channel-account-rows.ts';
import type { Store } from '../store/database.ts';
import { clientSecretName, loginOfAccount, loginOfDraft, noLogin, passwordName } from './account-login.ts';
import type { RegisteredClient, Tokens } from './oauth/oauth-client.ts';
import { isSafeAddress } from './oauth/oauth-providers.ts';
import type { SignInService } from './oauth/sign-in-service.ts';
import { tokensName, type TokenKeeper } from './oauth/token-keeper.ts';
import type { SecretKeeper } from './secret-keeper.ts';

/** The accounts that are polled: mailboxes and the like. */
export interface ChannelAccountsService {
  readonly changed: Listenable<void>;
  list(): ChannelAccount[];
  /** Throws invalid-input naming the field; refused with name-taken for a mailbox that is there already. */
  add(draft: ChannelAccountDraft): ConfiguredAccount;
  /** Throws not-found, invalid-input, refused. A null password keeps the stored one. */
  edit(accountId: AccountId, draft: ChannelAccountDraft): ConfiguredAccount;
  /** With everything it brought, and its password. Throws not-found, refused for the practice mailbox, which goes with practice. */
  remove(accountId: AccountId): void;
  /** Puts a form's account into its normal form. Throws invalid-input naming the field. */
  check(draft: ChannelAccountDraft): ChannelAccountDraft;
  /** What an account logs in with. Throws not-found. */
  login(accountId: AccountId): Login;
  /** Another one with every password typed and every sign-in; the same while tokens are renewed. */
  loginVersion(accountId: AccountId): string;
  /** What a form would log in with. */
  draftLogin(draft: ChannelAccountDraft, accountId: AccountId | null): Login;
  /** The OAuth client of a form, or of the stored account. Throws invalid-input where it has none. */
  client(draft: ChannelAccountDraft | null, accountId: AccountId | null): RegisteredClient & { readonly loginHint: string };
  /** Somebody signed in for this account: it is tried at once. */
  signedIn(accountId: AccountId, tokens: Tokens): void;
  settleSecrets(): void;
  /** Something outside of this service added or removed one. */
  refresh(): void;
}

export interface ChannelAccountsDeps {
  readonly store: Store;
  readonly secrets: SecretKeeper;
  readonly tokens: TokenKeeper;
  readonly signIns: Pick<SignInService, 'peek' | 'take'>;
}

export function createChannelAccountsService({ store, secrets, tokens, signIns }: ChannelAccountsDeps): ChannelAccountsService {
  const changed = createEmitter<void>();
  const list = (): ChannelAccount[] => listChannelAccounts(store.reader);

  function find(id: AccountId): ChannelAccount {
    const account = readChannelAccount(store.reader, id);
    if (!account) throw new ContractError('not-found');
    return account;
  }

  /** One that an agent set up. */
  function configured(id: AccountId): ConfiguredAccount {
    const account = find(id);
    if (account.kind === 'practice-mail') throw new ContractError('refused');
    return account;
  }

  function toAccount(draft: ChannelAccountDraft, before: AccountId | null): Omit<ConfiguredAccount, 'id'> {
    const { password: _, clientSecret: __, signInId: ___, ...account } = check(draft);
    const isTaken = list().some(
      (other) => other.kind === account.kind && other.id !== before && other.userName === account.userName && other.imap.host === account.imap.host,
    );
    if (isTaken) throw new ContractError('refused', { failure: { reason: 'name-taken', field: 'address' } });
    return account;
  }

  /** Asked before anything is written: a form whose sign-in is gone must not be half saved. */
  function keepSecrets(id: AccountId, { login, password, clientSecret }: ChannelAccountDraft, signedIn: Tokens | null): void {
    if (password) secrets.write(passwordName(id), password);
    if (clientSecret) secrets.write(clientSecretName(id), clientSecret);
    if (signedIn) tokens.put(id, signedIn);
    // What it does not log in with any longer is not kept.
    const idle = login.kind === 'oauth' ? [passwordName(id)] : [clientSecretName(id), tokensName(id)];
    for (const name of idle) secrets.erase(name);
  }

  const takeSignIn = ({ login, signInId }: ChannelAccountDraft): Tokens | null =>
    login.kind === 'oauth' && signInId !== null ? signIns.take(signInId) : null;
  const stored = (id: AccountId): Login => {
    const account = find(id);
    return account.kind === 'practice-mail' ? noLogin : loginOfAccount(account, { secrets, tokens });
  };

  return {
    changed,
    list,
    check,
    add(draft) {
      const account = toAccount(draft, null);
      const signedIn = takeSignIn(draft);
      const id = store.write((writer) => insertChannelAccount(writer, account));
      keepSecrets(id, draft, signedIn);
      changed.emit();
      return configured(id);
    },
    edit(id, draft) {
      configured(id);
      const account = toAccount(draft, id);
      const signedIn = takeSignIn(draft);
      store.write((writer) => updateChannelAccount(writer, { ...account, id }));
      keepSecrets(id, draft, signedIn);
      changed.emit();
      return configured(id);
    },
    remove(id) {
      configured(id);
      store.write((writer) => removeChannelAccount(writer, id));
      for (const name of secretNames(id)) secrets.erase(name);
      changed.emit();
    },
    login: stored,
    loginVersion: (id) => JSON.stringify([secrets.read(passwordName(id)), secrets.read(clientSecretName(id)), tokens.grantId(id)]),
    draftLogin: (draft, id) =>
      loginOfDraft(draft, { fresh: draft.signInId === null ? null : signIns.peek(draft.signInId), stored: id === null ? null : stored(id) }),
    client(draft, id) {
      const { login, userName } = draft ? check(draft) : configured(id ?? (0 as AccountId));
      if (login.kind !== 'oauth') throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'login' } });
      const kept = id === null ? null : secrets.read(clientSecretName(id));
      return { client: login.client, secret: draft?.clientSecret ?? kept, loginHint: userName };
    },
    signedIn(id, granted) {
      configured(id);
      tokens.put(id, granted);
      changed.emit();
    },
    refresh: () => changed.emit(),
    settleSecrets: () => secrets.settle(list().flatMap(({ id }) => secretNames(id))),
  };
}

const secretNames = (id: AccountId): string[] => [passwordName(id), clientSecretName(id), tokensName(id)];

function check(draft: ChannelAccountDraft): ChannelAccountDraft {
  const key = emailKey(draft.address);
  if (!key) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'address' } });
  return {
    ...draft,
    address: key.shown,
    label: draft.label || key.shown,
    displayName: draft.displayName || null,
    userName: draft.userName || key.shown,
    login: checkLogin(draft.login),
    imap: checkServer(draft.imap, 'imap'),
    smtp: checkServer(draft.smtp, 'smtp'),
  };
}

function checkLogin(login: MailLogin): MailLogin {
  if (login.kind === 'user-password') return login;
  const { clientId, provider, issuer } = login.client;
  if (clientId === '') throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'clientId' } });
  if (provider !== 'other') return login;
  const typed = /^[a-z]+:\/\//i.test(issuer) ? issuer : `https://${issuer}`;
  if (!isSafeAddress(typed)) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'issuer' } });
  return { ...login, client: { ...login.client, issuer: typed } };
}

function checkServer(server: MailServer, field: string): MailServer {
  // Square brackets are for addresses in URLs only.
  const typed = server.host.trim().replaceAll(/^\[|\]$/g, '');
  const host = typed.includes(':') ? typed : domainToASCII(typed);
  if (host === '' || /[\s/@]/.test(host)) throw new ContractError('invalid-input', { failure: { reason: 'server-address-invalid', field } });
  return { ...server, host };
}
