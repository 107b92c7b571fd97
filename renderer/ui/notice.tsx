import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './notice.module.css';

/** A sentence across a pane: something is not as it should be, or not real. */
export function Banner({ tone, icon: Icon, children }: { tone: 'plain' | 'warn' | 'stop'; icon: LucideIcon; children: ReactNode }) {
  return (
    <div className={`${styles.banner} ${styles[tone]}`} role="status">
      <Icon size={15} aria-hidden />
      <div className={styles.words}>{children}</div>
    </div>
  );
}

/** What will appear here, and the one thing to do now. */
export function EmptyState({ icon: Icon, children }: { icon: LucideIcon; children: ReactNode }) {
  return (
    <div className={styles.empty}>
      <Icon size={28} aria-hidden />
      <div>{children}</div>
    </div>
  );
}

export function Kbd({ children }: { children: ReactNode }) {
  return <kbd className={styles.kbd}>{children}</kbd>;
}
