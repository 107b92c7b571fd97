import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { ChannelAccountsService } from '../accounts/channel-accounts-service.ts';
import type { SignInService } from '../accounts/oauth/sign-in-service.ts';

export function createSignInApi({
  accounts,
  signIns,
}: {
  accounts: ChannelAccountsService;
  signIns: SignInService;
}): HandlersOf<typeof mainSide, 'sign-in'> {
  return {
    'sign-in.begin'({ accountId, draft, way }) {
      const { loginHint, ...registered } = accounts.client(draft, accountId);
      return signIns.begin({ accountId, keepFor: draft === null ? accountId : null, registered, loginHint, way });
    },
    'sign-in.open-page': ({ signInId }) => ({ isOpened: signIns.openPage(signInId) }),
    'sign-in.cancel': ({ signInId }) => {
      signIns.cancel(signInId);
      return {};
    },
    'sign-in.list': () => ({ signIns: [...signIns.list()] }),
  };
}
