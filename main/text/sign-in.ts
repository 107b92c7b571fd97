import type { Language } from './language.ts';

/** The page a browser ends up on after signing in at a provider. */
export interface SignInText {
  readonly title: string;
  readonly text: string;
}

export const signInText: Readonly<Record<Language, SignInText>> = {
  en: { title: 'Threadline has your answer', text: 'You can close this window.' },
  de: { title: 'Threadline hat Ihre Antwort', text: 'Sie können dieses Fenster schließen.' },
};
