import type { AccountId } from '../../contract/model/ids.ts';
import type { CallDirection } from '../../contract/model/call.ts';
import type { RecordingRules } from '../../contract/model/recording.ts';

/** `required`: from its beginning, and not to be ended · `allowed`: when the agent says so */
export type RecordingVerdict = 'required' | 'allowed' | 'forbidden';

/** Pure. The account's own rule counts before that of all. */
export function judgeRecording(rules: RecordingRules, call: { readonly accountId: AccountId; readonly direction: CallDirection }): RecordingVerdict {
  const own = rules.recordingByAccount.find(({ accountId }) => accountId === call.accountId);
  const policy = own?.policy ?? rules.recordingPolicy;
  if (policy === 'never') return 'forbidden';
  return policy === 'all' || policy === call.direction ? 'required' : 'allowed';
}
