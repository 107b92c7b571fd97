import type { Language } from './language.ts';

/** The few words main says itself: in notifications, outside any window. */
export interface NotificationText {
  incomingCall(who: string): string;
  readonly unknownCaller: string;
  readonly answer: string;
  readonly decline: string;
}

const en: NotificationText = { incomingCall: (who) => `${who} is calling`, unknownCaller: 'Number withheld', answer: 'Answer', decline: 'Decline' };
const de: NotificationText = {
  incomingCall: (who) => `${who} ruft an`,
  unknownCaller: 'Nummer unterdrückt',
  answer: 'Annehmen',
  decline: 'Ablehnen',
};

export const notificationText: Readonly<Record<Language, NotificationText>> = { en, de };
