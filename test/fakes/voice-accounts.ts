import { plainRoute } from '../../contract/model/account.ts';
import { plainDialPlan } from '../../contract/model/call-rules.ts';
import { noSystemCodes } from '../../contract/model/colleague.ts';
import { accountIdSchema } from '../../contract/model/ids.ts';
import type { VoiceAccount } from '../../main/voice/voice-accounts.ts';

/** Nothing about it is special; `instanceId`: none, as of the practice line. */
const plain = {
  id: accountIdSchema.parse(1),
  displayName: null,
  authUser: null,
  iceServers: [],
  ...plainRoute,
  dtmfMode: 'auto',
  dialPlan: plainDialPlan,
  callerIds: [],
  colleagues: [],
  systemCodes: noSystemCodes,
  isDefault: true,
  instanceId: null,
} as const;

/** On the server in memory. */
export const alice: VoiceAccount = {
  ...plain,
  kind: 'sip',
  user: 'alice',
  domain: 'sip.test',
  serverUrl: 'ws://loop.invalid/',
  instanceId: '5f1b8f52-3f6e-4f6b-8a57-0d2f3d7f6f10',
};

export const practiceAgent: VoiceAccount = { ...plain, kind: 'practice', user: 'agent', domain: 'practice.invalid', serverUrl: 'practice:' };
