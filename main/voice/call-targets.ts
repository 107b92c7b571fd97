import { ContractError } from '../../contract/errors.ts';
import type { DialPlan } from '../../contract/model/call-rules.ts';
import { planNumber } from './dial-plan.ts';
import { sipUri } from './sip-uri.ts';
import type { VoiceAccount } from './voice-accounts.ts';

/** Whom a call goes to. */
export interface CallTarget {
  /** As the account's telephone system wants it. */
  readonly user: string;
  /** Who that is: what is written down. */
  readonly address: string;
  /** null: of the account's own domain. */
  readonly host: string | null;
  readonly isEmergency: boolean;
  /** As an agent reads it. */
  readonly shown: string;
}

/** A number as typed, an extension or `user@domain`. Throws ContractError number-invalid. */
export function readTarget(typed: string, plan: DialPlan, country: string): CallTarget {
  const number = planNumber(typed, plan, country);
  if (!number) throw new ContractError('invalid-input', { failure: { reason: 'number-invalid', field: 'target' } });
  const [user = '', host = null] = number.dialled.split('@');
  return { user, host, address: number.address.split('@')[0] ?? '', isEmergency: number.isEmergency, shown: number.shown };
}

export function sipUriOf({ user, host }: Pick<CallTarget, 'user' | 'host'>, account: Pick<VoiceAccount, 'domain'>): string {
  return sipUri(user, host ?? account.domain);
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
