import { plainRoute, type Account, type AccountDraft } from '../../../contract/model/account.ts';
import { noForwardCodes, plainDialPlan } from '../../../contract/model/call-rules.ts';
import { noSystemCodes } from '../../../contract/model/colleague.ts';

/** Why an account cannot be as it was entered. */
export interface AccountProblem {
  /** Of the draft, as `systemCodes.pickup`; '': it is about all of it. */
  readonly path: string;
  readonly sentence: string;
}

/** As the form begins: an account as it is, its secrets kept; or a new one. */
export function draftOf(account: Account | null, isDefault: boolean): AccountDraft {
  if (!account) {
    return {
      label: '',
      aor: '',
      displayName: null,
      authUser: null,
      serverUrl: '',
      password: null,
      iceServers: [],
      ...plainRoute,
      dtmfMode: 'auto',
      dialPlan: plainDialPlan,
      forwardCodes: noForwardCodes,
      callerIds: [],
      colleagues: [],
      systemCodes: noSystemCodes,
      isEnabled: true,
      isDefault,
    };
  }
  const { id: _id, kind: _kind, iceServers, ...fields } = account;
  return { ...fields, password: null, iceServers: iceServers.map((server) => ({ ...server, credential: null })) };
}
