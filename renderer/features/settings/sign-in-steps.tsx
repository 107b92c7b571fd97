import { Copy, ExternalLink } from 'lucide-react';
import type { SignIn, SignInWay } from '../../../contract/model/sign-in.ts';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import styles from './sign-in.module.css';

export interface SignInStepsProps {
  /** What is under way, or came of it last; null: nothing yet. */
  readonly signIn: SignIn | null;
  /** Said while there is none. */
  readonly standing: string | null;
  readonly isReady: boolean;
  /** False where the provider gives no codes for other devices. */
  readonly hasCode: boolean;
  readonly onBegin: (way: SignInWay) => void;
  readonly onCancel: () => void;
}

/** Signing in at a provider: a page in the agent's own browser, or a code for another device. */
export function SignInSteps({ signIn, standing, isReady, hasCode, onBegin, onCancel }: SignInStepsProps) {
  const { text, failure } = useText();
  if (signIn?.state === 'waiting') return <Waiting signIn={signIn} onCancel={onCancel} />;
  return (
    <div className={styles.steps} role="group" aria-label={text('signIn.browser')}>
      <div className={styles.acts}>
        <Button onPress={() => onBegin('browser')} isDisabled={!isReady}>
          {text('signIn.browser')}
        </Button>
        {hasCode && (
          <Button onPress={() => onBegin('device')} isDisabled={!isReady}>
            {text('signIn.device')}
          </Button>
        )}
      </div>
      <p role="status" className={signIn?.state === 'done' ? form.good : signIn?.failure ? form.problem : styles.faint}>
        {signIn?.state === 'done' ? text('signIn.done') : signIn?.failure ? failure(signIn.failure) : standing}
      </p>
    </div>
  );
}

function Waiting({ signIn, onCancel }: { signIn: SignIn; onCancel: () => void }) {
  const { text, intl } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const { address, userCode } = signIn;

  /** Where main cannot open it (in the browser shell) the page does. */
  async function open(): Promise<void> {
    const { isOpened } = await actions.call('sign-in.open-page', { signInId: signIn.id });
    if (!isOpened) window.open(address, '_blank', 'noopener,noreferrer');
  }
  const copy = (what: string) =>
    attempt(async () => {
      await navigator.clipboard.writeText(what);
      actions.notify(text('signIn.copied'));
    });
  return (
    <div className={styles.steps} role="status">
      <p>{text(userCode !== null ? 'signIn.code' : signIn.isOpened ? 'signIn.opened' : 'signIn.openIt')}</p>
      {userCode !== null && (
        <p className={styles.code}>
          <b>{userCode}</b>
          <IconButton label={text('signIn.copyCode')} icon={Copy} onPress={() => copy(userCode)} />
        </p>
      )}
      {(userCode !== null || !signIn.isOpened) && <p className={styles.address}>{address}</p>}
      <div className={styles.acts}>
        <Button icon={ExternalLink} tone={signIn.isOpened ? 'plain' : 'accent'} onPress={() => attempt(open)}>
          {text('signIn.openPage')}
        </Button>
        <Button onPress={onCancel}>{text('frame.cancel')}</Button>
        <span className={styles.faint}>
          {text('signIn.until', { time: intl.formatTime(signIn.expiresAt, { hour: 'numeric', minute: '2-digit' }) })}
        </span>
      </div>
    </div>
  );
}
