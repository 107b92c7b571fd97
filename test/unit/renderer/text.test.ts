import { createIntl } from 'react-intl';
import { expect, test } from 'vitest';
import { ContractError, errorCodeSchema } from '../../../contract/errors.ts';
import { failureReasonSchema } from '../../../contract/model/failure.ts';
import { chooseLanguage, errorSentence, failureSentence, messages, type Language, type TextKey } from '../../../renderer/text/text.tsx';
import { clockTime } from '../../../renderer/text/time.ts';

const languages: readonly Language[] = ['en', 'de'];
const placeholders = (message: string): string[] =>
  [...message.matchAll(/\{(\w+)/g)]
    .map(([, name]) => name!)
    .filter((name) => !/^\d/.test(name))
    .sort();
const reader = (language: Language) => {
  const intl = createIntl({ locale: language, messages: messages[language], onError: (error) => expect.unreachable(error.message) });
  return (key: TextKey, values?: Record<string, string>): string => intl.formatMessage({ id: key }, values);
};

test('both languages have the same keys, none of them empty', () => {
  expect(Object.keys(messages.de).sort()).toEqual(Object.keys(messages.en).sort());
  for (const language of languages) expect(Object.entries(messages[language]).filter(([, message]) => message.trim() === '')).toEqual([]);
});

test('both languages ask for the same values, and every message can be formatted', () => {
  for (const key of Object.keys(messages.en) as TextKey[]) {
    // The words inside plural branches are text, not values.
    const named = (language: Language): string[] => placeholders(messages[language][key].replaceAll(/\b(one|other|=\d+) \{[^{}]*\}/g, ''));
    expect(named('de'), key).toEqual(named('en'));
    const values = Object.fromEntries(named('en').map((name) => [name, '2']));
    for (const language of languages) expect(reader(language)(key, values), key).not.toBe(key);
  }
});

test('every failure has a sentence in both languages: it begins with words and ends as a sentence does', () => {
  for (const language of languages) {
    for (const reason of failureReasonSchema.options) {
      const sentence = failureSentence({ reason }, reader(language));
      expect(sentence, `${language} ${reason}`).toMatch(/^[A-ZÄÖÜ„“].{8,}[.!?]$/su);
      expect(sentence.length, `${language} ${reason}`).toBeLessThan(200);
    }
  }
});

test('the technical word comes last, in brackets', () => {
  expect(failureSentence({ reason: 'password-refused', technical: '403' }, reader('en'))).toMatch(/\. \(403\)$/);
});

test('every error of the contract becomes a sentence', () => {
  for (const language of languages) {
    for (const code of errorCodeSchema.options) expect(errorSentence(new ContractError(code), reader(language))).toMatch(/[.!?]$/);
    expect(errorSentence(new TypeError('x is not a function'), reader(language))).not.toContain('function');
    expect(errorSentence(new ContractError('internal', { incident: 'a1b2' }), reader(language))).toContain('(a1b2)');
  }
});

test('the language follows the setting, and the system where it is left to it', () => {
  expect(chooseLanguage('de', 'en-US')).toBe('de');
  expect(chooseLanguage('system', 'de-AT')).toBe('de');
  expect(chooseLanguage('system', 'fr-FR')).toBe('en');
});

test('timers', () => {
  expect([0, 999, 65_000, 3_599_000, 3_661_000, -5].map(clockTime)).toEqual(['0:00', '0:00', '1:05', '59:59', '1:01:01', '0:00']);
});
