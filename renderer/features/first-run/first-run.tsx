import { ArrowLeft, GraduationCap, Mail, PhoneCall } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { IconButton } from '../../ui/button.tsx';
import styles from './first-run.module.css';

export interface FirstRunProps {
  /** The settings' own forms. */
  readonly forms: Readonly<Record<'account' | 'mailbox', (onDone: () => void) => ReactNode>>;
}

/** An empty profile: a telephone, a mailbox, or something to try it with. */
export function FirstRun({ forms }: FirstRunProps) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [adding, setAdding] = useState<keyof FirstRunProps['forms'] | null>(null);
  return (
    <main className={styles.screen}>
      <div className={styles.inner}>
        <h1 className={styles.title}>{text('first.title')}</h1>
        <p className={styles.text}>{text('first.text')}</p>
        {adding ? (
          <div className={styles.form}>
            <div className={styles.head}>
              <IconButton label={text('frame.cancel')} icon={ArrowLeft} onPress={() => setAdding(null)} />
              <h2>{text(`first.${adding}`)}</h2>
            </div>
            {forms[adding](() => setAdding(null))}
          </div>
        ) : (
          <div className={styles.choices}>
            <AriaButton className={styles.choice ?? ''} onPress={() => setAdding('account')} autoFocus>
              <PhoneCall size={22} aria-hidden />
              <b>{text('first.account')}</b>
              <span>{text('first.accountText')}</span>
            </AriaButton>
            <AriaButton className={styles.choice ?? ''} onPress={() => setAdding('mailbox')}>
              <Mail size={22} aria-hidden />
              <b>{text('first.mailbox')}</b>
              <span>{text('first.mailboxText')}</span>
            </AriaButton>
            <AriaButton className={styles.choice ?? ''} onPress={() => attempt(() => actions.call('practice.start', {}))}>
              <GraduationCap size={22} aria-hidden />
              <b>{text('first.practice')}</b>
              <span>{text('first.practiceText')}</span>
            </AriaButton>
          </div>
        )}
      </div>
    </main>
  );
}
