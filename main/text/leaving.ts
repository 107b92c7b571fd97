import type { Language } from './language.ts';

/** Asked before a call is ended by closing the window or quitting. */
export interface LeavingText {
  readonly question: string;
  readonly consequence: string;
  readonly stay: string;
  readonly leave: string;
}

const en: LeavingText = {
  question: 'There is still a call on the line.',
  consequence: 'Quitting Threadline ends it. To get the window out of the way, minimise it: the call goes on.',
  stay: 'Back to the call',
  leave: 'End the call and quit',
};
const de: LeavingText = {
  question: 'Es läuft noch ein Gespräch.',
  consequence: 'Wird Threadline beendet, ist es zu Ende. Stört nur das Fenster, verkleinern Sie es: Das Gespräch läuft weiter.',
  stay: 'Zurück zum Gespräch',
  leave: 'Auflegen und beenden',
};

export const leavingText: Readonly<Record<Language, LeavingText>> = { en, de };
