import { TriangleAlert } from 'lucide-react';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useText } from '../../text/text.tsx';
import { senderWarnings } from './sender-warning.ts';
import styles from './reading.module.css';

/** Where the sender's name, or where answers go, does not fit the address. */
export function SenderWarnings({ entry }: { entry: MessageEntry }) {
  const { text } = useText();
  return senderWarnings(entry).map(({ kind, ...values }) => (
    <p key={kind} className={styles.warning} role="note">
      <TriangleAlert size={14} aria-hidden />
      <span>{text(`sender.${kind}`, values)}</span>
    </p>
  ));
}
