import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';
import type { IdentityKind } from '../../contract/model/contact.ts';

export interface ParsedAddress {
  readonly kind: IdentityKind;
  /** Normalised: E.164 for phone numbers, lower case for names. */
  readonly value: string;
  /** As an agent reads it. */
  readonly shown: string;
}

const withheld = new Set(['', 'anonymous', 'restricted', 'unknown', 'unavailable', 'withheld', 'private', 'anonym', 'unbekannt']);

const emergencyByCountry: Readonly<Record<string, readonly string[]>> = {
  DE: ['110', '112'],
  AT: ['112', '122', '133', '140', '144'],
  CH: ['112', '117', '118', '144', '1414'],
  GB: ['999', '112'],
  IE: ['999', '112'],
  US: ['911'],
  CA: ['911'],
  AU: ['000', '112'],
  NZ: ['111'],
  FR: ['112', '15', '17', '18', '114'],
  ES: ['112', '091', '092'],
  IT: ['112', '113', '115', '118'],
};

/** What a caller's or a typed address is. `country`: ISO 3166-1 alpha-2 of numbers without a country code. */
export function parseAddress(raw: string, country: string): ParsedAddress {
  const text = bare(raw);
  if (withheld.has(text.toLowerCase())) return { kind: 'anonymous', value: '', shown: '' };
  if (text.includes('@')) return { kind: 'extension', value: text.toLowerCase(), shown: text };
  if (!/^[+\d\s().\-/*#]+$/.test(text)) {
    return /^[\p{L}\d._\- ]+$/u.test(text) ? { kind: 'extension', value: text.toLowerCase(), shown: text } : { kind: 'alphanumeric', value: text, shown: text };
  }
  const digits = text.replaceAll(/[^\d+*#]/g, '');
  const emergency = emergencyByCountry[country] ?? ['112'];
  if (emergency.includes(digits) || digits === '112' || digits === '911') return { kind: 'emergency', value: digits, shown: digits };
  const number = parsePhoneNumberFromString(withoutTrunkZero(text), country as CountryCode);
  if (number?.isPossible() && digits.replace('+', '').length >= 7) return { kind: 'phone', value: number.number, shown: number.formatInternational() };
  if (/^\d{1,6}$/.test(digits)) return { kind: digits.length >= 5 ? 'short-code' : 'extension', value: digits, shown: digits };
  return { kind: 'alphanumeric', value: digits, shown: text };
}

/** What goes into the request-URI's user part; null where nothing can be dialled. */
export function dialString(raw: string, country: string): string | null {
  const parsed = parseAddress(raw, country);
  switch (parsed.kind) {
    case 'phone':
    case 'extension':
    case 'short-code':
    case 'emergency':
      return parsed.value.includes(' ') ? null : parsed.value;
    case 'alphanumeric':
      return /^[\d*#]+$/.test(parsed.value) && /[*#]/.test(parsed.value) ? parsed.value : null;
    case 'anonymous':
    case 'email':
    case 'handle':
      return null;
  }
}

/** Strips schemes, URI parameters and full-width digits. */
function bare(raw: string): string {
  const text = raw.normalize('NFKC').trim().replace(/^<|>$/g, '');
  const context = /;phone-context=(\+[\d.-]+)/i.exec(text)?.[1]?.replaceAll(/[.-]/g, '') ?? '';
  const address = text.replace(/^(tel|sip|sips|callto):(\/\/)?/i, '').replace(/[;?].*$/, '');
  return context && !address.startsWith('+') ? context + address : address;
}

/** "+49 (0)30 …": the zero is for those who dial without the country code. */
function withoutTrunkZero(text: string): string {
  return text.replace(/^(\+\d{1,3}\s*)\(0\)/, '$1').replace(/^(00\d{1,3}\s*)\(0\)/, '$1');
}
