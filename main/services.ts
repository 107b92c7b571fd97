import { join } from 'node:path';
import type { AccountId } from '../contract/model/ids.ts';
import type { ApplicationState, Settings } from '../contract/model/settings.ts';
import { createChannelServices, type ChannelServices } from './channel-services.ts';
import { createAccountsService, type AccountsService } from './accounts/accounts-service.ts';
import { createSecretKeeper, type SecretKeeper } from './accounts/secret-keeper.ts';
import { createAgentService, type AgentService } from './agent/agent-service.ts';
import { isOffered } from './agent/presence.ts';
import { createContactsService, type ContactsService } from './contacts/contacts-service.ts';
import { createInboxFeed, type InboxFeed } from './inbox/inbox-feed.ts';
import { createInboxService, type InboxService } from './inbox/inbox-service.ts';
import type { Ports } from './ports.ts';
import type { PracticeLine } from './practice/practice-line.ts';
import { createPracticeWorkspace, type PracticeWorkspace } from './practice/practice-workspace.ts';
import type { RecordingsService } from './recordings/recordings-service.ts';
import { openRecordings } from './recording-services.ts';
import { createSettingsService, type SettingsService } from './settings/settings-service.ts';
import { openStore, type Store } from './store/database.ts';
import { pruneChanges } from './store/entry-rows.ts';
import { createTurns, turnsBytes } from './store/turns.ts';
import { createCallJournal } from './timeline/call-journal.ts';
import { createFeed, type Feed } from './timeline/feed.ts';
import { createWatched } from './timeline/watched.ts';
import { createTimelineService, type TimelineService } from './timeline/timeline-service.ts';
import { languageOf, type Language } from './text/language.ts';
import type { CallJournal } from './voice/call-journal.ts';
import type { CallAdmission } from './voice/voice-accounts.ts';
import { createSipTrace, type SipTrace } from './voice/sip-trace.ts';
import type { createVoice } from './voice/voice.ts';
import type { VoiceService } from './voice/voice-service.ts';
import { createWrapUpService, type WrapUpService } from './wrap-up/wrap-up-service.ts';

export interface CoreConfig {
  readonly dataFolder: string;
  readonly version: string;
  readonly shell: ApplicationState['shell'];
  /** BCP 47. */
  readonly systemLocale: string;
}

export interface Services extends ChannelServices {
  readonly settings: SettingsService;
  readonly secrets: SecretKeeper;
  readonly accounts: AccountsService;
  readonly feed: Feed;
  readonly timeline: TimelineService;
  readonly contacts: ContactsService;
  readonly agent: AgentService;
  readonly wrapUps: WrapUpService;
  readonly voice: VoiceService;
  readonly practice: PracticeWorkspace;
  readonly inbox: InboxService;
  readonly inboxFeed: InboxFeed;
  readonly recordings: RecordingsService;
  readonly sipTrace: SipTrace;
  readonly store: Store;
}

/** What `createVoice` is to the core; tests bring their own. */
export type CreateVoice = (deps: Parameters<typeof createVoice>[0]) => { readonly voice: VoiceService; readonly practiceLine: PracticeLine };

const keptChanges = 10_000;

