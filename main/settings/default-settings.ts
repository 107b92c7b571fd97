import { defaultSoundSettings, noFormerDevices } from '../../contract/model/audio.ts';
import { noShortcuts } from '../../contract/model/call-keys.ts';
import { defaultCallRules } from '../../contract/model/call-rules.ts';
import { defaultRecordingRules } from '../../contract/model/recording.ts';
import type { Settings } from '../../contract/model/settings.ts';

const lists = {
  en: {
    dispositions: {
      resolved: 'Resolved',
      'call-back': 'Call back',
      'passed-on': 'Passed on',
      'not-reached': 'Not reached',
      complaint: 'Complaint',
      'wrong-number': 'Wrong number',
    },
    awayReasons: { break: 'Break', lunch: 'Lunch', meeting: 'Meeting', training: 'Training', 'back-office': 'Back office' },
  },
  de: {
    dispositions: {
      resolved: 'Erledigt',
      'call-back': 'Rückruf',
      'passed-on': 'Weitergegeben',
      'not-reached': 'Nicht erreicht',
      complaint: 'Beschwerde',
      'wrong-number': 'Falsch verbunden',
    },
    awayReasons: { break: 'Pause', lunch: 'Mittag', meeting: 'Besprechung', training: 'Schulung', 'back-office': 'Nachbearbeitung' },
  },
};

function labelled(labels: Readonly<Record<string, string>>): { id: string; label: string }[] {
  return Object.entries(labels).map(([id, label]) => ({ id, label }));
}

/** Systems also say "C", or nothing. */
function localeOf(tag: string): Intl.Locale {
  try {
    return new Intl.Locale(tag.replaceAll('_', '-'));
  } catch {
    return new Intl.Locale('en');
  }
}

/** Settings of a new profile; lists in the system's language, the country from its locale. */
export function defaultSettings(systemLocale: string): Settings {
  const locale = localeOf(systemLocale).maximize();
  const { dispositions, awayReasons } = locale.language === 'de' ? lists.de : lists.en;
  return {
    agentName: '',
    theme: 'system',
    language: 'system',
    country: locale.region && /^[A-Z]{2}$/.test(locale.region) ? locale.region : 'US',
    ...defaultSoundSettings,
    formerDevices: noFormerDevices,
    isNotificationShown: true,
    undoSendMs: 10_000,
    maxMessageMb: 25,
    inboxOrder: 'longest',
    wrapUpMs: 120_000,
    dispositions: labelled(dispositions),
    awayReasons: labelled(awayReasons),
    ...defaultCallRules,
    ...defaultRecordingRules,
    shortcuts: noShortcuts,
    isUnprotectedVaultAccepted: false,
  };
}
