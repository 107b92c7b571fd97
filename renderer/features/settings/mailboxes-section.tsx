import { Plus } from 'lucide-react';
import { useState } from 'react';
import type { MailAccount } from '../../../contract/model/channel-account.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { MailAccountForm } from './mail-account-form.tsx';
import { Mailbox } from './mailbox-row.tsx';
import { SignInDialog } from './sign-in-dialog.tsx';
import styles from './settings.module.css';

export function MailboxesSection() {
  const accounts = useDesk((state) => state.channelAccounts).filter((account) => account.kind === 'email-imap');
  const statuses = useDesk((state) => state.channelStatuses);
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const [edited, setEdited] = useState<MailAccount | 'new' | null>(null);
  const [signedIn, setSignedIn] = useState<MailAccount | null>(null);
  const [removed, setRemoved] = useState<MailAccount | null>(null);
  return (
    <section className={form.section}>
      <h3>{text('settings.mailboxes')}</h3>
      {accounts.length === 0 && <p className={styles.faint}>{text('settings.noMailboxes')}</p>}
      <ul className={styles.accounts}>
        {accounts.map((account) => (
          <Mailbox
            key={account.id}
            account={account}
            status={statuses.find(({ accountId }) => accountId === account.id)}
            onEdit={() => setEdited(account)}
            onRemove={() => setRemoved(account)}
            onSignIn={() => setSignedIn(account)}
          />
        ))}
      </ul>
      <div>
        <Button icon={Plus} onPress={() => setEdited('new')}>
          {text('mailbox.add')}
        </Button>
      </div>
      <Dialog
        title={text(edited === 'new' ? 'mailbox.add' : 'mailbox.edit')}
        closeLabel={text('frame.close')}
        isOpen={edited !== null}
        onClose={() => setEdited(null)}
      >
        {edited !== null && <MailAccountForm account={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Dialog>
      {signedIn && <SignInDialog account={signedIn} onClose={() => setSignedIn(null)} />}
      <Dialog isAlert title={text('mailbox.remove')} closeLabel={text('frame.close')} isOpen={removed !== null} onClose={() => setRemoved(null)}>
        <p>{text('mailbox.removeText')}</p>
        <div className={form.acts}>
          <Button onPress={() => setRemoved(null)}>{text('frame.cancel')}</Button>
          <Button
            tone="stop"
            onPress={() =>
              attempt(async () => {
                if (removed) await actions.call('channels.remove', { accountId: removed.id });
                setRemoved(null);
              })
            }
          >
            {text('mailbox.remove')}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}
