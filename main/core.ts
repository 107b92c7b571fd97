import { join } from 'node:path';
import { mainSide, viewSide } from '../contract/contract.ts';
import { mediaClientSide, mediaSide } from '../contract/media.ts';
import { ContractError } from '../contract/errors.ts';
import type { ApplicationState } from '../contract/model/settings.ts';
import { connect, type Channel } from '../contract/rpc.ts';
import type { Handlers } from '../contract/side.ts';
import { createAccountsService } from './accounts/accounts-service.ts';
import { createSecretKeeper } from './accounts/secret-keeper.ts';
import { createAgentService } from './agent/agent-service.ts';
import { isOffered } from './agent/presence.ts';
import { createAccountsApi } from './api/accounts-api.ts';
import { createApplicationApi } from './api/application-api.ts';
import { createContactsApi, createTimelineApi, createWrapUpApi } from './api/timeline-api.ts';
import { createVoiceApi } from './api/voice-api.ts';
import { createCallAlerts } from './call-alerts.ts';
import { createContactsService } from './contacts/contacts-service.ts';
import { createEmitter } from './lib/emitter.ts';
import type { Ports } from './ports.ts';
import { createPracticeWorkspace } from './practice/practice-workspace.ts';
import { createSettingsService } from './settings/settings-service.ts';
import { openStore } from './store/database.ts';
import { pruneChanges } from './store/entry-rows.ts';
import { createCallJournal } from './timeline/call-journal.ts';
import { createFeed } from './timeline/feed.ts';
import { createTimelineService } from './timeline/timeline-service.ts';
import { createViews, type Views } from './views.ts';
import { createVoice } from './voice/voice.ts';
import { createWrapUpService } from './wrap-up/wrap-up-service.ts';

export interface CoreConfig {
  readonly dataFolder: string;
  readonly version: string;
  readonly shell: ApplicationState['shell'];
  /** BCP 47. */
  readonly systemLocale: string;
}

/** Everything with authority, behind channels. A shell gives it a window and some services of the operating system. */
export interface Core extends AsyncDisposable {
  /** An agent's window. Several may be open. */
  connectView(channel: Channel): void;
  /** The media page; it replaces the one before. */
  connectMedia(channel: Channel): void;
  readonly hasLiveCalls: boolean;
}

const keptChanges = 10_000;

