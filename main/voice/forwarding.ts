import type { Forward } from '../../contract/model/call-rules.ts';
import { planNumber } from './dial-plan.ts';
import { sipUri } from './sip-uri.ts';
import type { VoiceAccount } from './voice-accounts.ts';

type Account = Pick<VoiceAccount, 'user' | 'domain' | 'dialPlan'>;

/** Where a number leads that calls of an account are to be sent to, as a SIP URI; null for what is none, for the account itself and for emergency services. */
export function forwardAddress(target: string, account: Account, country: string): string | null {
  const number = planNumber(target, account.dialPlan, country);
  if (!number || number.isEmergency) return null;
  const [user = '', host = account.domain] = number.dialled.split('@');
  // It stands in a header as it is.
  if (!/^[\w.:[\]-]+$/.test(host)) return null;
  // It would come back at once.
  const isOwn = user.toLowerCase() === account.user.toLowerCase() && host.toLowerCase() === account.domain.toLowerCase();
  return isOwn ? null : sipUri(user, host);
}

/** Pure. What this program answers a caller with, where the forward is its own to carry out. */
export function forwardOf({ way, target }: Forward, account: Account, country: string): string | null {
  return way === 'phone' ? forwardAddress(target, account, country) : null;
}

/** What `terminate` sends: 302 with the new address (RFC 3261 §21.3.3). */
export function movedTo(uri: string): { readonly status_code: number; readonly extraHeaders: readonly string[] } {
  return { status_code: 302, extraHeaders: [`Contact: <${uri}>`] };
}
