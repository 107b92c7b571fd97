import { CircleCheck, CircleDashed, CircleX, KeyRound, Pencil, Plus, RefreshCw, Trash2, type LucideIcon } from 'lucide-react';
import { useState } from 'react';
import type { Account, AccountState, AccountStatus } from '../../../contract/model/account.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Switch } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { draftOf } from './account-draft.ts';
import { AccountForm } from './account-form.tsx';
import { CertificateQuestion } from './certificate-question.tsx';
import styles from './settings.module.css';

const icons: Readonly<Record<AccountState, LucideIcon>> = {
  disabled: CircleDashed,
  paused: CircleDashed,
  connecting: CircleDashed,
  registering: CircleDashed,
  ok: CircleCheck,
  degraded: CircleX,
  'auth-needed': KeyRound,
};

export function AccountsSection() {
  const accounts = useDesk((state) => state.accounts).filter(({ kind }) => kind === 'sip');
  const statuses = useDesk((state) => state.statuses);
  const protection = useDesk((state) => state.application?.vaultProtection);
  const isAccepted = useDesk((state) => state.settings?.isUnprotectedVaultAccepted ?? false);
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const [edited, setEdited] = useState<Account | 'new' | null>(null);
  const [removed, setRemoved] = useState<Account | null>(null);
  return (
    <section className={form.section}>
      <h3>{text('settings.accounts')}</h3>
      {protection !== 'system' && (
        <div className={styles.vault}>
          <p>{text('vault.session')}</p>
          <Switch isSelected={isAccepted} onChange={(value) => attempt(() => actions.call('settings.edit', { isUnprotectedVaultAccepted: value }))}>
            {text('vault.accept')}
          </Switch>
        </div>
      )}
      {accounts.length === 0 && <p className={styles.faint}>{text('settings.noAccounts')}</p>}
      <ul className={styles.accounts}>
        {accounts.map((account) => (
          <AccountRow
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
          {text('account.add')}
        </Button>
      </div>
      <Dialog
        title={text(edited === 'new' ? 'account.add' : 'account.edit')}
        closeLabel={text('frame.close')}
        isOpen={edited !== null}
        onClose={() => setEdited(null)}
      >
        {edited !== null && <AccountForm account={edited === 'new' ? null : edited} onDone={() => setEdited(null)} />}
      </Dialog>
      <Dialog isAlert title={text('account.remove')} closeLabel={text('frame.close')} isOpen={removed !== null} onClose={() => setRemoved(null)}>
        <p>{text('account.removeText')}</p>
        <div className={form.acts}>
          <Button onPress={() => setRemoved(null)}>{text('frame.cancel')}</Button>
          <Button
            tone="stop"
            onPress={() =>
              attempt(async () => {
                if (removed) await actions.call('accounts.remove', { accountId: removed.id });
                setRemoved(null);
              })
            }
          >
            {text('account.remove')}
          </Button>
        </div>
      </Dialog>
    </section>
  );
}

function AccountRow({
  account,
  status,
  onEdit,
  onRemove,
}: {
  account: Account;
  status: AccountStatus | undefined;
  onEdit: () => void;
  onRemove: () => void;
}) {
  const { text, failure, intl } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [isLooking, setIsLooking] = useState(false);
  const state = account.isEnabled ? (status?.state ?? 'connecting') : 'disabled';
  const Icon = icons[state];
  const shown = state === 'ok' ? null : (status?.failure ?? null);
  const certificate = shown?.certificate;
  const nextTry = status?.nextTryAt
    ? text('account.nextTry', { time: intl.formatTime(status.nextTryAt, { hour: '2-digit', minute: '2-digit', second: '2-digit' }) })
    : '';
  return (
    <li className={styles.account}>
      <Icon
        size={16}
        aria-hidden
        className={styles[state === 'ok' ? 'passed' : state === 'degraded' || state === 'auth-needed' ? 'failed' : 'skipped']}
      />
      <div className={styles.words}>
        <b>{account.label}</b>
        <span className={styles.faint}>
          {account.aor} · {text(`account.state.${state}`)}
          {nextTry && ` · ${nextTry}`}
        </span>
        {shown && <span className={form.problem}>{failure(shown)}</span>}
      </div>
      {certificate && (
        <Button size="small" onPress={() => setIsLooking(true)}>
          {text('certificate.look')}
        </Button>
      )}
      <Dialog
        title={account.label}
        closeLabel={text('frame.close')}
        isOpen={isLooking && certificate !== undefined}
        onClose={() => setIsLooking(false)}
      >
        {shown && certificate && (
          <CertificateQuestion
            certificate={certificate}
            problem={failure(shown)}
            onTrust={(trusted) =>
              attempt(async () => {
                await actions.call('accounts.edit', { accountId: account.id, draft: { ...draftOf(account, account.isDefault), trusted } });
                setIsLooking(false);
              })
            }
          />
        )}
      </Dialog>
      {(state === 'degraded' || state === 'auth-needed') && (
        <IconButton
          label={text('account.retry')}
          icon={RefreshCw}
          onPress={() => attempt(() => actions.call('accounts.retry', { accountId: account.id }))}
        />
      )}
      <IconButton label={`${text('account.edit')}: ${account.label}`} icon={Pencil} onPress={onEdit} />
      <IconButton label={`${text('account.remove')}: ${account.label}`} icon={Trash2} onPress={onRemove} />
    </li>
  );
}
