import { ContractError } from '../../contract/errors.ts';
import type { VoiceAccount } from './voice-accounts.ts';

/** As whom a call goes out. */
export interface CallerIdentity {
  readonly displayName: string | null;
  readonly extraHeaders: readonly string[];
}

type Account = Pick<VoiceAccount, 'domain' | 'displayName' | 'callerIds'>;

/** Pure. `chosen`: the number of one of the account's caller ids; null: the account as it is. The wish goes to our own server alone (RFC 3325 §9.2), which decides. */
export function identityOf({ domain, displayName, callerIds }: Account, chosen: string | null): CallerIdentity {
  if (chosen === null) return { displayName, extraHeaders: [] };
  const callerId = callerIds.find(({ number }) => number === chosen);
  if (!callerId) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'callerId' } });
  const [user = '', host = domain] = callerId.number.split('@');
  const isPhone = /^\+?[\d\s().\-/]+$/.test(user);
  const name = callerId.name || displayName;
  const uri = `<sip:${isPhone ? user.replaceAll(/[^+\d]/g, '') : user}@${host}>`;
  return { displayName: name, extraHeaders: [`P-Preferred-Identity: ${callerId.name ? `"${callerId.name}" ` : ''}${uri}`] };
}
