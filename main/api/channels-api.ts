import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { ChannelAccountsService } from '../accounts/channel-accounts-service.ts';
import { suggestServers } from '../accounts/mail-providers.ts';
import type { AccountTester } from '../connectors/account-test.ts';
import type { SyncService } from '../sync/sync-service.ts';

export function createChannelsApi({
  accounts,
  sync,
  tester,
}: {
  accounts: ChannelAccountsService;
  sync: SyncService;
  tester: AccountTester;
}): HandlersOf<typeof mainSide, 'channels'> {
  return {
    'channels.list': () => ({ accounts: accounts.list(), statuses: [...sync.statuses()] }),
    'channels.add': (draft) => accounts.add(draft),
    'channels.edit': ({ accountId, draft }) => accounts.edit(accountId, draft),
    'channels.remove': ({ accountId }) => {
      accounts.remove(accountId);
      return {};
    },
    'channels.test': ({ draft, accountId }) => tester.test(accounts.check(draft), accounts.draftLogin(draft, accountId)),
    'channels.folders': async ({ draft, accountId }) => ({
      folders: await tester.folders(accounts.check(draft), accounts.draftLogin(draft, accountId)),
    }),
    'channels.retry': ({ accountId }) => {
      sync.retry(accountId);
      return {};
    },
    'channels.set-paused': ({ accountId, isPaused }) => {
      sync.setPaused(accountId, isPaused);
      return {};
    },
    'channels.set-backfill-paused': ({ accountId, isPaused }) => {
      sync.setBackfillPaused(accountId, isPaused);
      return {};
    },
    'channels.suggest': ({ address, provider }) => suggestServers(address, provider),
  };
}
