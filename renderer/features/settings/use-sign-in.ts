import { useEffect, useRef, useState } from 'react';
import type { SignIn, SignInId, SignInWay } from '../../../contract/model/sign-in.ts';
import type { MailAccountDraft } from '../../../contract/model/channel-account.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import { useActions, useDesk } from '../../state/desk.tsx';

export interface SigningIn {
  readonly signIn: SignIn | null;
  /** Rejects with the reason where the provider cannot be asked. */
  begin(request: { accountId: AccountId | null; draft: MailAccountDraft | null; way: SignInWay }): Promise<void>;
  cancel(): void;
}

/** One attempt at a time; given up with the form or dialog that began it, unless main has taken what came of it. */
export function useSignIn(): SigningIn {
  const actions = useActions();
  const [id, setId] = useState<SignInId | null>(null);
  const latest = useRef<SignInId | null>(null);
  const signIn = useDesk((state) => state.signIns.find((one) => one.id === id) ?? null);

  function keep(next: SignInId | null): void {
    latest.current = next;
    setId(next);
  }
  useEffect(
    () => () => {
      if (latest.current !== null) actions.call('sign-in.cancel', { signInId: latest.current }).catch(() => undefined);
    },
    [actions],
  );
  return {
    signIn,
    async begin(request) {
      keep(null);
      keep((await actions.call('sign-in.begin', request)).id);
    },
    cancel() {
      if (id !== null) actions.call('sign-in.cancel', { signInId: id }).catch(() => undefined);
      keep(null);
    },
  };
}
