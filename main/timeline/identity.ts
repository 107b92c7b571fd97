import type { MatchReason } from '../../contract/model/contact.ts';
import type { ContactId, IdentityId } from '../../contract/model/ids.ts';
import { addressKey } from '../lib/address-key.ts';
import { findIdentity, insertContact, insertIdentity, readContact } from '../store/contact-rows.ts';
import type { Writer } from '../store/database.ts';
import { keepContact } from '../store/practice-rows.ts';

export interface Caller {
  /** As the network sent it or the agent typed it. */
  readonly address: string;
  /** Domain of the SIP address; extensions are unique only within it. */
  readonly domain: string;
  readonly callerName: string | null;
  readonly isAnonymous: boolean;
  /** The contact the agent dialled from. */
  readonly chosen: ContactId | null;
  readonly isPractice: boolean;
  readonly at: number;
}

export interface Match {
  readonly contactId: ContactId;
  /** null: the number was withheld, or nobody has it yet. */
  readonly identityId: IdentityId | null;
  readonly reason: MatchReason;
  readonly shown: string;
}

/**
 * Finds whose number this is: by E.164 or by the exact address, nothing fuzzier. A caller nobody knows becomes a provisional contact; one who withholds the
 * number becomes one of its own each time, so that two strangers never share a timeline.
 */
export function matchCaller(writer: Writer, caller: Caller, country: string): Match {
  const { kind, scope, value, shown } = addressKey(caller.isAnonymous ? '' : caller.address, { country, domain: caller.domain });
  const isWithheld = kind === 'anonymous';
  const known = isWithheld ? null : findIdentity(writer, { kind, scope, value });
  if (caller.chosen !== null && readContact(writer, caller.chosen)) {
    const identityId = known?.contactId === caller.chosen ? known.identityId : null;
    return { contactId: caller.chosen, identityId, shown, reason: { by: 'chosen-by-agent', value: shown } };
  }
  if (known) {
    if (!caller.isPractice) keepContact(writer, known.contactId);
    return { ...known, shown, reason: { by: kind === 'phone' ? 'exact-number' : 'exact-address', value: shown } };
  }
  const contactId = insertContact(writer, { name: null, company: null, isProvisional: true, isPractice: caller.isPractice, at: caller.at });
  if (isWithheld) return { contactId, identityId: null, shown: '', reason: { by: 'number-withheld', value: '' } };
  // What the network says of a caller is not verified.
  const identityId = insertIdentity(writer, contactId, { kind, scope, value, raw: shown, isVerified: false });
  return { contactId, identityId, shown, reason: { by: 'new-caller', value: shown } };
}
