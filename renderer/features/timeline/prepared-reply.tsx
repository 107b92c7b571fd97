import { CornerUpLeft } from 'lucide-react';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Kbd } from '../../ui/notice.tsx';
import { addresseesOf, sidesOf } from './compose/beginnings.ts';
import styles from './compose/composer.module.css';
import { useReply } from './use-reply.ts';

/** The answer nobody has begun yet: one line, so that what it answers can be read. */
export function PreparedReply({ entry }: { entry: MessageEntry }) {
  const { text } = useText();
  const attempt = useAttempt();
  const reply = useReply();
  const accounts = useDesk((state) => state.channelAccounts);
  const sides = sidesOf(accounts, entry.accountId);
  if (!sides) return null;
  const who = addresseesOf(entry, sides.own).map(({ name, address }) => name ?? address);
  return (
    <button type="button" className={styles.prepared} data-act="reply" onClick={() => attempt(() => reply(entry, false))}>
      <CornerUpLeft size={14} aria-hidden />
      <span className={styles.words}>{text('compose.replyTo', { who: who.join(', ') })}</span>
      <span aria-hidden>
        <Kbd>R</Kbd>
      </span>
    </button>
  );
}
