import type { ChannelAccount } from '../contract/model/channel-account.ts';
import type { AccountId } from '../contract/model/ids.ts';
import { Worker } from 'node:worker_threads';
import { createChannelAccountsService, type ChannelAccountsService } from './accounts/channel-accounts-service.ts';
import { createOAuthConnection } from './accounts/oauth/oauth-client.ts';
import { createSignInService, type SignInService } from './accounts/oauth/sign-in-service.ts';
import { createTokenKeeper } from './accounts/oauth/token-keeper.ts';
import type { SecretKeeper } from './accounts/secret-keeper.ts';
import { createAccountTester, type AccountTester } from './connectors/account-test.ts';
import { canWake, createConnectors, readConnectorError } from './connectors/registry.ts';
import { createSenders } from './connectors/senders.ts';
import { createDraftsService, type DraftsService } from './drafts/drafts-service.ts';
import { createFileFolder } from './drafts/file-folder.ts';
import { createFileSenders } from './drafts/file-sender.ts';
import { createSizeLimits, type SizeLimits } from './drafts/size-limits.ts';
import { createWrittenDrafts } from './drafts/written-drafts.ts';
import { workerFile } from './lib/worker-file.ts';
import { createOutboxService, type OutboxService } from './outbox/outbox-service.ts';
import type { SendingAccount } from './outbox/senders.ts';
import { createMediaServices, type MediaServices } from './media-services.ts';
import type { Ports } from './ports.ts';
import { createPracticePost } from './practice/practice-post.ts';
import { readThreadSecret } from './store/kept-rows.ts';
import type { DatabasePlace, Store } from './store/database.ts';
import type { PolledAccounts } from './sync/polled-accounts.ts';
import { createReadingThread, ReadingError } from './sync/reading-thread.ts';
import type { Language } from './text/language.ts';
import { signInText } from './text/sign-in.ts';
import { createSyncService, type SyncService } from './sync/sync-service.ts';
import type { Feed } from './timeline/feed.ts';
import { createMessagesService, type MessagesService } from './timeline/messages-service.ts';

/** Everything that is written rather than said: the polled accounts, what they bring, and how it is read. */
export interface ChannelServices extends MediaServices {
  readonly channelAccounts: ChannelAccountsService;
  readonly signIns: SignInService;
  readonly sync: SyncService;
  readonly tester: AccountTester;
  readonly messages: MessagesService;
  readonly outbox: OutboxService;
  readonly drafts: DraftsService;
  readonly sizeLimits: SizeLimits;
}

export interface ChannelServicesDeps {
  readonly ports: Pick<Ports, 'clock' | 'logger' | 'network' | 'desktop'>;
  readonly dataFolder: string;
  readonly store: Store;
  /** The same file, for the thread that writes what accounts bring. */
  readonly database: DatabasePlace;
  readonly secrets: SecretKeeper;
  readonly feed: Feed;
  readonly country: () => string;
  readonly language: () => Language;
  readonly agentName: () => string | null;
  /** How long a message can be taken back. */
  readonly undoMs: () => number;
  /** How large a message may be where the provider does not say. */
  readonly usualBytes: () => number;
  /** Where files that are sent along are kept until they have gone out. */
  readonly filesFolder: string;
  readonly resources: AsyncDisposableStack;
}

export function createChannelServices(deps: ChannelServicesDeps): ChannelServices {
  const { store, secrets, feed, country, resources } = deps;
  const { clock, logger, network, desktop } = deps.ports;
  const threadSecret = readThreadSecret(store);
  const openLink = (address: string): boolean => {
    desktop?.openLink(address).catch((error: unknown) => logger.warn('browser-not-opened', { error: String(error).slice(0, 200) }));
    return desktop !== null;
  };
  const connection = createOAuthConnection();
  const signIns: SignInService = resources.use(
    createSignInService({
      connection,
      browser: { open: openLink },
      clock,
      logger,
      page: () => signInText[deps.language()],
      onSignedIn: (id, granted) => channelAccounts.signedIn(id, granted),
    }),
  );
  const tokens = createTokenKeeper({ secrets, connection, clock, logger });
  const channelAccounts = createChannelAccountsService({ store, secrets, tokens, signIns });
  const practice = createPracticePost({ store, clock, random: Math.random, language: deps.language });
  const connectors = resources.use(createConnectors({ clock, logger, practiceMailbox: practice.open }));
  const enabled = (): ChannelAccount[] => channelAccounts.list().filter(({ isEnabled }) => isEnabled);
  const find = (accountId: AccountId): ChannelAccount => {
    const account = enabled().find(({ id }) => id === accountId);
    if (!account) throw new Error(`account ${accountId} is not there`);
    return account;
  };
  const accounts = {
    changed: channelAccounts.changed,
    list: () => enabled().map((account) => ({ id: account.id, fingerprint: JSON.stringify([account, channelAccounts.loginVersion(account.id)]) })),
  };
  const reading = resources.use(
    createReadingThread({
      start: () =>
        new Worker(workerFile('reading-worker', import.meta.url), { workerData: deps.database, resourceLimits: { maxYoungGenerationSizeMb: 32 } }),
      login: channelAccounts.login,
      country,
      canWake,
      onCommitted: (changes) => changes.forEach(feed.entryChanged),
      clock,
      logger,
    }),
  );
  const polled: PolledAccounts = {
    ...accounts,
    open: (accountId) => reading.open(find(accountId)),
    readFailure: (error) => (error instanceof ReadingError ? error.said : null),
  };
  const sync = resources.use(createSyncService({ accounts: polled, store, clock, logger, network, random: Math.random }));
  const folder = createFileFolder(deps.filesFolder);
  const drafts = createDraftsService({ store, folder, clock, logger });
  // In this thread: apart from those that read.
  const opened = {
    ...accounts,
    open: (id: AccountId) => connectors.open(find(id), channelAccounts.login(id)),
    readFailure: readConnectorError,
  };
  const connectorSenders = resources.use(createSenders(opened));
  const sizeLimits = createSizeLimits({
    store,
    clock,
    usualBytes: deps.usualBytes,
    ask: (accountId, signal) => connectorSenders.find(accountId)?.sizeLimit?.(signal) ?? Promise.resolve(null),
  });
  const outbox = resources.use(
    createOutboxService({
      ...deps,
      clock,
      logger,
      network,
      senders: createFileSenders({ senders: connectorSenders, folder }),
      drafts: createWrittenDrafts({ drafts, sizeLimits, clock }),
      account: (id) => sendingAccount(channelAccounts.list().find((account) => account.id === id)),
      random: Math.random,
      threadSecret,
      onEntryChanged: feed.entryChanged,
    }),
  );
  // What has gone out may have answered something.
  resources.defer(outbox.changed.on(sync.tellMarks));
  return {
    channelAccounts,
    signIns,
    sync,
    outbox,
    drafts,
    sizeLimits,
    tester: createAccountTester({ connectors, clock }),
    messages: createMessagesService({ store, feed, clock, clean: connectors.clean, onMarked: sync.tellMarks }),
    ...createMediaServices({ ...deps, accounts: opened, unpacker: connectors.unpacker, clean: connectors.clean }),
  };
}

function sendingAccount(account: ChannelAccount | undefined): SendingAccount | null {
  return account ? { address: account.address, displayName: account.displayName, isPractice: account.kind === 'practice-mail' } : null;
}
