import type { CallDirection, CallResult } from '../../contract/model/call.ts';
import type { MatchReason } from '../../contract/model/contact.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, CallId, ContactId, InteractionId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import { readAccount } from '../store/account-rows.ts';
import { answerCall, endCall, insertCall, interruptLiveCalls, settleMissedCalls } from '../store/call-rows.ts';
import { readContact } from '../store/contact-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, insertEntry, readEntry, readLastMatter } from '../store/entry-rows.ts';
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
  function changed(writer: Writer, callId: CallId): ContactId | null {
    const entry = readEntry(writer, callId);
    if (!entry) return null;
    insertChange(writer, entry.contactId, callId, clock.now());
    return entry.contactId;
  }

  return {
    begin(call: NewCall): JournaledCall {
      const journaled = store.write((writer) => {
        const account = readAccount(writer, call.accountId);
        const scope = call.domain ?? account?.aor.split('@').at(-1) ?? '';
        const { contactId, reason, shown } = matchCaller(
          writer,
          {
            address: call.address,
            scope,
            callerName: call.callerName,
            isAnonymous: call.isAnonymous,
            chosen: call.contactId,
            isPractice: account?.kind === 'practice',
            at: call.at,
          },
          country(),
        );
        const { id, interactionId } = insertEntry(writer, { contactId, channel: 'voice', kind: 'call', at: call.at, agentName: agentName() });
        insertCall(writer, { id, accountId: call.accountId, direction: call.direction, address: shown });
        insertChange(writer, contactId, id, clock.now());
        const contact = readContact(writer, contactId);
        return {
          callId: id,
          interactionId,
          contactId,
          contactName: contact?.name ?? null,
          company: contact?.company ?? null,
          match: reason,
          address: shown,
          lastMatter: readLastMatter(writer, contactId, id),
        };
      });
      feed.callChanged(journaled.contactId, journaled.callId);
      return journaled;
    },

    answer(callId: CallId, at: number): void {
      const { contactId, settled } = store.write((writer) => {
        answerCall(writer, callId, at);
        const who = changed(writer, callId);
        const returned = who === null ? [] : settleMissedCalls(writer, who);
        for (const id of returned) if (who !== null) insertChange(writer, who, id, clock.now());
        return { contactId: who, settled: returned };
      });
      if (contactId !== null) for (const id of [callId, ...settled]) feed.callChanged(contactId, id);
    },

    end(callId: CallId, how: { readonly at: number; readonly result: Exclude<CallResult, 'live' | 'interrupted'>; readonly failure: Failure | null }): void {
      const contactId = store.write((writer) => {
        endCall(writer, callId, { ...how, needsReturn: how.result === 'missed' });
        return changed(writer, callId);
      });
      if (contactId !== null) feed.callChanged(contactId, callId);
    },

    /** Calls the program did not live to see the end of: at the start, once. */
    closeInterrupted(): void {
      const closed = store.write((writer) => interruptLiveCalls(writer).map((id) => [changed(writer, id), id] as const));
      for (const [contactId, id] of closed) if (contactId !== null) feed.callChanged(contactId, id);
    },
  };
}
