import { ContractError } from '../../contract/errors.ts';
import type { Account, AccountDraft } from '../../contract/model/account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { DtmfMode } from '../../contract/model/account.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import { insertAccount, listAccounts, readAccount, removeAccount, settleDefault, updateAccount } from '../store/account-rows.ts';
import type { Store } from '../store/database.ts';
import { checkDraft } from './account-draft.ts';
import type { SecretKeeper } from './secret-keeper.ts';

/** An enabled account as voice needs it; the same shape as main/voice/voice-accounts.ts asks for. */
export interface DialableAccount {
  readonly id: AccountId;
  readonly kind: 'sip' | 'practice';
  readonly user: string;
  readonly domain: string;
  readonly displayName: string | null;
  readonly authUser: string | null;
  readonly serverUrl: string;
  readonly iceServers: readonly { readonly url: string; readonly username: string | null; readonly credential: string | null }[];
  readonly dtmfMode: DtmfMode;
  readonly isDefault: boolean;
}

export interface AccountsService {
  readonly changed: Listenable<void>;
  list(): Account[];
  /** Throws invalid-input naming the field. The first account is the default one. */
  add(draft: AccountDraft): Account;
  /** Throws not-found, invalid-input. A null password keeps the stored one. */
  edit(accountId: AccountId, draft: AccountDraft): Account;
  /** Throws not-found. Its passwords are erased; calls that went over it stay on their timelines. */
  remove(accountId: AccountId): void;
  addPractice(label: string, aor: string): Account;
  dialable(): DialableAccount[];
  password(accountId: AccountId): string | null;
}

export function createAccountsService({ store, secrets }: { store: Store; secrets: SecretKeeper }): AccountsService {
  const changed = createEmitter<void>();
  const passwordName = (id: AccountId): string => `account:${id}:password`;
  const credentialName = (id: AccountId, url: string): string => `account:${id}:ice:${url}`;

  function find(id: AccountId): Account {
    const account = readAccount(store.reader, id);
    if (!account) throw new ContractError('not-found');
    return account;
  }

  function keepSecrets(id: AccountId, draft: AccountDraft): void {
    if (draft.password) secrets.write(passwordName(id), draft.password);
    for (const { url, credential } of draft.iceServers) if (credential) secrets.write(credentialName(id, url), credential);
  }

  function toAccount(draft: AccountDraft, before: Account | null): Omit<Account, 'id'> {
    const { password: _, ...fields } = checkDraft(draft);
    return {
      ...fields,
      kind: before?.kind ?? 'sip',
      iceServers: draft.iceServers.map(({ credential, ...server }) => ({
        ...server,
        hasCredential: Boolean(credential) || (before?.iceServers.some((known) => known.url === server.url && known.hasCredential) ?? false),
      })),
    };
  }

  return {
    changed,
    list: () => listAccounts(store.reader),
    add(draft) {
      const account = toAccount(draft, null);
      const id = store.write((writer) => {
        const added = insertAccount(writer, account);
        settleDefault(writer, account.isDefault ? added : null);
        return added;
      });
      keepSecrets(id, draft);
      changed.emit();
      return find(id);
    },
    edit(id, draft) {
      const before = find(id);
      const account = { ...toAccount(draft, before), id };
      store.write((writer) => {
        updateAccount(writer, account);
        settleDefault(writer, account.isDefault ? id : null);
      });
      keepSecrets(id, draft);
      changed.emit();
      return find(id);
    },
    remove(id) {
      const account = find(id);
      store.write((writer) => {
        removeAccount(writer, id);
        settleDefault(writer, null);
      });
      secrets.erase(passwordName(id));
      for (const { url } of account.iceServers) secrets.erase(credentialName(id, url));
      changed.emit();
    },
    addPractice(label, aor) {
      const id = store.write((writer) => {
        const added = insertAccount(writer, {
          kind: 'practice',
          label,
          aor,
          displayName: null,
          authUser: null,
          serverUrl: 'practice:',
          iceServers: [],
          dtmfMode: 'auto',
          isEnabled: true,
          isDefault: false,
        });
        settleDefault(writer, null);
        return added;
      });
      changed.emit();
      return find(id);
    },
    dialable: () =>
      listAccounts(store.reader)
        .filter(({ isEnabled }) => isEnabled)
        .map(({ id, kind, aor, displayName, authUser, serverUrl, iceServers, dtmfMode, isDefault }) => {
          const [user = '', domain = ''] = aor.split('@');
          const servers = iceServers.map(({ url, username, hasCredential }) => ({ url, username, credential: hasCredential ? secrets.read(credentialName(id, url)) : null }));
          return { id, kind, user, domain, displayName, authUser, serverUrl, iceServers: servers, dtmfMode, isDefault };
        }),
    password: (id) => secrets.read(passwordName(id)),
  };
}
