import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { useText } from '../../text/text.tsx';
import styles from './timeline.module.css';

/** What every entry has: an icon, what it is, when it was. */
export function Frame({
  icon: Icon,
  tone,
  title,
  detail,
  at,
  children,
}: {
  icon: LucideIcon;
  tone: string;
  title: string;
  detail: string;
  at: number;
  children?: ReactNode;
}) {
  const { intl } = useText();
  return (
    <article className={`${styles.entry} ${styles[tone] ?? ''}`}>
      <span className={styles.icon}>
        <Icon size={14} aria-hidden />
      </span>
      <div className={styles.body}>
        <div className={styles.head}>
          <b>{title}</b>
          <time>{intl.formatDate(at, { hour: 'numeric', minute: '2-digit' })}</time>
          {detail && <span>{detail}</span>}
        </div>
        {children}
      </div>
    </article>
  );
}
