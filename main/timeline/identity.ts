import type { MatchReason } from '../../contract/model/contact.ts';
import type { ContactId } from '../../contract/model/ids.ts';
import { parseAddress } from '../lib/phone-number.ts';
import { findContactByIdentity, insertContact, insertIdentity, readContact } from '../store/contact-rows.ts';
import type { Writer } from '../store/database.ts';

export interface Caller {
  /** As the network sent it or the agent typed it. */
  readonly address: string;
  /** Domain of a SIP address; extensions are unique only within it. */
  readonly scope: string;
  readonly callerName: string | null;
  readonly isAnonymous: boolean;
  /** The contact the agent dialled from. */
  readonly chosen: ContactId | null;
  readonly isPractice: boolean;
  readonly at: number;
}

export interface Match {
  readonly contactId: ContactId;
  readonly reason: MatchReason;
  readonly shown: string;
}

/**
 * Finds whose number this is: by E.164 or by the exact address, nothing fuzzier. A caller nobody knows becomes a provisional contact; one who withholds the
 * number becomes one of its own each time, so that two strangers never share a timeline.
 */
export function matchCaller(writer: Writer, caller: Caller, country: string): Match {
  const parsed = parseAddress(caller.isAnonymous ? '' : caller.address, country);
  const { kind, value } = parsed;
  const shown = kind === 'anonymous' ? '' : parsed.shown;
  const scope = kind === 'extension' ? caller.scope : '';
  if (caller.chosen !== null && readContact(writer, caller.chosen)) {
    return { contactId: caller.chosen, shown, reason: { by: 'chosen-by-agent', value: shown } };
  }
  if (kind !== 'anonymous') {
    const known = findContactByIdentity(writer, { kind, scope, value });
    if (known !== null) return { contactId: known, shown, reason: { by: kind === 'phone' ? 'exact-number' : 'exact-address', value: shown } };
  }
  const contactId = insertContact(writer, { name: null, company: null, isProvisional: true, isPractice: caller.isPractice, at: caller.at });
  if (kind === 'anonymous') return { contactId, shown, reason: { by: 'number-withheld', value: '' } };
  // What the network says of a caller is not verified.
  insertIdentity(writer, contactId, { kind, scope, value, raw: shown, isVerified: false });
  return { contactId, shown, reason: { by: 'new-caller', value: shown } };
}
