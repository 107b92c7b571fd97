import { plainRoute, type AccountDraft } from '../contract/model/account.ts';
import { noForwardCodes, plainDialPlan } from '../contract/model/call-rules.ts';
import { accountIdSchema, contactIdSchema, conversationIdSchema, firstEntryIdAt, interactionIdSchema, type EntryId } from '../contract/model/ids.ts';
import type { CallEntry } from '../contract/model/timeline.ts';
import { noSystemCodes } from '../contract/model/colleague.ts';

export function buildAccountDraft(fields: Partial<AccountDraft> = {}): AccountDraft {
  return {
    label: '',
    aor: 'lea@sip.example.org',
    displayName: null,
    authUser: null,
    serverUrl: 'wss://sip.example.org:7443/ws',
    password: 'correct horse battery',
    iceServers: [],
    ...plainRoute,
    dtmfMode: 'auto',
    dialPlan: plainDialPlan,
    forwardCodes: noForwardCodes,
    callerIds: [],
    colleagues: [],
    systemCodes: noSystemCodes,
    isEnabled: true,
    isDefault: false,
    ...fields,
  };
}

export function buildCallEntry(fields: Partial<CallEntry> = {}): CallEntry {
  const at = fields.at ?? Date.UTC(2026, 10, 23, 9, 0);
  return {
    id: firstEntryIdAt(at),
    contactId: contactIdSchema.parse(1),
    conversationId: conversationIdSchema.parse(1),
    interactionId: interactionIdSchema.parse(1),
    at,
    kind: 'call',
    accountId: accountIdSchema.parse(1),
    direction: 'in',
    result: 'answered',
    address: '+49 30 23125001',
    answeredAt: at + 5_000,
    endedAt: at + 65_000,
    durationMs: 60_000,
    failure: null,
    note: '',
    dispositionId: null,
    followUpAt: null,
    agentName: null,
    needsReturn: false,
    transfer: null,
    conference: [],
    quality: null,
    recordings: [],
    ...fields,
  };
}

export function entryIdAt(at: number, n = 0): EntryId {
  return (firstEntryIdAt(at) + n) as EntryId;
}
