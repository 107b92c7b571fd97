import { parsePhoneNumberFromString, isSupportedCountry, type CountryCode, type PhoneNumber } from 'libphonenumber-js/max';
import type { IdentityKind } from '../../contract/model/contact.ts';
import { isEmergencyNumber, isShortCode } from './short-numbers.ts';

export interface ParsedAddress {
  readonly kind: IdentityKind;
  /** Normalised: E.164 for phone numbers, lower case for names. */
  readonly value: string;
  /** As an agent reads it. */
  readonly shown: string;
}

const withheld = new Set([
  'anonymous',
  'restricted',
  'unknown',
  'unavailable',
  'withheld',
  'private',
  'anonym',
  'unbekannt',
  'unterdrückt',
  'privat',
]);
const longestAddress = 255;
/** The longest run of digits taken for an internal number; E.164 begins where a country's numbers do. */
const longestInternal = 6;
/** E.164 has 15 digits; some room for prefixes of the PBX. */
const longestDialled = 24;

/** What a caller's or a typed address is. `country`: ISO 3166-1 alpha-2 of numbers without a country code. */
export function parseAddress(raw: string, country: string): ParsedAddress {
  const { user, host, isPhone } = readUri(tidy(raw));
  if (isWithheld(user, host)) return { kind: 'anonymous', value: '', shown: '' };
  const typed = user.replaceAll(/[^\d+*#]/g, '');
  const isNumber = /^[+\d\s().\-/*#]+$/.test(user) && /\d|[*#]{2}/.test(user);
  if (host !== '' && !(isNumber && (isPhone || typed.startsWith('+')))) return named(`${user}@${host}`);
  if (!isNumber) return readVanity(user, country) ?? readName(user);
  if (/[*#]/.test(typed)) return named(typed);
  if (isEmergencyNumber(typed, country)) return { kind: 'emergency', value: typed, shown: typed };
  if (isShortCode(typed, country)) return { kind: 'short-code', value: typed, shown: typed };
  const number = readPhone(user, typed, country);
  if (number) return { kind: 'phone', value: number.number, shown: number.formatInternational() };
  // "+999…" promises a country there is not; anything else may well mean something to the PBX.
  return typed.startsWith('+') || typed.length > longestDialled ? { kind: 'alphanumeric', value: typed, shown: user } : named(typed);
}

/** What goes into the request-URI: a user part, or `user@host`; null where nothing can be dialled. Names keep their case (RFC 3261 §19.1.4). */
export function dialString(raw: string, country: string): string | null {
  const { kind, value, shown } = parseAddress(raw, country);
  switch (kind) {
    case 'phone':
    case 'short-code':
    case 'emergency':
      return value;
    case 'extension':
      return shown;
    case 'alphanumeric':
    case 'anonymous':
    case 'email':
    case 'handle':
      return null;
  }
}

export function isDialable(raw: string, country: string): boolean {
  return dialString(raw, country) !== null;
}

/** Full-width and Arabic digits become ASCII; marks of writing direction, which address books like to copy along, go; every dash is one dash. */
function tidy(raw: string): string {
  return raw
    .slice(0, longestAddress)
    .normalize('NFKC')
    .replaceAll(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replaceAll(/[\p{Cf}\p{Cc}]/gu, '')
    .replaceAll(/[\u2010-\u2015\u2212]/g, '-')
    .trim();
}

/** sip:, sips: (RFC 3261 §19.1), tel: (RFC 3966), callto:, a name-addr, or what a human types. */
function readUri(text: string): { user: string; host: string; isPhone: boolean } {
  const address = /^[^<>]*<([^<>]*)>[^<>]*$/.exec(text)?.[1]?.trim() ?? text;
  const [, scheme = '', rest = ''] = /^(?:(tel|sips?|callto):(?:\/\/)?)?(.*)$/is.exec(address) ?? [];
  const hostAt = rest.lastIndexOf('@');
  const parametersAt = rest.slice(hostAt + 1).search(/[;?]/);
  const plain = parametersAt < 0 ? rest : rest.slice(0, hostAt + 1 + parametersAt);
  const parameters = parametersAt < 0 ? '' : rest.slice(hostAt + 1 + parametersAt);
  const user = unescape(hostAt < 0 ? plain : plain.slice(0, hostAt).replace(/[;:].*$/s, '')).trim();
  const host =
    hostAt < 0
      ? ''
      : plain
          .slice(hostAt + 1)
          .replace(/:\d+$/, '')
          .trim()
          .toLowerCase();
  const isPhone = /^tel$/i.test(scheme) || /;user=phone\b/i.test(parameters);
  const context = /;phone-context=([^;?]+)/i.exec(`${user};${parameters}`)?.[1] ?? '';
  if (context.startsWith('+') && !user.startsWith('+')) return { user: context.replaceAll(/[^\d+]/g, '') + user, host: '', isPhone: true };
  if (context && host === '') return { user, host: context.toLowerCase(), isPhone: false };
  return { user, host, isPhone };
}

function unescape(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

/** RFC 3323 §4.1.1.3, and what gateways write in a withheld number's place. */
function isWithheld(user: string, host: string): boolean {
  return host === 'anonymous.invalid' || withheld.has(user.toLowerCase()) || !/[\p{L}\p{N}\p{So}*#]/u.test(user);
}

function named(text: string): ParsedAddress {
  return { kind: 'extension', value: text.toLowerCase(), shown: text };
}

/** User names are what a SIP address can hold; the rest is a sender's text ("DHL Paket"). */
function readName(text: string): ParsedAddress {
  return /^[\p{L}\d._\-+~!$&'=]+$/u.test(text) ? named(text) : { kind: 'alphanumeric', value: text, shown: text };
}

const keypad = 'ABC2DEF3GHI4JKL5MNO6PQRS7TUV8WXYZ9';

/** 1-800-FLOWERS: capitals after digits, and only where that makes a number which exists. */
function readVanity(text: string, country: string): ParsedAddress | null {
  if (!/^\+?\d[\d\s().-]{1,}[A-Z][A-Z\d\s().-]+$/.test(text)) return null;
  const digits = text.replaceAll(/[A-Z]/g, (letter) => /\d/.exec(keypad.slice(keypad.indexOf(letter)))?.[0] ?? '');
  const number = parsePhone(digits, country);
  return number?.isValid() ? { kind: 'phone', value: number.number, shown: number.formatInternational() } : null;
}

function readPhone(text: string, typed: string, country: string): PhoneNumber | null {
  const isGlobal = /^(\+|00|011)/.test(typed);
  if (!isGlobal && typed.length <= longestInternal) return null;
  const number = parsePhone(withoutTrunkZero(text), country);
  // Nobody means a local number by seven digits of another town: without a prefix it has to exist.
  const isSure = isGlobal || typed.startsWith('0') ? number?.isPossible() : number?.isValid();
  if (number && isSure) return number;
  // Trunks send the country code without its plus.
  const bare = /^[1-9]\d{9,14}$/.test(typed) ? parsePhone(`+${typed}`, country) : null;
  return bare?.isValid() ? bare : null;
}

function parsePhone(text: string, country: string): PhoneNumber | null {
  const code = country.toUpperCase();
  return (
    (isSupportedCountry(code)
      ? parsePhoneNumberFromString(text, code satisfies CountryCode)
      : parsePhoneNumberFromString(text.replace(/^00/, '+'))) ?? null
  );
}

/** "+49 (0)30 …": the zero is for those who dial without the country code. */
function withoutTrunkZero(text: string): string {
  return text.replace(/^((?:\+|00)\s*\d{1,3}\s*)\(\s*0\s*\)/, '$1');
}
