import type { CallDirection, CallResult } from '../../contract/model/call.ts';
import type { QualityReport } from '../../contract/model/call-quality.ts';
import type { MatchReason } from '../../contract/model/contact.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { ConferenceParty } from '../../contract/model/conference.ts';
import type { CallTransfer } from '../../contract/model/transfer.ts';
import type { AccountId, CallId, ContactId, InteractionId } from '../../contract/model/ids.ts';

export interface NewCall {
  readonly accountId: AccountId;
  readonly direction: CallDirection;
  /** User part of the SIP address, as the network sent it or the agent typed it. */
  readonly address: string;
  /** Domain part, for callers outside the account's own domain; null = the account's own. */
  readonly domain: string | null;
  /** Unverified display name; null = none. */
  readonly callerName: string | null;
  readonly isAnonymous: boolean;
  /** The contact the agent dialled from; null = match by number. */
  readonly contactId: ContactId | null;
  readonly at: number;
}

export interface JournaledCall {
  readonly callId: CallId;
  readonly interactionId: InteractionId;
  readonly contactId: ContactId;
  readonly contactName: string | null;
  readonly company: string | null;
  readonly match: MatchReason;
  /** As shown: international format where it is a phone number. */
  readonly address: string;
  readonly lastMatter: string | null;
}

/** Where voice writes calls down: filled by the timeline. Synchronous and below a millisecond; each is one transaction. */
export interface CallJournal {
  begin(call: NewCall): JournaledCall;
  answer(callId: CallId, at: number): void;
  end(
    callId: CallId,
    how: {
      readonly at: number;
      readonly result: Exclude<CallResult, 'live' | 'interrupted'>;
      readonly failure: Failure | null;
      /** A word with a colleague about another call: it has no outcome of its own. */
      readonly isConsultation?: boolean;
    },
  ): void;
  /** How far a transfer of the call has got. */
  transfer(callId: CallId, transfer: CallTransfer): void;
  /** Who else was in the conversation so far; replaces what was there. */
  conference(callId: CallId, parties: readonly ConferenceParty[]): void;
  /** What it sounded like so far; replaces what was there. */
  saveQuality(callId: CallId, report: QualityReport): void;
}
