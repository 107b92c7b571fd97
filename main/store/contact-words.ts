import type { Contact } from '../../contract/model/contact.ts';

const shortestRun = 3;
const mostTerms = 8;

/** Lower case without diacritics, so that "muller" finds "Müller" and "strasse" finds "Straße". */
function fold(text: string): string {
  return text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase().replaceAll('ß', 'ss').replaceAll(/['’]/g, '');
}

function split(text: string): string[] {
  return fold(text)
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean);
}

/** Every ending of a number: whatever run of digits an agent remembers begins one of them. */
function endings(digits: string): string[] {
  return Array.from({ length: Math.max(0, digits.length - shortestRun + 1) }, (_, start) => digits.slice(start));
}

export function wordsOf({ name, company, identities }: Pick<Contact, 'name' | 'company' | 'identities'>): Set<string> {
  const words = new Set(split(`${name ?? ''} ${company ?? ''}`));
  for (const { kind, value } of identities) {
    for (const word of kind === 'phone' ? endings(value.replaceAll(/\D/g, '')) : split(value)) words.add(word);
  }
  return words;
}

/** A number is one term, however it is spaced; its leading zeros stand for a prefix that is not part of E.164. */
export function searchTerms(text: string): string[] {
  const digits = text.replaceAll(/\D/g, '').replace(/^0+/, '');
  if (/^[+\d\s().\-/]+$/.test(text) && digits.length >= shortestRun) return [digits];
  return [...new Set(split(text))].slice(0, mostTerms);
}
