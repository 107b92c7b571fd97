import type { IdentityKind } from '../../contract/model/contact.ts';
import { emailKey } from './email-address.ts';
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

/** The same for what an agent typed: `name@host` is where mail goes, unless it is said to be SIP, an extension or at our own telephone system. */
export function typedAddressKey(typed: string, { country, domain }: { country: string; domain: string }): AddressKey {
  const email = emailKey(typed.trim().replace(/^mailto:/i, ''));
  const host = email?.value.split('@').at(-1) ?? '';
  const isMail = email && !/^(?:sips?:|[\d+*#]+@)/i.test(email.shown) && /\.\p{L}[\p{L}\d-]*$/u.test(host) && host !== domain.toLowerCase();
  return isMail ? email : addressKey(typed, { country, domain });
}
