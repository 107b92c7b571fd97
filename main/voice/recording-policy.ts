import type { AccountId } from '../../contract/model/ids.ts';
import type { CallDirection } from '../../contract/model/call.ts';
import { recordingPolicyOf, type RecordingRules } from '../../contract/model/recording.ts';

/** `required`: from its beginning, and not to be ended · `allowed`: when the agent says so */
export type RecordingVerdict = 'required' | 'allowed' | 'forbidden';

/** Pure. */
export function judgeRecording(rules: RecordingRules, call: { readonly accountId: AccountId; readonly direction: CallDirection }): RecordingVerdict {
  const policy = recordingPolicyOf(rules, call.accountId);
  if (policy === 'never') return 'forbidden';
  return policy === 'all' || policy === call.direction ? 'required' : 'allowed';
}
