import { CalendarSearch } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { firstEntryIdAt, type EntryId } from '../../../contract/model/ids.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { PopupButton } from '../../ui/popup.tsx';
import styles from './line.module.css';

/** Opens the line at a day: what was said from then on, and what came before above it. */
export function JumpToDate({ firstAt }: { firstAt: number | null }) {
  const { text } = useText();
  return (
    <PopupButton label={text('line.jump')} icon={CalendarSearch} act="date">
      {(close) => <Places firstAt={firstAt} onDone={close} />}
    </PopupButton>
  );
}

function Places({ firstAt, onDone }: { firstAt: number | null; onDone: () => void }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const filter = useDesk((state) => state.line.filter);
  const [date, setDate] = useState('');
  const at = localMidnight(date);

  function go(around: EntryId | null): void {
    onDone();
    attempt(() => actions.showLine({ filter, around }));
  }
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (at !== null) go(firstEntryIdAt(at));
  }
  return (
    <form className={styles.places} onSubmit={submit}>
      <div className={styles.date}>
        <TextField label={text('line.date')} type="date" value={date} onChange={setDate} autoFocus name="line-date" />
        <Button type="submit" tone="accent" isDisabled={at === null}>
          {text('line.go')}
        </Button>
      </div>
      <div className={styles.ends}>
        <Button size="small" isDisabled={firstAt === null} onPress={() => firstAt !== null && go(firstEntryIdAt(firstAt))}>
          {text('line.first')}
        </Button>
        <Button size="small" onPress={() => go(null)}>
          {text('line.newest')}
        </Button>
      </div>
    </form>
  );
}

/** `2026-11-23` → the local midnight it begins with; null while it is not a date yet. */
function localMidnight(date: string): number | null {
  const [year, month, day] = date.split('-').map(Number);
  if (!year || !month || !day || year < 1_900) return null;
  return new Date(year, month - 1, day).getTime();
}
