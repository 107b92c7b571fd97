export type Language = 'en' | 'de';

/** The language main speaks in: the agent's choice, or the system's where we have it. */
export function languageOf(chosen: 'system' | Language, systemLocale: string): Language {
  const wanted = chosen === 'system' ? systemLocale.slice(0, 2).toLowerCase() : chosen;
  return wanted === 'de' ? 'de' : 'en';
}
