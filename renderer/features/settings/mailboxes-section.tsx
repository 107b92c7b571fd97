import {
  CircleCheck,
  CircleDashed,
  CirclePause,
  CircleX,
  KeyRound,
  Pause,
  Pencil,
  Play,
  Plus,
  RefreshCw,
  Trash2,
  type LucideIcon,
} from 'lucide-react';
import { useState } from 'react';
import type { AccountState } from '../../../contract/model/account.ts';
import type { ChannelAccount, ChannelStatus } from '../../../contract/model/channel-account.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import form from '../../ui/form.module.css';
import { MailAccountForm } from './mail-account-form.tsx';
import styles from './settings.module.css';

const icons: Readonly<Record<AccountState, LucideIcon>> = {
  disabled: CircleDashed,
  paused: CirclePause,
  connecting: CircleDashed,
  registering: CircleDashed,
  ok: CircleCheck,
  degraded: CircleX,
  'auth-needed': KeyRound,
};

export function MailboxesSection() {
  const accounts = useDesk((state) => state.channelAccounts);
  const statuses = useDesk((state) => state.channelStatuses);
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const [edited, setEdited] = useState<ChannelAccount | 'new' | null>(null);
  const [removed, setRemoved] = useState<ChannelAccount | null>(null);
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

interface MailboxProps {
  readonly account: ChannelAccount;
  readonly status: ChannelStatus | undefined;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
}

function Mailbox({ account, status, onEdit, onRemove }: MailboxProps) {
  const { text, failure, intl } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const state = account.isEnabled ? (status?.state ?? 'connecting') : 'disabled';
  const Icon = icons[state];
  const time = (at: number): string => intl.formatTime(at, { hour: 'numeric', minute: '2-digit' });
  const { progress, lastSuccessAt, nextTryAt } = status ?? { progress: null, lastSuccessAt: null, nextTryAt: null };
  const standing = [
    account.address,
    state === 'ok' || state === 'registering' ? null : text(`mailbox.state.${state}`),
    lastSuccessAt === null ? null : text('mailbox.complete', { time: time(lastSuccessAt) }),
    nextTryAt === null ? null : text('account.nextTry', { time: time(nextTryAt) }),
  ];
  const tone = state === 'ok' ? 'passed' : state === 'degraded' || state === 'auth-needed' ? 'failed' : 'skipped';
  return (
    <li className={styles.account}>
      <Icon size={16} aria-hidden className={styles[tone]} />
      <div className={styles.words}>
        <b>{account.label}</b>
        <span className={styles.faint}>{standing.filter(Boolean).join(' · ')}</span>
        {progress && (
          <span className={styles.progress}>
            <progress value={progress.done} max={progress.total} aria-label={account.label} />
            {text('mailbox.progress', { done: intl.formatNumber(progress.done), total: intl.formatNumber(progress.total) })}
          </span>
        )}
        {status?.failure && state !== 'ok' && <span className={form.problem}>{failure(status.failure)}</span>}
      </div>
      {(state === 'degraded' || state === 'auth-needed') && (
        <IconButton
          label={text('account.retry')}
          icon={RefreshCw}
          onPress={() => attempt(() => actions.call('channels.retry', { accountId: account.id }))}
        />
      )}
      <IconButton
        label={`${text(state === 'paused' ? 'mailbox.resume' : 'mailbox.pause')}: ${account.label}`}
        icon={state === 'paused' ? Play : Pause}
        onPress={() => attempt(() => actions.call('channels.set-paused', { accountId: account.id, isPaused: state !== 'paused' }))}
      />
      <IconButton label={`${text('mailbox.edit')}: ${account.label}`} icon={Pencil} onPress={onEdit} />
      <IconButton label={`${text('mailbox.remove')}: ${account.label}`} icon={Trash2} onPress={onRemove} />
    </li>
  );
}
