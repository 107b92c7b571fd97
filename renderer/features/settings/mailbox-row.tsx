import { CircleCheck, CircleDashed, CirclePause, CircleX, KeyRound, Pause, Pencil, Play, RefreshCw, Trash2, type LucideIcon } from 'lucide-react';
import type { AccountState } from '../../../contract/model/account.ts';
import type { ChannelStatus, MailAccount } from '../../../contract/model/channel-account.ts';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
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

export interface MailboxProps {
  readonly account: MailAccount;
  readonly status: ChannelStatus | undefined;
  readonly onEdit: () => void;
  readonly onRemove: () => void;
  readonly onSignIn: () => void;
}

/** One mailbox: how it stands, in words, and what can be done about it. */
export function Mailbox({ account, status, onEdit, onRemove, onSignIn }: MailboxProps) {
  const { text, failure, intl } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const state = account.isEnabled ? (status?.state ?? 'connecting') : 'disabled';
  const Icon = icons[state];
  const time = (at: number): string => intl.formatTime(at, { hour: 'numeric', minute: '2-digit' });
  const { progress, lastSuccessAt, nextTryAt } = status ?? { progress: null, lastSuccessAt: null, nextTryAt: null };
  const isSignedIn = account.login.kind === 'oauth';
  const standing = [
    account.address,
    state === 'ok' || state === 'registering'
      ? null
      : text(state === 'auth-needed' && isSignedIn ? 'mailbox.signInNeeded' : `mailbox.state.${state}`),
    lastSuccessAt === null ? null : text('mailbox.complete', { time: time(lastSuccessAt) }),
    nextTryAt === null ? null : text('account.nextTry', { time: time(nextTryAt) }),
  ];
  const isOlderPaused = status?.isBackfillPaused ?? false;
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
            {text(isOlderPaused ? 'mailbox.olderPaused' : 'mailbox.progress', {
              done: intl.formatNumber(progress.done),
              total: intl.formatNumber(progress.total),
            })}
            <IconButton
              label={`${text(isOlderPaused ? 'mailbox.resumeOlder' : 'mailbox.pauseOlder')}: ${account.label}`}
              icon={isOlderPaused ? Play : Pause}
              onPress={() => attempt(() => actions.call('channels.set-backfill-paused', { accountId: account.id, isPaused: !isOlderPaused }))}
            />
          </span>
        )}
        {status?.failure && state !== 'ok' && <span className={form.problem}>{failure(status.failure)}</span>}
      </div>
      {state === 'auth-needed' && isSignedIn && (
        <Button size="small" icon={KeyRound} onPress={onSignIn}>
          {text('signIn.again')}
        </Button>
      )}
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
