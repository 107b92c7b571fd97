import { X } from 'lucide-react';
import { useEffect } from 'react';
import { useActions, useDesk, useDeskStore, useNow } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import styles from './notices.module.css';

/** What just happened, in a sentence, with the way back where there is one. Read out, never in the way. */
export function Notices() {
  const notices = useDesk((state) => state.notices);
  const actions = useActions();
  const { text } = useText();
  useUndoKey();
  return (
    <div className={styles.notices} role="status" aria-live="polite">
      {notices.map(({ id, text: sentence, tone, undo, untilAt }) => (
        <div key={id} className={`${styles.notice} ${styles[tone]}`}>
          <span>{sentence}</span>
          {untilAt !== null && <Seconds untilAt={untilAt} />}
          {undo && (
            <Button
              keyHint="Ctrl Z"
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

/** Seen, and not read out with every second. */
function Seconds({ untilAt }: { untilAt: number }) {
  const { text } = useText();
  const now = useNow(true);
  return (
    <small aria-hidden className="figures">
      {text('compose.seconds', { seconds: Math.max(0, Math.ceil((untilAt - now) / 1_000)) })}
    </small>
  );
}

/** Ctrl Z takes back the last thing that can be, unless it is about a text that is being written. */
function useUndoKey(): void {
  const store = useDeskStore();
  const actions = useActions();
  useEffect(() => {
    function onKeyDown(event: KeyboardEvent): void {
      if (event.key.toLowerCase() !== 'z' || !(event.ctrlKey || event.metaKey) || event.shiftKey || hasText(event.target)) return;
      const last = store.getState().notices.findLast(({ undo }) => undo !== null);
      if (!last?.undo) return;
      event.preventDefault();
      last.undo();
      actions.dismissNotice(last.id);
    }
    window.addEventListener('keydown', onKeyDown);
    return () => window.removeEventListener('keydown', onKeyDown);
  }, [store, actions]);
}

function hasText(target: EventTarget | null): boolean {
  if (target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement) return target.value !== '';
  return target instanceof HTMLElement && target.isContentEditable && target.textContent?.trim() !== '';
}