/** Opens the store and wires everything. Throws ContractError core-not-started where the database cannot be used: see createFailedCore. */
export function createCore(ports: Ports, config: CoreConfig): Core {
  const { clock, logger } = ports;
  const resources = new AsyncDisposableStack();
  const store = resources.use(openStore(join(config.dataFolder, 'threadline.db')));
  store.write((writer) => pruneChanges(writer, keptChanges));

  const settings = createSettingsService({ file: ports.settingsFile, logger, systemLocale: config.systemLocale });
  const country = (): string => settings.read().country;
  const agentName = (): string | null => settings.read().agentName || null;
  const secrets = createSecretKeeper(ports.vault, () => settings.read().isUnprotectedVaultAccepted);
  const accounts = createAccountsService({ store, secrets });
  const feed = resources.use(createFeed({ store, clock }));
  const journal = createCallJournal({ store, feed, clock, country, agentName });
  journal.closeInterrupted();
  const timeline = createTimelineService({ store, feed, clock, agentName });
  const contacts = createContactsService({ store, clock, country });
  const agent = createAgentService({ store, clock, awayReasonIds: () => settings.read().awayReasons.map(({ id }) => id) });
  const wrapUps = createWrapUpService({ store, clock, onEntryChanged: feed.entryChanged, limitMs: () => settings.read().wrapUpMs });

  const admissionChanged = createEmitter<void>();
  const { voice, practiceLine } = createVoice({
    accounts: { list: accounts.dialable, password: accounts.password, changed: accounts.changed },
    journal,
    admission: {
      admit: () => (isOffered(agent.read()) ? 'ring' : 'unavailable'),
      isOnDuty: () => agent.read().state !== 'offline',
      changed: admissionChanged,
    },
    clock,
    logger,
    network: ports.network,
    country,
    userAgentName: `Threadline/${config.version}`,
    restartMediaPage: () => ports.windows.restartMediaPage(),
  });
  resources.use(voice);
  voice.applySettings(settings.read());

  const practice = createPracticeWorkspace({
    store,
    clock,
    line: practiceLine,
    addAccount: () => accounts.addPractice('Practice', 'agent@practice.invalid').id,
    removeAccounts: () => {
      for (const { id, kind } of accounts.list()) if (kind === 'practice') accounts.remove(id);
    },
    onChanged: () => views.announce('application.changed', describe()),
  });

  function describe(): ApplicationState {
    const kinds = new Set(accounts.list().map(({ kind }) => kind));
    const workspace = kinds.has('sip') ? 'live' : kinds.has('practice') ? 'practice' : 'empty';
    const { version, shell, systemLocale } = config;
    return { version, shell, systemLocale, workspace, vaultProtection: secrets.protection, isMediaReady: voice.isMediaReady() };
  }

  const handlers: Handlers<typeof mainSide> = {
    ...createApplicationApi({ settings, agent, practice, describe }),
    ...createAccountsApi(accounts, voice),
    ...createVoiceApi(voice),
    ...createContactsApi(contacts),
    ...createTimelineApi(timeline, wrapUps),
    ...createWrapUpApi(wrapUps),
  };
  let incidents = 0;
  function onIncident(error: unknown, where: string): string {
    const incident = `${clock.now().toString(36)}-${(incidents += 1)}`;
    logger.error('incident', error, { incident, where });
    return incident;
  }
  const views: Views = createViews({ handlers, onIncident });

  function settleWork(): void {
    const isTalking = voice.list().some(({ state }) => state !== 'ringing');
    agent.workChanged(isTalking ? 'call' : wrapUps.list().length > 0 ? 'wrap-up' : 'none');
  }
  const accountsNow = () => ({ accounts: accounts.list(), statuses: [...voice.statuses()] });

  settings.changed.on((now) => {
    secrets.settle();
    voice.applySettings(now);
    views.announce('settings.changed', now);
    views.announce('application.changed', describe());
  });
  accounts.changed.on(() => {
    views.announce('accounts.changed', accountsNow());
    views.announce('application.changed', describe());
  });
  voice.statusesChanged.on(() => views.announce('accounts.changed', accountsNow()));
  voice.mediaReadyChanged.on(() => views.announce('application.changed', describe()));
  voice.devicesChanged.on((devices) => views.announce('audio.changed', { devices: [...devices] }));
  voice.callsChanged.on((calls) => {
    settleWork();
    views.announce('calls.changed', { calls: [...calls] });
  });
  voice.callFinished.on(({ callId, contactId, wasAnswered, failure }) => {
    if (wasAnswered) wrapUps.begin(callId);
    settleWork();
    views.announce('calls.finished', { callId, contactId, failure });
  });
  contacts.changed.on((contact) => {
    voice.refreshContact(contact.id, contact);
    wrapUps.refresh();
    feed.contactChanged(contact.id);
    views.announce('contacts.changed', contact);
  });
  wrapUps.changed.on((open) => {
    settleWork();
    views.announce('wrap-up.changed', { wrapUps: open });
  });
  agent.changed.on((presence) => {
    admissionChanged.emit();
    views.announce('agent.changed', presence);
  });
  feed.timelinePatched.on((patch) => views.announce('timeline.patched', patch));
  feed.recentPatched.on((patch) => views.announce('recent.patched', patch));
  createCallAlerts({ voice, ports, settings, systemLocale: config.systemLocale, onOpen: (contactId) => views.announce('window.contact-requested', { contactId, at: clock.now() }) });
  settleWork();

  return {
    connectView: views.connect,
    connectMedia(channel) {
      const connection = connect(channel, { own: mediaClientSide, peer: mediaSide, handlers: {}, onIncident });
      voice.attachMedia(connection, new Promise((done) => channel.onClose(done)));
    },
    get hasLiveCalls() {
      return voice.list().length > 0;
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

/** Stands for a core that could not start: every call answers why. */
export function createFailedCore(error: unknown, logger: Ports['logger']): Core {
  logger.error('core-not-started', error);
  const reason = error instanceof ContractError ? error : new ContractError('core-not-started');
  const refuse = (): never => {
    throw new ContractError('core-not-started', { failure: reason.failure });
  };
  const handlers = Object.fromEntries(Object.keys(mainSide.calls).map((name) => [name, refuse])) as unknown as Handlers<typeof mainSide>;
  return {
    connectView: (channel) => void connect(channel, { own: mainSide, peer: viewSide, handlers, onIncident: () => 'core-not-started' }),
    connectMedia: () => undefined,
    hasLiveCalls: false,
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
