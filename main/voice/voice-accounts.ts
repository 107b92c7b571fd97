import type { DtmfMode } from '../../contract/model/account.ts';
import type { TrustedCertificate } from '../../contract/model/certificate.ts';
import type { CallerId, DialPlan } from '../../contract/model/call-rules.ts';
import type { Colleague, SystemCodes } from '../../contract/model/colleague.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Listenable } from '../lib/emitter.ts';

export interface VoiceAccount {
  readonly id: AccountId;
  readonly kind: 'sip' | 'practice';
  readonly user: string;
  readonly domain: string;
  readonly displayName: string | null;
  readonly authUser: string | null;
  readonly serverUrl: string;
  readonly outboundProxy: string | null;
  readonly trusted: TrustedCertificate | null;
  readonly iceServers: readonly { readonly url: string; readonly username: string | null; readonly credential: string | null }[];
  readonly dtmfMode: DtmfMode;
  readonly dialPlan: DialPlan;
  readonly callerIds: readonly CallerId[];
  readonly colleagues: readonly Colleague[];
  readonly systemCodes: SystemCodes;
  readonly isDefault: boolean;
  /** A UUID, the same after every start: a registrar replaces what a crash left behind (RFC 5626 §4.1). null: a new one each time. */
  readonly instanceId: string | null;
}

/** The enabled voice accounts: filled by accounts. Fires `changed` after any of them was added, edited or removed. */
export interface VoiceAccounts {
  list(): readonly VoiceAccount[];
  /** null: none is known (not kept by the vault). */
  password(accountId: AccountId): string | null;
  readonly changed: Listenable<void>;
}

/** Whether the agent takes calls now: filled by agent presence. */
export interface CallAdmission {
  /** `ring`, or `unavailable`: the caller hears 480 and the call is written down as missed. */
  admit(): 'ring' | 'unavailable';
  /** False while the agent is offline: every account is unregistered. */
  isOnDuty(): boolean;
  readonly changed: Listenable<void>;
}
