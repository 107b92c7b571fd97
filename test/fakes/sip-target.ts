import { plainRoute } from '../../contract/model/account.ts';
import { readAccountTarget, type AccountAddress, type AccountTarget } from '../../main/voice/account-target.ts';

/** Where alice's account leads. */
export function targetOf(serverUrl: string, fields: Partial<AccountAddress> = {}): AccountTarget {
  const target = readAccountTarget({ aor: 'alice@sip.test', serverUrl, ...plainRoute, ...fields });
  if ('reason' in target) throw new Error(`${serverUrl}: ${target.reason}`);
  return target;
}
