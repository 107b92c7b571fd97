import type { CallId, ContactId } from '../contract/model/ids.ts';
import type { LiveCall } from '../contract/model/call.ts';
import type { Ports } from './ports.ts';
import type { SettingsService } from './settings/settings-service.ts';
import { languageOf } from './text/language.ts';
import { notificationText } from './text/notifications.ts';
import type { VoiceService } from './voice/voice-service.ts';

export interface CallAlertsDeps {
  readonly voice: VoiceService;
  readonly ports: Pick<Ports, 'notifier' | 'windows' | 'logger'>;
  readonly settings: SettingsService;
  readonly systemLocale: string;
  readonly onOpen: (contactId: ContactId) => void;
}

/** A system notification for each ringing call, gone with the ringing. Answer and Decline work from there, also while the window is hidden. */
export function createCallAlerts({ voice, ports, settings, systemLocale, onOpen }: CallAlertsDeps): void {
  const shown = new Set<CallId>();
  const tag = (callId: CallId): string => `call-${callId}`;

  function show(call: LiveCall): void {
    const text = notificationText[languageOf(settings.read().language, systemLocale)];
    const who = call.contactName ?? (call.address || text.unknownCaller);
    const actions = [
      { id: 'answer', label: text.answer },
      { id: 'decline', label: text.decline },
    ];
    ports.notifier.show(
      { tag: tag(call.callId), title: text.incomingCall(who), body: call.lastMatter ?? call.company ?? call.address, actions },
      (action) => act(action, call),
    );
  }

  function act(action: string, call: LiveCall): void {
    const failed = (error: unknown): void => ports.logger.warn('notification-action-refused', { action, error: String(error) });
    if (action === 'decline') {
      voice.decline(call.callId).catch(failed);
      return;
    }
    if (action === 'answer') voice.answer(call.callId).catch(failed);
    ports.windows.showAgentWindow();
    if (call.contactId !== null) onOpen(call.contactId);
  }

  voice.callsChanged.on((calls) => {
    const ringing = calls.filter(({ state }) => state === 'ringing');
    for (const id of shown) {
      if (ringing.some(({ callId }) => callId === id)) continue;
      shown.delete(id);
      ports.notifier.close(tag(id));
    }
    for (const call of ringing) {
      if (shown.has(call.callId) || !settings.read().isNotificationShown) continue;
      shown.add(call.callId);
      show(call);
    }
  });
}