/** Every capability, each given what it needs of the others. `resources` owns what must be closed. */
export function createServices(ports: Ports, config: CoreConfig, parts: { createVoice: CreateVoice; resources: AsyncDisposableStack }): Services {
  const { clock, logger } = ports;
  const { resources } = parts;
  const database = { file: join(config.dataFolder, 'threadline.db'), turns: new SharedArrayBuffer(turnsBytes) };
  const store = resources.use(openStore(database.file, undefined, { takeTurn: createTurns(database.turns).hurry }));
  store.write((writer) => pruneChanges(writer, keptChanges));

  const settings = createSettingsService({ file: ports.settingsFile, logger, systemLocale: config.systemLocale });
  const now = (): Settings => settings.read();
  const country = (): string => now().country;
  const agentName = (): string | null => now().agentName || null;
  const secrets = createSecretKeeper({ vault: ports.vault, logger, isUnprotectedAccepted: () => now().isUnprotectedVaultAccepted });
  const accounts = createAccountsService({ store, secrets });
  const watched = createWatched();
  const me = (): string => now().agentName.trim();
  const inboxFeed = resources.use(createInboxFeed({ store, clock, me }));
  const feed = resources.use(createFeed({ store, clock, isWatched: watched.has, onEntry: inboxFeed.entryChanged }));
  const timeline = createTimelineService({ store, feed, clock, agentName, onOpened: watched.add });
  const contacts = createContactsService({ store, clock, country, domain: accounts.defaultDomain });
  const agent = createAgentService({ store, clock, awayReasonIds: () => idsOf(now().awayReasons) });
  const wrapUps = createWrapUpService({
    store,
    clock,
    onEntryChanged: feed.entryChanged,
    dispositionIds: () => idsOf(now().dispositions),
    limitMs: () => now().wrapUpMs,
  });

  const journal = openJournal(createCallJournal({ store, feed, clock, country, agentName }), wrapUps);
  const language = (): Language => languageOf(now().language, config.systemLocale);
  const channels = createChannelServices({
    ports,
    store,
    database,
    dataFolder: config.dataFolder,
    secrets,
    feed,
    country,
    language,
    agentName,
    undoMs: () => now().undoSendMs,
    usualBytes: () => now().maxMessageMb * 1_000_000,
    filesFolder: join(config.dataFolder, 'outgoing'),
    resources,
  });
  const inbox = resources.use(
    createInboxService({
      store,
      clock,
      me,
      onChanged: (id) => {
        inboxFeed.conversationChanged(id);
        feed.conversationChanged(id);
      },
      markRead: channels.messages.markRead,
      onReturned: ports.network.onReturned,
    }),
  );

  const recordings = openRecordings({
    store,
    secrets,
    folder: join(config.dataFolder, 'recordings'),
    clock,
    logger,
    onEntryChanged: feed.entryChanged,
    keptDays: () => now().recordingKeptDays,
    resources,
  });

  const sipTrace = createSipTrace(clock);
  const { voice, practiceLine } = parts.createVoice({
    trace: sipTrace,
    accounts: { list: accounts.dialable, password: accounts.password, changed: accounts.changed },
    journal,
    admission: admissionOf(agent),
    rules: now,
    archive: recordings,
    clock,
    logger,
    network: ports.network,
    country,
    userAgentName: `Threadline/${config.version}`,
    restartMediaPage: () => ports.windows.restartMediaPage(),
  });
  resources.use(voice);
  voice.applySettings(now());

  const practice = createPracticeWorkspace({
    store,
    clock,
    line: practiceLine,
    language,
    endCalls: endingCalls(voice),
    onChanged() {
      recordings.sweep();
      for (const part of [accounts, channels.channelAccounts, channels.outbox, channels.drafts, wrapUps]) part.refresh();
    },
  });
  const known = { settings, secrets, accounts, feed, timeline, contacts, agent, wrapUps, inbox, inboxFeed, recordings, sipTrace, store };
  return { ...known, voice, practice, ...channels };
}

/** What was talked about wants its wrap-up. */
function openJournal(calls: ReturnType<typeof createCallJournal>, wrapUps: WrapUpService): CallJournal {
  // Also what the agent was talking about when the program ended.
  for (const callId of calls.closeInterrupted()) wrapUps.begin(callId);
  return {
    ...calls,
    end(callId, how) {
      calls.end(callId, how);
      if (how.result === 'answered' && !how.isConsultation) wrapUps.begin(callId);
    },
  };
}

const endingCalls =
  (voice: VoiceService) =>
  async (accountIds: readonly AccountId[]): Promise<void> => {
    const live = voice.list().filter(({ accountId }) => accountIds.includes(accountId));
    await Promise.allSettled(live.map(({ callId }) => voice.hangUp(callId)));
  };

function admissionOf(agent: AgentService): CallAdmission {
  return {
    admit: () => (isOffered(agent.read()) ? 'ring' : 'unavailable'),
    isOnDuty: () => agent.read().state !== 'offline',
    changed: { on: (listener) => agent.changed.on(() => listener()) },
  };
}

function idsOf(labelled: readonly { readonly id: string }[]): string[] {
  return labelled.map(({ id }) => id);
}
