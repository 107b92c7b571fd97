import type { CallDirection, CallResult } from '../../contract/model/call.ts';
import type { QualityReport } from '../../contract/model/call-quality.ts';
import type { MatchReason } from '../../contract/model/contact.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, CallId, ContactId, InteractionId } from '../../contract/model/ids.ts';
import type { ConferenceParty } from '../../contract/model/conference.ts';
import type { CallTransfer } from '../../contract/model/transfer.ts';
import type { Clock } from '../ports.ts';
import { readAccount } from '../store/account-rows.ts';
import { answerCall, endCall, insertCall, interruptLiveCalls, saveConference, saveTransfer, settleMissedCalls } from '../store/call-rows.ts';
import { readContact } from '../store/contact-rows.ts';
import { saveQuality } from '../store/quality-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, insertEntry, readEntry, readLastMatter, type EntryChange } from '../store/entry-rows.ts';
import type { Feed } from './feed.ts';
import { matchCaller } from './identity.ts';

interface NewCall {
  readonly accountId: AccountId;
  readonly direction: CallDirection;
  readonly address: string;
  readonly domain: string | null;
  readonly callerName: string | null;
  readonly isAnonymous: boolean;
  readonly contactId: ContactId | null;
  readonly at: number;
}

interface JournaledCall {
  readonly callId: CallId;
  readonly interactionId: InteractionId;
  readonly contactId: ContactId;
  readonly contactName: string | null;
  readonly company: string | null;
  readonly match: MatchReason;
  readonly address: string;
  readonly lastMatter: string | null;
}

export interface JournalDeps {
  readonly store: Store;
  readonly feed: Feed;
  readonly clock: Clock;
  country(): string;
  agentName(): string | null;
}

/** Writes calls onto timelines; each step is one transaction with its change. */
export function createCallJournal({ store, feed, clock, country, agentName }: JournalDeps) {
  /** null where the timeline is gone: a practice call ends while its invented customers are removed. */
  function changed(writer: Writer, callId: CallId): EntryChange | null {
    const entry = readEntry(writer, callId);
    return entry && insertChange(writer, entry.contactId, callId, clock.now());
  }

  return {
    begin(call: NewCall): JournaledCall {
      const { change, journaled } = store.write((writer) => {
        const account = readAccount(writer, call.accountId);
        const domain = call.domain ?? account?.aor.split('@').at(-1) ?? '';
        const { contactId, identityId, reason, shown } = matchCaller(
          writer,
          {
            address: call.address,
            domain,
            callerName: call.callerName,
            isAnonymous: call.isAnonymous,
            chosen: call.contactId,
            isPractice: account?.kind === 'practice',
            at: call.at,
          },
          country(),
        );
        const { id, interactionId } = insertEntry(writer, {
          contactId,
          identityId,
          channel: 'voice',
          kind: 'call',
          at: call.at,
          agentName: agentName(),
        });
        insertCall(writer, { id, accountId: call.accountId, direction: call.direction, address: shown });
        const contact = readContact(writer, contactId);
        return {
          change: insertChange(writer, contactId, id, clock.now()),
          journaled: {
            callId: id,
            interactionId,
            contactId,
            contactName: contact?.name ?? null,
            company: contact?.company ?? null,
            match: reason,
            address: shown,
            lastMatter: readLastMatter(writer, contactId, id),
          },
        };
      });
      feed.callChanged(change);
      return journaled;
    },

    answer(callId: CallId, at: number): void {
      const changes = store.write((writer) => {
        answerCall(writer, callId, at);
        const change = changed(writer, callId);
        if (!change) return [];
        const { contactId } = change;
        return [change, ...settleMissedCalls(writer, contactId).map((id) => insertChange(writer, contactId, id, clock.now()))];
      });
      for (const change of changes) feed.callChanged(change);
    },

    end(
      callId: CallId,
      how: { readonly at: number; readonly result: Exclude<CallResult, 'live' | 'interrupted'>; readonly failure: Failure | null },
    ): void {
      const change = store.write((writer) => {
        endCall(writer, callId, { ...how, needsReturn: how.result === 'missed' });
        return changed(writer, callId);
      });
      if (change) feed.callChanged(change);
    },

    transfer(callId: CallId, transfer: CallTransfer): void {
      const change = store.write((writer) => {
        saveTransfer(writer, callId, transfer);
        return changed(writer, callId);
      });
      if (change) feed.callChanged(change);
    },

    conference(callId: CallId, parties: readonly ConferenceParty[]): void {
      const change = store.write((writer) => {
        saveConference(writer, callId, parties);
        return changed(writer, callId);
      });
      if (change) feed.callChanged(change);
    },

    saveQuality(callId: CallId, report: QualityReport): void {
      const change = store.write((writer) => (saveQuality(writer, callId, report) ? changed(writer, callId) : null));
      if (change) feed.callChanged(change);
    },

    /** Calls the program did not live to see the end of: at the start, once. Answers those on which somebody had talked. */
    closeInterrupted(): CallId[] {
      const interrupted = store.write((writer) => interruptLiveCalls(writer).map((call) => ({ ...call, change: changed(writer, call.callId) })));
      for (const { change } of interrupted) if (change) feed.callChanged(change);
      return interrupted.filter(({ wasAnswered }) => wasAnswered).map(({ callId }) => callId);
    },
  };
}
