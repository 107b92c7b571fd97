import { ArrowLeft, GraduationCap, PhoneCall } from 'lucide-react';
import { useState, type ReactNode } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { IconButton } from '../../ui/button.tsx';
import styles from './first-run.module.css';

/** An empty profile: two ways in. `accountForm` is the settings' own form. */
export function FirstRun({ accountForm }: { accountForm: (onDone: () => void) => ReactNode }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [isAdding, setIsAdding] = useState(false);
  return (
    <main className={styles.screen}>
      <div className={styles.inner}>
        <h1 className={styles.title}>{text('first.title')}</h1>
        <p className={styles.text}>{text('first.text')}</p>
        {isAdding ? (
          <div className={styles.form}>
            <div className={styles.head}>
              <IconButton label={text('frame.cancel')} icon={ArrowLeft} onPress={() => setIsAdding(false)} />
              <h2>{text('first.account')}</h2>
            </div>
            {accountForm(() => setIsAdding(false))}
          </div>
        ) : (
          <div className={styles.choices}>
            <AriaButton className={styles.choice ?? ''} onPress={() => setIsAdding(true)} autoFocus>
              <PhoneCall size={22} aria-hidden />
              <b>{text('first.account')}</b>
              <span>{text('first.accountText')}</span>
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
