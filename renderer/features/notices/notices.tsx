import { X } from 'lucide-react';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import styles from './notices.module.css';

/** What just happened, in a sentence, with the way back where there is one. Read out, never in the way. */
export function Notices() {
  const notices = useDesk((state) => state.notices);
  const actions = useActions();
  const { text } = useText();
  return (
    <div className={styles.notices} role="status" aria-live="polite">
      {notices.map(({ id, text: sentence, tone, undo }) => (
        <div key={id} className={`${styles.notice} ${styles[tone]}`}>
          <span>{sentence}</span>
          {undo && (
            <Button
              onPress={() => {
                undo();
                actions.dismissNotice(id);
              }}
            >
              {text('frame.undo')}
            </Button>
          )}
          <IconButton label={text('frame.close')} icon={X} onPress={() => actions.dismissNotice(id)} />
        </div>
      ))}
    </div>
  );
}
