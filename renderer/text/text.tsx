import type { ReactNode } from 'react';
import { IntlProvider, useIntl } from 'react-intl';
import { ContractError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { Settings } from '../../contract/model/settings.ts';
import { certificateText } from './certificate-text.ts';
import { callText } from './call-text.ts';
import { colleaguesText } from './colleagues-text.ts';
import { composeText } from './compose-text.ts';
import { failureText } from './failure-text.ts';
import { frameText } from './frame-text.ts';
import { lineText } from './line-text.ts';
import { inboxText } from './inbox-text.ts';
import { mailText } from './mail-text.ts';
import { qualityText } from './quality-text.ts';
import { readingText } from './reading-text.ts';
import { recordingText } from './recording-text.ts';
import { rulesText } from './rules-text.ts';
import { settingsText } from './settings-text.ts';
import { signInText } from './sign-in-text.ts';
import { shortcutsText } from './shortcuts-text.ts';
import { soundText } from './sound-text.ts';
import { conferenceText } from './conference-text.ts';
import { transferText } from './transfer-text.ts';
import { workText } from './work-text.ts';

export const messages = {
  en: {
    ...frameText.en,
    ...callText.en,
    ...transferText.en,
    ...conferenceText.en,
    ...colleaguesText.en,
    ...qualityText.en,
    ...workText.en,
    ...mailText.en,
    ...signInText.en,
    ...composeText.en,
    ...lineText.en,
    ...inboxText.en,
    ...readingText.en,
    ...rulesText.en,
    ...recordingText.en,
    ...settingsText.en,
    ...certificateText.en,
    ...soundText.en,
    ...shortcutsText.en,
    ...failureText.en,
  },
  de: {
    ...frameText.de,
    ...callText.de,
    ...transferText.de,
    ...conferenceText.de,
    ...colleaguesText.de,
    ...qualityText.de,
    ...workText.de,
    ...mailText.de,
    ...signInText.de,
    ...composeText.de,
    ...lineText.de,
    ...inboxText.de,
    ...readingText.de,
    ...rulesText.de,
    ...recordingText.de,
    ...settingsText.de,
    ...certificateText.de,
    ...soundText.de,
    ...shortcutsText.de,
    ...failureText.de,
  },
};
export type Language = keyof typeof messages;
export type TextKey = keyof (typeof messages)['en'];
type Values = Readonly<Record<string, string | number | Date>>;

export function chooseLanguage(language: Settings['language'], systemLocale: string): Language {
  if (language !== 'system') return language;
  return systemLocale.toLowerCase().startsWith('de') ? 'de' : 'en';
}

export function TextProvider({ language, children }: { language: Language; children: ReactNode }) {
  return (
    <IntlProvider locale={language} messages={messages[language]}>
      {children}
    </IntlProvider>
  );
}

/** Strings by key, and sentences for failures. */
export function useText() {
  const intl = useIntl();
  const text = (key: TextKey, values?: Values): string => intl.formatMessage({ id: key }, values);
  return {
    text,
    failure: (failure: Failure): string => failureSentence(failure, text),
    error: (error: unknown): string => errorSentence(error, text),
    intl,
  };
}

/** The technical word comes last, in brackets: for whoever the agent reads it to. */
export function failureSentence({ reason, technical }: Failure, text: (key: TextKey) => string): string {
  const sentence = text(`failure.${reason}`);
  return technical && reason !== 'number-invalid' && reason !== 'field-invalid' ? `${sentence} (${technical})` : sentence;
}

export function errorSentence(error: unknown, text: (key: TextKey) => string): string {
  if (!(error instanceof ContractError)) return text('failure.internal');
  if (error.failure) return failureSentence(error.failure, text);
  if (error.code === 'channel-closed') return text('failure.closed');
  if (error.code === 'timed-out') return text('failure.timedOut');
  if (error.code === 'core-not-started') return text('failure.core');
  return error.incident ? `${text('failure.internal')} (${error.incident})` : text('failure.internal');
}
