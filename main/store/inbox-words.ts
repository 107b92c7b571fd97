import { searchTerms } from './contact-words.ts';

const mostWords = 6;
/** Every subject has a word that begins with a given letter. */
const shortestOfSubject = 2;

/** One thing that was typed: how subjects are asked for it, and which words a contact must have. */
export interface InboxTerm {
  /** An FTS5 expression; null where it is too short for one. */
  readonly match: string | null;
  readonly words: readonly string[];
}

/** Each word that was typed must begin a word of the subject, or be the contact's; a number is one thing, however it is spaced. */
export function inboxTerms(text: string): InboxTerm[] {
  const whole = searchTerms(text);
  const isNumber = whole.length === 1 && /^\d+$/.test(whole[0] ?? '');
  const typed = isNumber ? [text] : text.split(/\s+/);
  return typed
    .map((part) => ({ match: matchOf(part), words: searchTerms(part) }))
    .filter(({ match, words }) => match !== null || words.length > 0)
    .slice(0, mostWords);
}

/** Every word quoted: what an agent types is no query language. */
function matchOf(part: string): string | null {
  const words = part
    .normalize('NFC')
    .toLowerCase()
    .replaceAll('ß', 'ss')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(({ length }) => length >= shortestOfSubject);
  return words.length === 0 ? null : words.map((word) => `"${word}"*`).join(' ');
}
