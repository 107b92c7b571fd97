import { ContractError } from '../../contract/errors.ts';
import type { Account, AccountDraft, DtmfMode } from '../../contract/model/account.ts';
import type { TrustedCertificate } from '../../contract/model/certificate.ts';
import type { CallerId, DialPlan } from '../../contract/model/call-rules.ts';
import type { Colleague, SystemCodes } from '../../contract/model/colleague.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import { insertAccount, listAccounts, readAccount, readInstanceId, removeAccount, settleDefault, updateAccount } from '../store/account-rows.ts';
import type { Store } from '../store/database.ts';
import { checkDraft } from './account-draft.ts';
import type { SecretKeeper } from './secret-keeper.ts';

/** An enabled account as voice needs it; the same shape as main/voice/voice-accounts.ts asks for. */
interface DialableAccount {
  readonly id: AccountId;
  readonly kind: 'sip' | 'practice';
  readonly user: string;
  readonly domain: string;
  readonly displayName: string | null;
  readonly authUser: string | null;
  readonly serverUrl: string;
  readonly outboundProxy: string | null;
  readonly trusted: TrustedCertificate | null;
  readonly iceServers: readonly { readonly url: string; readonly username: string | null; readonly credential: string | null }[];
  readonly dtmfMode: DtmfMode;
  readonly dialPlan: DialPlan;
  readonly callerIds: readonly CallerId[];
  readonly colleagues: readonly Colleague[];
  readonly systemCodes: SystemCodes;
  readonly isDefault: boolean;
  readonly instanceId: string;
}

export interface AccountsService {
  readonly changed: Listenable<void>;
  list(): Account[];
  /** Domain of the default account; '' without one. */
  defaultDomain(): string;
  /** Throws invalid-input naming the field, refused with name-taken for the same address at the same server. The first account is the default one. */
  add(draft: AccountDraft): Account;
  /** Throws not-found, invalid-input, refused. A null password or credential keeps the stored one. */
  edit(accountId: AccountId, draft: AccountDraft): Account;
  /** Throws not-found; refused for the practice account. Its passwords are erased; calls that went over it stay on their timelines. */
  remove(accountId: AccountId): void;
  dialable(): DialableAccount[];
  password(accountId: AccountId): string | null;
  /** After the agent changed their mind about where passwords are kept. */
  settleSecrets(): void;
  /** Accounts were added or removed elsewhere: everybody who listens looks again. */
  refresh(): void;
}

const passwordName = (id: AccountId): string => `account:${id}:password`;
const credentialName = (id: AccountId, url: string): string => `account:${id}:ice:${url}`;

export function createAccountsService({ store, secrets }: { store: Store; secrets: SecretKeeper }): AccountsService {
  const changed = createEmitter<void>();
  const list = (): Account[] => listAccounts(store.reader);

  function find(id: AccountId): Account {
    const account = readAccount(store.reader, id);
    if (!account) throw new ContractError('not-found');
    return account;
  }

  function keepSecrets(account: Account, draft: AccountDraft): void {
    const { id } = account;
    if (draft.password) secrets.write(passwordName(id), draft.password);
    for (const { url, credential } of draft.iceServers) if (credential) secrets.write(credentialName(id, url), credential);
  }

  function toAccount(draft: AccountDraft, before: Account | null): Omit<Account, 'id'> {
    const { password: _, iceServers, ...fields } = checkDraft(draft);
    const taken = list().some(({ id, aor, serverUrl }) => id !== before?.id && aor === fields.aor && serverUrl === fields.serverUrl);
    if (taken) throw new ContractError('refused', { failure: { reason: 'name-taken', field: 'aor' } });
    return {
      ...fields,
      kind: before?.kind ?? 'sip',
      iceServers: iceServers.map(({ credential, ...server }) => ({
        ...server,
        hasCredential: Boolean(credential) || (before?.iceServers.some((known) => known.url === server.url && known.hasCredential) ?? false),
      })),
    };
  }

  function toDialable({ label: _, isEnabled: __, forwardCodes: ___, aor, iceServers, ...account }: Account): DialableAccount {
    const [user = '', domain = ''] = aor.split('@');
    const servers = iceServers.map(({ url, username, hasCredential }) => ({
      url,
      username,
      credential: hasCredential ? secrets.read(credentialName(account.id, url)) : null,
    }));
    return { ...account, user, domain, iceServers: servers, instanceId: readInstanceId(store.reader, account.id) };
  }

  return {
    changed,
    list,
    defaultDomain: () => (list().find(({ isDefault }) => isDefault)?.aor ?? '').split('@').at(-1) ?? '',
    add(draft) {
      const account = toAccount(draft, null);
      const id = store.write((writer) => {
        const added = insertAccount(writer, account);
        settleDefault(writer, account.isDefault ? added : null);
        return added;
      });
      const added = find(id);
      keepSecrets(added, draft);
      changed.emit();
      return added;
    },
    edit(id, draft) {
      const before = find(id);
      const account = { ...toAccount(draft, before), id };
      store.write((writer) => {
        updateAccount(writer, account);
        settleDefault(writer, account.isDefault ? id : null);
      });
      for (const { url } of before.iceServers) if (!account.iceServers.some((server) => server.url === url)) secrets.erase(credentialName(id, url));
      keepSecrets(account, draft);
      changed.emit();
      return find(id);
    },
    remove(id) {
      const account = find(id);
      // It goes with everything that was invented (practice.leave), not by itself.
      if (account.kind === 'practice') throw new ContractError('refused');
      store.write((writer) => {
        removeAccount(writer, id);
        settleDefault(writer, null);
      });
      for (const name of secretNames(account)) secrets.erase(name);
      changed.emit();
    },
    dialable: () =>
      list()
        .filter(({ isEnabled }) => isEnabled)
        .map(toDialable),
    password: (id) => secrets.read(passwordName(id)),
    settleSecrets: () => secrets.settle(list().flatMap(secretNames)),
    refresh: () => changed.emit(),
  };
}

function secretNames({ id, iceServers }: Account): string[] {
  return [passwordName(id), ...iceServers.map(({ url }) => credentialName(id, url))];
}
