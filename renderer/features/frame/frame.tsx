import type { ReactNode } from 'react';
import { KeysDialog } from './keys-dialog.tsx';
import { Rail } from './rail.tsx';
import { useShortcuts } from './shortcuts.ts';
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
  return (
    <div className={styles.frame}>
      <Rail />
      <header className={styles.bar}>
        {state}
        {search}
      </header>
      <div className={styles.above}>
        {calls}
        {banner}
      </div>
      <div className={styles.work}>
        {list !== null && <aside className={styles.list}>{list}</aside>}
        <main className={styles.line}>{line}</main>
        {card !== null && <aside className={styles.card}>{card}</aside>}
      </div>
      <KeysDialog />
    </div>
  );
}
