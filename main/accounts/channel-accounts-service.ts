import { domainToASCII } from 'node:url';
import { ContractError } from '../../contract/errors.ts';
import type { ChannelAccount, ChannelAccountDraft, MailServer } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
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
import type { SecretKeeper } from './secret-keeper.ts';

/** The accounts that are polled: mailboxes and the like. */
export interface ChannelAccountsService {
  readonly changed: Listenable<void>;
  list(): ChannelAccount[];
  /** Throws invalid-input naming the field; refused with name-taken for a mailbox that is there already. */
  add(draft: ChannelAccountDraft): ChannelAccount;
  /** Throws not-found, invalid-input, refused. A null password keeps the stored one. */
  edit(accountId: AccountId, draft: ChannelAccountDraft): ChannelAccount;
  /** With everything it brought, and its password. Throws not-found. */
  remove(accountId: AccountId): void;
  /** Puts a form's account into its normal form. Throws invalid-input naming the field. */
  check(draft: ChannelAccountDraft): ChannelAccountDraft;
  password(accountId: AccountId): string | null;
  settleSecrets(): void;
}

const passwordName = (id: AccountId): string => `account:${id}:password`;

export function createChannelAccountsService({ store, secrets }: { store: Store; secrets: SecretKeeper }): ChannelAccountsService {
  const changed = createEmitter<void>();
  const list = (): ChannelAccount[] => listChannelAccounts(store.reader);

  function find(id: AccountId): ChannelAccount {
    const account = readChannelAccount(store.reader, id);
    if (!account) throw new ContractError('not-found');
    return account;
  }

  function toAccount(draft: ChannelAccountDraft, before: AccountId | null): Omit<ChannelAccount, 'id'> {
    const { password: _, ...account } = check(draft);
    const isTaken = list().some(({ id, userName, imap }) => id !== before && userName === account.userName && imap.host === account.imap.host);
    if (isTaken) throw new ContractError('refused', { failure: { reason: 'name-taken', field: 'address' } });
    return account;
  }

  return {
    changed,
    list,
    check,
    add(draft) {
      const account = toAccount(draft, null);
      const id = store.write((writer) => insertChannelAccount(writer, account));
      if (draft.password) secrets.write(passwordName(id), draft.password);
      changed.emit();
      return find(id);
    },
    edit(id, draft) {
      find(id);
      const account = toAccount(draft, id);
      store.write((writer) => updateChannelAccount(writer, { ...account, id }));
      if (draft.password) secrets.write(passwordName(id), draft.password);
      changed.emit();
      return find(id);
    },
    remove(id) {
      find(id);
      store.write((writer) => removeChannelAccount(writer, id));
      secrets.erase(passwordName(id));
      changed.emit();
    },
    password: (id) => secrets.read(passwordName(id)),
    settleSecrets: () => secrets.settle(list().map(({ id }) => passwordName(id))),
  };
}

function check(draft: ChannelAccountDraft): ChannelAccountDraft {
  const key = emailKey(draft.address);
  if (!key) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'address' } });
  return {
    ...draft,
    address: key.shown,
    label: draft.label || key.shown,
    displayName: draft.displayName || null,
    userName: draft.userName || key.shown,
    imap: checkServer(draft.imap, 'imap'),
    smtp: checkServer(draft.smtp, 'smtp'),
  };
}

function checkServer(server: MailServer, field: string): MailServer {
  // Square brackets are for addresses in URLs only.
  const typed = server.host.trim().replaceAll(/^\[|\]$/g, '');
  const host = typed.includes(':') ? typed : domainToASCII(typed);
  if (host === '' || /[\s/@]/.test(host)) throw new ContractError('invalid-input', { failure: { reason: 'server-address-invalid', field } });
  return { ...server, host };
}
