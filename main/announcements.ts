import type { ApplicationState } from '../contract/model/settings.ts';
import type { Services } from './services.ts';
import type { Views } from './views.ts';

/** Passes on what happened: from one capability to those it concerns, and to every view. */
export function announceChanges(services: Services, views: Views, describe: () => ApplicationState): void {
  const { accounts, agent, feed, voice, wrapUps } = services;
  const announceApplication = (): void => views.announce('application.changed', describe());
  const announceAccounts = (): void => views.announce('accounts.changed', { accounts: accounts.list(), statuses: [...voice.statuses()] });
  const settleWork = (): void => {
    // A call that ended counts until it is written down and its wrap-up is open: nobody is available for an instant in between.
    const isTalking = voice.list().some(({ state }) => state !== 'ringing');
    agent.workChanged(isTalking ? 'call' : wrapUps.list().length > 0 ? 'wrap-up' : 'none');
  };

  const announceChannels = (): void =>
    views.announce('channels.changed', { accounts: services.channelAccounts.list(), statuses: [...services.sync.statuses()] });

  announceSettings(services, views, announceApplication);
  accounts.changed.on(() => {
    services.inboxFeed.refresh();
    announceAccounts();
    announceApplication();
  });
  voice.statusesChanged.on(announceAccounts);
  services.channelAccounts.changed.on(() => {
    services.inboxFeed.refresh();
    announceChannels();
    announceApplication();
  });
  services.sync.statusesChanged.on(announceChannels);
  services.signIns.changed.on((signIns) => views.announce('sign-in.changed', { signIns: [...signIns] }));
  services.outbox.changed.on((items) => views.announce('outbox.changed', { items: [...items] }));
  services.drafts.changed.on((drafts) => views.announce('drafts.changed', { drafts: [...drafts] }));
  services.media.changed.on((state) => views.announce('media.changed', state));
  services.pictures.changed.on((senders) => views.announce('pictures.changed', { senders: [...senders] }));
  voice.mediaReadyChanged.on(announceApplication);
  voice.soundCheck.levelMeasured.on((level) => views.announce('audio.level', { level }));
  voice.audioChanged.on((audio) => views.announce('audio.changed', audio));
  voice.callsChanged.on((calls) => {
    settleWork();
    views.announce('calls.changed', { calls: [...calls] });
  });
  voice.systemEvents.colleaguesChanged.on((colleagues) => views.announce('colleagues.changed', colleagues));
  voice.flooded.on((accountId) => views.announce('calls.flooded', { accountId }));
  voice.callFinished.on(({ callId, contactId, failure }) => views.announce('calls.finished', { callId, contactId, failure }));
  wrapUps.changed.on((open) => {
    settleWork();
    views.announce('wrap-up.changed', { wrapUps: open });
  });
  agent.changed.on((presence) => views.announce('agent.changed', presence));
  services.contacts.changed.on((contact) => {
    voice.refreshContact(contact.id, contact);
    wrapUps.refresh();
    feed.contactChanged(contact.id);
    services.inboxFeed.contactChanged(contact.id);
    views.announce('contacts.changed', contact);
  });
  feed.timelinePatched.on((patch) => views.announce('timeline.patched', patch));
  services.inboxFeed.patched.on((patch) => views.announce('inbox.patched', patch));
  feed.recentPatched.on((patch) => views.announce('recent.patched', patch));
  settleWork();
}

function announceSettings({ settings, accounts, channelAccounts, voice }: Services, views: Views, announceApplication: () => void): void {
  let wasAccepted = settings.read().isUnprotectedVaultAccepted;
  settings.changed.on((now) => {
    if (now.isUnprotectedVaultAccepted !== wasAccepted) {
      accounts.settleSecrets();
      channelAccounts.settleSecrets();
    }
    wasAccepted = now.isUnprotectedVaultAccepted;
    voice.applySettings(now);
    views.announce('settings.changed', now);
    announceApplication();
  });
}
