import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { AccountsService } from '../accounts/accounts-service.ts';
import { checkDraft } from '../accounts/account-draft.ts';
import type { VoiceService } from '../voice/voice-service.ts';

export function createAccountsApi(accounts: AccountsService, voice: VoiceService): HandlersOf<typeof mainSide, 'accounts'> {
  return {
    'accounts.list': () => ({ accounts: accounts.list(), statuses: [...voice.statuses()] }),
    'accounts.add': (draft) => accounts.add(draft),
    'accounts.edit': ({ accountId, draft }) => accounts.edit(accountId, draft),
    'accounts.remove': ({ accountId }) => {
      accounts.remove(accountId);
      return {};
    },
    'accounts.test': ({ draft, accountId }) => voice.test(checkDraft(draft), accountId === null ? null : accounts.password(accountId)),
    'accounts.retry': ({ accountId }) => {
      voice.retry(accountId);
      return {};
    },
  };
}
