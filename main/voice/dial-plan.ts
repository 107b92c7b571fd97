import type { DialPlan } from '../../contract/model/call-rules.ts';
import { inDigits } from '../lib/outside-number.ts';
import { dialString, parseAddress } from '../lib/phone-number.ts';

export interface PlannedNumber {
  /** What goes into the request-URI: a user part, or `user@host`. */
  readonly dialled: string;
  /** Who that is, without what only the telephone system wants: what is written down. */
  readonly address: string;
  readonly shown: string;
  readonly isEmergency: boolean;
}

/** Pure. How an account dials what an agent typed; null where nothing can be dialled. `country`: where the plan names none. Emergency numbers stay as they are. */
export function planNumber(typed: string, plan: DialPlan, country: string): PlannedNumber | null {
  const home = plan.country ?? country;
  const emergency = [home, country].map((place) => parseAddress(typed, place)).find(({ kind }) => kind === 'emergency');
  if (emergency) return { dialled: emergency.value, address: emergency.value, shown: emergency.shown, isEmergency: true };
  const address = dialString(typed, home);
  if (address === null) return null;
  const { kind, shown } = parseAddress(typed, home);
  const digits = /^[\d\s().\-/]+$/.test(typed.trim()) ? typed.replaceAll(/\D/g, '') : null;
  if (digits !== null && isBehindPrefix(digits, plan, home)) return { dialled: digits, address: digits, shown: digits, isEmergency: true };
  if (digits !== null && plan.internalPatterns.some((pattern) => fits(digits, pattern))) {
    return { dialled: digits, address: digits, shown: digits, isEmergency: false };
  }
  const isOutside = kind === 'phone' || kind === 'short-code';
  const dialled = isOutside ? plan.outsidePrefix + (kind === 'phone' ? formed(address, plan, home) : address) : address;
  return { dialled, address, shown, isEmergency: false };
}

/** Whoever is used to a prefix dials it before 112 as well. */
function isBehindPrefix(digits: string, { outsidePrefix }: DialPlan, country: string): boolean {
  if (outsidePrefix === '' || !digits.startsWith(outsidePrefix)) return false;
  return parseAddress(digits.slice(outsidePrefix.length), country).kind === 'emergency';
}

function formed(e164: string, { numberForm, outsidePrefix }: DialPlan, country: string): string {
  if (numberForm !== 'e164') return inDigits(e164, country, numberForm);
  // No exchange knows a plus behind a prefix.
  return outsidePrefix === '' ? e164 : inDigits(e164, country, 'national');
}

/** `2xx`: three digits that begin with 2; `7.`: 7 and at least one more. */
function fits(digits: string, pattern: string): boolean {
  return new RegExp(`^${pattern.replaceAll('x', '\\d').replace(/\.$/, '\\d+')}$`).test(digits);
}
