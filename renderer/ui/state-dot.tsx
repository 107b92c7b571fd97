import styles from './state-dot.module.css';

export interface StateDotProps {
  readonly state: 'free' | 'ringing' | 'on-call' | 'busy' | 'away' | 'offline' | 'unknown';
}

/** What somebody does at a glance: told apart by shape as well as by colour. The words stand beside it. */
export function StateDot({ state }: StateDotProps) {
  return <span aria-hidden className={`${styles.dot} ${styles[state]}`} data-state={state} />;
}
