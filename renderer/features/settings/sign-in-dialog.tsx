import { useEffect } from 'react';
import type { MailAccount } from '../../../contract/model/channel-account.ts';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { providerOf } from './mail-draft.ts';
import { SignInSteps } from './sign-in-steps.tsx';
import { useSignIn } from './use-sign-in.ts';

/** An account whose sign-in is over: the same account goes on as soon as somebody has signed in. */
export function SignInDialog({ account, onClose }: { account: MailAccount; onClose: () => void }) {
  const { text } = useText();
  const attempt = useAttempt();
  const { signIn, begin, cancel } = useSignIn();
  const isDone = signIn?.state === 'done';
  useEffect(() => {
    if (isDone) onClose();
  }, [isDone, onClose]);
  return (
    <Dialog title={text('signIn.title', { account: account.label })} closeLabel={text('frame.close')} isOpen onClose={onClose}>
      <SignInSteps
        signIn={signIn}
        standing={text('failure.sign-in-needed')}
        isReady
        hasCode={providerOf(account.login) !== 'google'}
        onBegin={(way) => attempt(() => begin({ accountId: account.id, draft: null, way }))}
        onCancel={cancel}
      />
    </Dialog>
  );
}
