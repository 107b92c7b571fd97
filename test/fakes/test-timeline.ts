import { plainRoute, type Account } from '../../contract/model/account.ts';
import { noForwardCodes, plainDialPlan } from '../../contract/model/call-rules.ts';
import type { AccountId, CallId, ContactId } from '../../contract/model/ids.ts';
import type { TimelinePatch } from '../../contract/model/timeline.ts';
import { noSystemCodes } from '../../contract/model/colleague.ts';
import { createContactsService, type ContactsService } from '../../main/contacts/contacts-service.ts';
import { insertAccount } from '../../main/store/account-rows.ts';
import { createCallJournal } from '../../main/timeline/call-journal.ts';
import { createFeed, type Feed, type RecentPatch } from '../../main/timeline/feed.ts';
import { createTimelineService, type TimelineService } from '../../main/timeline/timeline-service.ts';
import type { CallJournal, JournaledCall, NewCall } from '../../main/voice/call-journal.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createTestStore, type TestStore } from './test-store.ts';

export interface TestTimeline extends Disposable {
  readonly store: TestStore;
  readonly clock: ManualClock;
  readonly feed: Feed;
  readonly journal: ReturnType<typeof createCallJournal>;
  readonly timeline: TimelineService;
  readonly contacts: ContactsService;
  readonly accountId: AccountId;
  readonly practiceId: AccountId;
  readonly patches: readonly TimelinePatch[];
  readonly recentPatches: readonly RecentPatch[];
  begin(call?: Partial<NewCall>): JournaledCall;
  /** A whole call; null for one nobody answered. */
  call(call: Partial<NewCall> & { talkMs?: number | null; result?: Parameters<CallJournal['end']>[1]['result'] }): JournaledCall;
  needsReturn(callId: CallId): boolean;
  notesOf(contactId: ContactId): string[];
}

/** Timeline and contacts over a real database, in Germany, on a clock that stands still. */
export function createTestTimeline(): TestTimeline {
  const store = createTestStore();
  const clock = createManualClock();
  const feed = createFeed({ store, clock, isWatched: () => true });
  const country = () => 'DE';
  const agentName = () => 'Lea Winter';
  const journal = createCallJournal({ store, feed, clock, country, agentName });
  const timeline = createTimelineService({ store, feed, clock, onOpened: () => undefined, agentName });
  const contacts = createContactsService({ store, clock, country, domain: () => 'sip.example.org' });
  const account: Omit<Account, 'id' | 'kind' | 'aor' | 'isDefault'> = {
    label: '',
    displayName: null,
    authUser: null,
    serverUrl: 'wss://sip.example.org/',
    iceServers: [],
    ...plainRoute,
    dtmfMode: 'auto',
    dialPlan: plainDialPlan,
    forwardCodes: noForwardCodes,
    callerIds: [],
    colleagues: [],
    systemCodes: noSystemCodes,
    isEnabled: true,
  };
  const accountId = store.write((writer) => insertAccount(writer, { ...account, kind: 'sip', aor: 'lea@sip.example.org', isDefault: true }));
  const practiceId = store.write((writer) =>
    insertAccount(writer, { ...account, kind: 'practice', aor: 'agent@practice.invalid', isDefault: false }),
  );
  const patches: TimelinePatch[] = [];
  const recentPatches: RecentPatch[] = [];
  feed.timelinePatched.on((patch) => patches.push(patch));
  feed.recentPatched.on((patch) => recentPatches.push(patch));

  function begin(call: Partial<NewCall> = {}): JournaledCall {
    clock.advance(1_000);
    const usual = {
      accountId,
      direction: 'in' as const,
      address: '+493023125001',
      domain: null,
      callerName: null,
      isAnonymous: false,
      contactId: null,
    };
    return journal.begin({ ...usual, at: clock.now(), ...call });
  }

  return {
    store,
    clock,
    feed,
    journal,
    timeline,
    contacts,
    accountId,
    practiceId,
    patches,
    recentPatches,
    begin,
    call({ talkMs = 60_000, result, ...call }) {
      const journaled = begin(call);
      clock.advance(4_000);
      if (talkMs !== null) {
        journal.answer(journaled.callId, clock.now());
        clock.advance(talkMs);
      }
      const usual = talkMs !== null ? 'answered' : call.direction === 'out' ? 'unanswered' : 'missed';
      journal.end(journaled.callId, { at: clock.now(), result: result ?? usual, failure: null });
      return journaled;
    },
    needsReturn: (callId) => timeline.openRecent('all', null, 500).calls.find((call) => call.callId === callId)?.needsReturn ?? false,
    notesOf: (contactId) =>
      timeline
        .open(contactId, null, 500)
        .entries.flatMap((entry) => (entry.kind === 'call' ? [entry.note] : entry.kind === 'note' ? [entry.text] : [])),
    [Symbol.dispose]() {
      feed[Symbol.dispose]();
      store[Symbol.dispose]();
    },
  };
}
