import { AlarmClock } from 'lucide-react';
import { useState } from 'react';
import type { InboxRow } from '../../../contract/model/inbox.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import styles from './inbox.module.css';
import { momentOf, snoozeTimes, whoOf } from './inbox-words.ts';

export function SnoozeDialog({ row, onClose, onChosen }: { row: InboxRow; onClose: () => void; onChosen: (until: number) => void }) {
  const words = useText();
  const { text } = words;
  const [now] = useState(() => Date.now());
  const [typed, setTyped] = useState('');
  const [isPast, setIsPast] = useState(false);

  function choose(until: number): void {
    if (until > Date.now()) onChosen(until);
    else setIsPast(true);
  }
  return (
    <Dialog title={text('snooze.title', { who: whoOf(row, words) })} closeLabel={text('frame.close')} isOpen onClose={onClose}>
      <p className={styles.explained}>{text('snooze.text')}</p>
      <div className={styles.times}>
        {snoozeTimes(now).map(({ id, at }, index) => (
          <Button key={id} autoFocus={index === 0} onPress={() => choose(at)}>
            <span className={styles.time}>
              {text(`snooze.${id}`)} <time>{momentOf(at, now, words)}</time>
            </span>
          </Button>
        ))}
      </div>
      <form
        className={styles.other}
        onSubmit={(event) => {
          event.preventDefault();
          choose(new Date(typed).getTime());
        }}
      >
        <TextField
          label={text('snooze.at')}
          type="datetime-local"
          name="snooze-at"
          value={typed}
          error={isPast ? text('snooze.past') : null}
          onChange={(value) => {
            setTyped(value);
            setIsPast(false);
          }}
        />
        <Button type="submit" icon={AlarmClock} isDisabled={typed === ''}>
          {text('snooze.confirm')}
        </Button>
      </form>
    </Dialog>
  );
}
