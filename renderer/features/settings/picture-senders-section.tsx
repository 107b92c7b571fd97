import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import styles from './settings.module.css';

/** Senders whose pictures are loaded by themselves; there as long as there is one. */
export function PictureSendersSection() {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const senders = useDesk((state) => state.pictureSenders);
  const mailboxes = useDesk((state) => state.channelAccounts);
  if (senders.length === 0) return null;
  return (
    <section className={form.section}>
      <h3>{text('pictures.senders')}</h3>
      <p className={styles.faint}>{text('pictures.sendersText')}</p>
      <ul className={styles.accounts}>
        {senders.map(({ accountId, address }) => (
          <li key={`${accountId} ${address}`} className={styles.account}>
            <span className={styles.words}>
              {text('pictures.sender', { address, mailbox: mailboxes.find(({ id }) => id === accountId)?.label ?? '' })}
            </span>
            <Button size="small" onPress={() => attempt(() => actions.call('pictures.revoke', { accountId, address }))}>
              {text('pictures.revoke')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
