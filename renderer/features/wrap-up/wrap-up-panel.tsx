import { Check, Clock3 } from 'lucide-react';
import { useEffect, useState } from 'react';
import type { WrapUp } from '../../../contract/model/agent.ts';
import { useActions, useDesk, useDeskStore, useNow } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useNote } from '../../state/use-note.ts';
import { useText } from '../../text/text.tsx';
import { clockTime } from '../../text/time.ts';
import { Button } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import styles from './wrap-up.module.css';

/** After-call work, oldest first. Whatever is entered is on disk at once; a crash brings it back. */
export function WrapUpPanel() {
  const wrapUps = useDesk((state) => state.wrapUps);
  const [first, ...more] = wrapUps;
  const { text } = useText();
  if (!first) return null;
  return (
    <section className={styles.panel} aria-label={text('wrapUp.title')}>
      <Form key={first.interactionId} wrapUp={first} />
      {more.length > 0 && <p className={styles.faint}>{text('wrapUp.more', { count: more.length })}</p>}
    </section>
  );
}

function Form({ wrapUp }: { wrapUp: WrapUp }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const dispositions = useDesk((state) => state.settings?.dispositions ?? []);
  const note = useNote(wrapUp.callId, wrapUp.note);
  const [followUp, setFollowUp] = useState(() => toLocal(wrapUp.followUpAt));
  const { interactionId, dispositionId, followUpAt } = wrapUp;
  useTakeOver();

  function edit(change: { dispositionId?: string | null; followUpAt?: number | null }): void {
    attempt(() => actions.call('wrap-up.edit', { interactionId, dispositionId, followUpAt, ...change }));
  }
  async function finish(): Promise<void> {
    await actions.notes.flush();
    await actions.call('wrap-up.finish', { interactionId });
  }
  return (
    <>
      <div className={styles.head}>
        <h3>{text('wrapUp.title')}</h3>
        <Timer wrapUp={wrapUp} />
      </div>
      <button type="button" className={`plain-button ${styles.who}`} onClick={() => attempt(() => actions.openContact(wrapUp.contactId))}>
        {text('wrapUp.with', { who: wrapUp.contactName ?? (wrapUp.address || text('call.withheld')) })}
      </button>
      <Select
        label={text('wrapUp.disposition')}
        choices={dispositions}
        value={dispositionId}
        onChange={(id) => edit({ dispositionId: id })}
        placeholder="–"
      />
      <TextField label={text('wrapUp.note')} value={note.text} onChange={note.type} rows={4} maxLength={20_000} name="wrap-up-note" />
      <TextField
        label={text('wrapUp.followUp')}
        type="datetime-local"
        value={followUp}
        onChange={(value) => {
          setFollowUp(value);
          edit({ followUpAt: fromLocal(value) });
        }}
      />
      <div className={styles.acts}>
        <span className={styles.faint} role="status">
          {note.text && text(note.isSaved ? 'timeline.saved' : 'timeline.saving')}
        </span>
        <Button tone="accent" icon={Check} onPress={() => attempt(finish)}>
          {text('wrapUp.finish')}
        </Button>
      </div>
    </>
  );
}

/** Whoever was writing the call's note when the other side hung up goes on writing here. */
function useTakeOver(): void {
  const store = useDeskStore();
  useEffect(() => {
    const writing = document.activeElement;
    if (!(writing instanceof HTMLTextAreaElement) || writing.name !== 'call-note' || store.getState().calls.length > 0) return;
    const field = document.querySelector<HTMLTextAreaElement>('[name="wrap-up-note"]');
    field?.focus();
    field?.setSelectionRange(field.value.length, field.value.length);
  }, [store]);
}

function Timer({ wrapUp: { dueAt } }: { wrapUp: WrapUp }) {
  const now = useNow(dueAt !== null);
  const { text } = useText();
  if (dueAt === null) return null;
  const isOver = now > dueAt;
  return (
    <span className={isOver ? styles.over : styles.faint}>
      <Clock3 size={12} aria-hidden /> <time>{text(isOver ? 'wrapUp.over' : 'wrapUp.left', { time: clockTime(Math.abs(dueAt - now)) })}</time>
    </span>
  );
}

/** `datetime-local` knows no zone: it is the agent's own. */
function toLocal(at: number | null): string {
  if (at === null) return '';
  const date = new Date(at);
  return new Date(at - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 16);
}

function fromLocal(value: string): number | null {
  const at = new Date(value).getTime();
  return Number.isNaN(at) ? null : at;
}
