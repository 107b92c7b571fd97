import type { IdentityKind } from '../../contract/model/contact.ts';
import { parseAddress } from './phone-number.ts';

export interface AddressKey {
  readonly kind: IdentityKind;
  /** '' for what is unique everywhere; the domain for extensions and users. */
  readonly scope: string;
  readonly value: string;
  readonly shown: string;
}

/** What makes an address one and the same, whether it was typed or came with a call. `domain`: the one an address without a domain belongs to. */
export function addressKey(raw: string, { country, domain }: { country: string; domain: string }): AddressKey {
  const { kind, value, shown } = parseAddress(raw, country);
  if (kind !== 'extension') return { kind, scope: '', value, shown };
  const [user = '', host = ''] = value.split('@');
  return { kind, scope: (host || domain).toLowerCase(), value: user, shown };
}
