import { LogOut, PhoneIncoming } from 'lucide-react';
import { useState } from 'react';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import styles from './settings.module.css';

/** Only in the practice workspace: calls on request, and the way out. */
export function PracticeSection() {
  const isPractice = useDesk((state) => state.accounts.some(({ kind }) => kind === 'practice'));
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const [isLeaving, setIsLeaving] = useState(false);
  if (!isPractice) return null;
  return (
    <section className={form.section}>
      <h3>{text('practice.title')}</h3>
      <p className={styles.faint}>{text('practice.numbers')}</p>
      <p className={styles.faint}>{text('practice.mails')}</p>
      <div className={styles.buttons}>
        <Button icon={PhoneIncoming} onPress={() => attempt(() => actions.call('practice.ring', { caller: 'known' }))}>
          {text('practice.ringKnown')}
        </Button>
        <Button icon={PhoneIncoming} onPress={() => attempt(() => actions.call('practice.ring', { caller: 'unknown' }))}>
          {text('practice.ringUnknown')}
        </Button>
        <Button icon={LogOut} onPress={() => setIsLeaving(true)}>
          {text('practice.leave')}
        </Button>
      </div>
      <Dialog isAlert title={text('practice.leave')} closeLabel={text('frame.close')} isOpen={isLeaving} onClose={() => setIsLeaving(false)}>
        <p>{text('practice.leaveText')}</p>
        <div className={form.acts}>
          <Button onPress={() => setIsLeaving(false)}>{text('frame.cancel')}</Button>
          <Button
            tone="stop"
            onPress={() =>
              attempt(async () => {
                await actions.call('practice.leave', {});
                setIsLeaving(false);
              })
            }
          >
            {text('practice.leave')}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}
