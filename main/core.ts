import { mainSide, viewSide } from '../contract/contract.ts';
import { mediaClientSide, mediaSide } from '../contract/media.ts';
import { ContractError } from '../contract/errors.ts';
import type { ApplicationState } from '../contract/model/settings.ts';
import { connect, type Channel } from '../contract/rpc.ts';
import type { Handlers } from '../contract/side.ts';
import { announceChanges } from './announcements.ts';
import { createAccountsApi } from './api/accounts-api.ts';
import { createAgentApi } from './api/agent-api.ts';
import { createApplicationApi } from './api/application-api.ts';
import { createChannelsApi } from './api/channels-api.ts';
import { createColleaguesApi } from './api/colleagues-api.ts';
import { createContactsApi } from './api/contacts-api.ts';
import { createDraftsApi } from './api/drafts-api.ts';
import { createInboxApi } from './api/inbox-api.ts';
import { createMediaApi } from './api/media-api.ts';
import { createMessagesApi } from './api/messages-api.ts';
import { createPracticeApi } from './api/practice-api.ts';
import { createRecordingsApi } from './api/recordings-api.ts';
import { createRulesApi } from './api/rules-api.ts';
import { createQualityApi } from './api/quality-api.ts';
import { describeForDiagnostics } from './diagnostic-sources.ts';
import { createDiagnosticsService, type DiagnosticsService } from './diagnostics/diagnostics-service.ts';
import { logFileOf } from './lib/file-logger.ts';
import { createSignInApi } from './api/sign-in-api.ts';
import { createTimelineApi } from './api/timeline-api.ts';
import { createConferenceApi } from './api/conference-api.ts';
import { createVoiceApi } from './api/voice-api.ts';
import { createWrapUpApi } from './api/wrap-up-api.ts';
import { createCallAlerts } from './call-alerts.ts';
import { createCallKeys } from './call-keys.ts';
import { createHeadsetButtons } from './headset-buttons.ts';
import { createGlobalShortcuts } from './global-shortcuts.ts';
import { createCallForwarding } from './call-forwarding.ts';
import type { Ports } from './ports.ts';
import { adoptFormerDevices } from './settings/former-devices.ts';
import { languageOf, type Language } from './text/language.ts';
import { createServices, type CoreConfig, type CreateVoice, type Services } from './services.ts';
import { createViews } from './views.ts';
import { createVoice } from './voice/voice.ts';

export type { CoreConfig, CreateVoice };

/** Everything with authority, behind channels. A shell gives it a window and some services of the operating system. */
export interface Core extends AsyncDisposable {
  /** An agent's window. Several may be open. */
  connectView(channel: Channel): void;
  /** The media page; it replaces the one before. */
  connectMedia(channel: Channel): void;
  readonly hasLiveCalls: boolean;
  /** The one that main speaks in. */
  readonly language: Language;
}

/** Opens the store and wires everything. Throws ContractError core-not-started where the database cannot be used: see createFailedCore. */
export function createCore(ports: Ports, config: CoreConfig, parts: { readonly createVoice: CreateVoice } = { createVoice }): Core {
  const { clock, logger } = ports;
  const resources = new AsyncDisposableStack();
  const services = openServices();
  const { settings, voice } = services;

  function openServices(): Services {
    try {
      return createServices(ports, config, { ...parts, resources });
    } catch (error) {
      // A start that failed half-way must not keep the database open.
      void resources.disposeAsync();
      throw error;
    }
  }

  const keys = createCallKeys({ voice, logger });
  const shortcuts = createGlobalShortcuts({ registry: ports.shortcuts, keys });
  createHeadsetButtons({ voice, settings, keys });
  adoptFormerDevices(settings, voice);
  shortcuts.apply(settings.read().shortcuts);
  settings.changed.on((now) => shortcuts.apply(now.shortcuts));

  function describe(): ApplicationState {
    const kinds = [...services.accounts.list(), ...services.channelAccounts.list()].map(({ kind }) => kind);
    const isReal = kinds.some((kind) => kind !== 'practice' && kind !== 'practice-mail');
    const workspace = isReal ? 'live' : kinds.length > 0 ? 'practice' : 'empty';
    const { version, shell, systemLocale } = config;
    return {
      version,
      shell,
      systemLocale,
      workspace,
      vaultProtection: services.secrets.protection,
      isMediaReady: voice.isMediaReady(),
      refusedShortcuts: shortcuts.refused && [...shortcuts.refused],
    };
  }

  let incidents = 0;
  function onIncident(error: unknown, where: string): string {
    const incident = `${clock.now().toString(36)}-${(incidents += 1)}`;
    logger.error('incident', error, { incident, where });
    return incident;
  }

  const diagnostics = createDiagnosticsService({
    store: services.store,
    clock,
    desktop: ports.desktop,
    logFile: logFileOf(config.dataFolder),
    describe: () => describeForDiagnostics(services, describe()),
  });
  const views = createViews({ handlers: createHandlers(services, { describe, desktop: ports.desktop, diagnostics }), onIncident });
  announceChanges(services, views, describe);
  shortcuts.changed.on(() => views.announce('application.changed', describe()));
  const onOpen: Parameters<typeof createCallAlerts>[0]['onOpen'] = (contactId) =>
    views.announce('window.contact-requested', { contactId, at: clock.now() });
  createCallAlerts({ voice, ports, settings, systemLocale: config.systemLocale, onOpen });

  return {
    connectView: views.connect,
    connectMedia(channel) {
      const connection = connect(channel, { own: mediaClientSide, peer: mediaSide, handlers: {}, onIncident });
      voice.attachMedia(connection, new Promise((done) => channel.onClose(done)));
    },
    get hasLiveCalls() {
      return voice.list().length > 0;
    },
    get language() {
      return languageOf(settings.read().language, config.systemLocale);
    },
    [Symbol.asyncDispose]: () => resources.disposeAsync(),
  };
}

function createHandlers(
  services: Services,
  { describe, desktop, diagnostics }: { describe: () => ApplicationState; desktop: Ports['desktop']; diagnostics: DiagnosticsService },
): Handlers<typeof mainSide> {
  const { settings, agent, practice, accounts, voice, contacts, timeline, wrapUps, channelAccounts, signIns, sync, tester, messages, outbox, inbox } =
    services;
  return {
    ...createChannelsApi({ accounts: channelAccounts, sync, tester }),
    ...createSignInApi({ accounts: channelAccounts, signIns }),
    ...createMessagesApi(messages, outbox),
    ...createDraftsApi(services.drafts, services.sizeLimits),
    ...createInboxApi(inbox),
    ...createMediaApi(services.media, services.saving, services.pictures),
    ...createApplicationApi(settings, describe, desktop),
    ...createAgentApi(agent),
    ...createPracticeApi(practice),
    ...createAccountsApi(accounts, voice),
    ...createVoiceApi(voice),
    ...createColleaguesApi(voice),
    ...createConferenceApi(voice),
    ...createRulesApi(createCallForwarding({ settings, accounts, voice })),
    ...createQualityApi(voice, timeline, diagnostics),
    ...createRecordingsApi(voice, services.recordings),
    ...createContactsApi(contacts),
    ...createTimelineApi(timeline, wrapUps),
    ...createWrapUpApi(wrapUps),
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
    language: 'en',
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}
