import type { ReactNode } from 'react';
import { KeysDialog } from './keys-dialog.tsx';
import { Rail } from './rail.tsx';
import { useShortcuts } from './shortcuts.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import styles from './frame.module.css';

export interface FrameProps {
  readonly state: ReactNode;
  readonly search: ReactNode;
  readonly banner: ReactNode;
  readonly calls: ReactNode;
  /** null: the line takes the whole width. */
  readonly list: ReactNode | null;
  readonly line: ReactNode;
  readonly card: ReactNode | null;
  readonly focusDial: () => void;
}

/** The order of the screen; what fills it comes from outside. */
export function Frame({ state, search, banner, calls, list, line, card, focusDial }: FrameProps) {
  useShortcuts(focusDial);
  const area = useDesk((desk) => desk.area);
  const { text } = useText();
  return (
    <div className={styles.frame}>
      <Rail />
      <header className={styles.bar}>
        <h1 className="visually-hidden">Threadline</h1>
        <div className={styles.start}>
          {state}
          {search}
        </div>
        {calls}
      </header>
      <div className={styles.above}>{banner}</div>
      <div className={styles.work}>
        {list !== null && (
          <aside className={styles.list} aria-label={text(`frame.${area}`)}>
            {list}
          </aside>
        )}
        <main className={`${styles.line} ${list === null ? styles.alone : ''}`}>{line}</main>
        {card !== null && (
          <aside className={styles.card} aria-label={text('contacts.card')}>
            {card}
          </aside>
        )}
      </div>
      <KeysDialog />
    </div>
  );
}
