import { Voicemail } from 'lucide-react';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import styles from './frame.module.css';

/** Whether somebody left a message, and one press to hear it. Not there where no server tells of a mailbox. */
export function VoicemailButton() {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const voicemails = useDesk((state) => state.colleagues.voicemails);
  const mailbox = voicemails.find(({ isWaiting }) => isWaiting) ?? voicemails.find(({ number }) => number !== null);
  if (!mailbox) return null;
  const { accountId, isWaiting, newCount, number } = mailbox;
  const count = newCount ?? 0;
  const label = !isWaiting ? text('voicemail.call') : count > 0 ? text('voicemail.waiting', { count }) : text('voicemail.some');
  async function call(): Promise<void> {
    if (number === null) actions.notify(text('voicemail.noNumber'));
    else await actions.call('colleagues.call-mailbox', { accountId });
  }
  return (
    <button type="button" className={styles.place} aria-label={label} title={label} data-testid="voicemail" onClick={() => attempt(call)}>
      <Voicemail size={19} aria-hidden />
      {isWaiting && (
        <span className={styles.badge} aria-hidden>
          {count === 0 ? '•' : count > 99 ? '99+' : count}
        </span>
      )}
    </button>
  );
}
