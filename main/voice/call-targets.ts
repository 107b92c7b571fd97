import { ContractError } from '../../contract/errors.ts';
import { dialString, parseAddress } from '../lib/phone-number.ts';
import type { VoiceAccount } from './voice-accounts.ts';

/** Whom a call goes to. */
export interface CallTarget {
  readonly user: string;
  /** null: of the account's own domain. */
  readonly host: string | null;
  readonly isEmergency: boolean;
  /** As an agent reads it. */
  readonly shown: string;
}

/** A number as typed, an extension or `user@domain`. Throws ContractError number-invalid. */
export function readTarget(typed: string, country: string): CallTarget {
  const { kind, shown } = parseAddress(typed, country);
  const dialled = dialString(typed, country);
  if (!dialled) throw new ContractError('invalid-input', { failure: { reason: 'number-invalid', field: 'target' } });
  const [user = '', host] = dialled.split('@');
  return { user, host: host ?? null, isEmergency: kind === 'emergency', shown };
}

/** RFC 3261 §25.1: `+` and `*` stand for themselves, `#` does not. */
export function sipUriOf({ user, host }: CallTarget, account: Pick<VoiceAccount, 'domain'>): string {
  return `sip:${encodeURIComponent(user).replaceAll('%2B', '+')}@${host ?? account.domain}`;
}

/** W3C's RTCConfiguration for calls of an account. */
export function iceOf({ iceServers }: Pick<VoiceAccount, 'iceServers'>): object {
  return {
    iceServers: iceServers.map(({ url, username, credential }) => ({
      urls: url,
      ...(username ? { username } : {}),
      ...(credential ? { credential } : {}),
    })),
  };
}
