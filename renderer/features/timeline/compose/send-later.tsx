import { Clock } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { useText } from '../../../text/text.tsx';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import { Menu } from '../../../ui/menu.tsx';
import styles from './compose.module.css';
import { laterTimes, localInput } from './later-times.ts';

/** When it is to go out: in the usual steps, or at a time of one's own. */
export function SendLater({ onSend, isDisabled }: { onSend: (sendAt: number) => void; isDisabled: boolean }) {
  const { text, intl } = useText();
  const [isChoosing, setIsChoosing] = useState(false);
  const times = laterTimes(Date.now());
  const choices = times.map(({ id, at }) => ({
    id,
    label: text(`compose.later.${id}`, { time: intl.formatTime(at, { hour: 'numeric', minute: '2-digit' }) }),
  }));
  return (
    <>
      <Menu
        label={text('compose.later')}
        choices={[...choices, { id: 'choose', label: text('compose.later.choose') }]}
        onAction={(id) => {
          const at = times.find((time) => time.id === id)?.at;
          if (at === undefined) setIsChoosing(true);
          else onSend(at);
        }}
      >
        <IconButton label={text('compose.later')} icon={Clock} isDisabled={isDisabled} />
      </Menu>
      {isChoosing && <TimeDialog onClose={() => setIsChoosing(false)} onSend={onSend} />}
    </>
  );
}

function TimeDialog({ onClose, onSend }: { onClose: () => void; onSend: (sendAt: number) => void }) {
  const { text } = useText();
  const [typed, setTyped] = useState(() => localInput(laterTimes(Date.now()).at(-1)?.at ?? Date.now()));
  const at = new Date(typed).getTime();
  const isPast = !(at > Date.now());
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (isPast) return;
    onClose();
    onSend(at);
  }
  return (
    <Dialog title={text('compose.later.title')} closeLabel={text('frame.close')} isOpen onClose={onClose}>
      <form onSubmit={submit} className={styles.dialog}>
        <TextField
          label={text('compose.later.when')}
          type="datetime-local"
          value={typed}
          onChange={setTyped}
          error={isPast ? text('compose.later.past') : null}
          autoFocus
          name="send-at"
        />
        <div className={styles.dialogActs}>
          <Button type="submit" tone="accent" isDisabled={isPast}>
            {text('compose.later.set')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
