import { ShieldAlert } from 'lucide-react';
import { useEffect, useRef, useState, type FormEvent } from 'react';
import type { ChannelTestResult, MailAccount } from '../../../contract/model/channel-account.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Switch, TextField } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { Banner } from '../../ui/notice.tsx';
import { providerOf } from './mail-draft.ts';
import { MailFoldersField } from './mail-folders-field.tsx';
import { MailLoginFields } from './mail-login-fields.tsx';
import { MailServerFields } from './mail-server-fields.tsx';
import { MailTestResult } from './mail-test-result.tsx';
import { useMailDraft } from './use-mail-draft.ts';

export interface MailAccountFormProps {
  readonly account: MailAccount | null;
  readonly onDone: () => void;
}

/** An address and a password, or a sign-in, are enough for most; where the servers are is suggested from the address. */
export function MailAccountForm({ account, onDone }: MailAccountFormProps) {
  const { text } = useText();
  const actions = useActions();
  const protection = useDesk((state) => state.application?.vaultProtection);
  const filled = useMailDraft(account);
  const [test, setTest] = useState<ChannelTestResult | 'running' | null>(null);
  const { draft, set, errorOf, isReady } = filled;
  const shown = useRef<HTMLFormElement>(null);
  // The form is longer than the screen: what was just said is brought into sight.
  useEffect(() => {
    shown.current?.querySelector('[aria-invalid="true"], [role="alert"], [data-result]')?.scrollIntoView({ block: 'nearest' });
  }, [filled.refusals, test]);

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      if (account) await actions.call('channels.edit', { accountId: account.id, draft });
      else await actions.call('channels.add', draft);
      onDone();
    } catch (error) {
      filled.refuse(error);
    }
  }
  async function tryIt(): Promise<void> {
    setTest('running');
    filled.clear();
    try {
      setTest(await actions.call('channels.test', { draft, accountId: account?.id ?? null }));
    } catch (error) {
      setTest(null);
      filled.refuse(error);
    }
  }

  return (
    <form ref={shown} className={form.form} onSubmit={(event) => void save(event)}>
      {protection === 'session' && (
        <Banner tone="warn" icon={ShieldAlert}>
          <span>{text('vault.session')}</span>
        </Banner>
      )}
      <TextField
        label={text('mailbox.address')}
        value={draft.address}
        onChange={(address) => set({ address })}
        onBlur={() => {
          filled.checkAddress();
          void filled.suggest(providerOf(draft.login));
        }}
        error={errorOf('address')}
        isRequired
        autoFocus
      />
      <MailLoginFields account={account} filled={filled} />
      <TextField label={text('mailbox.name')} value={draft.displayName ?? ''} onChange={(value) => set({ displayName: value || null })} />
      <More filled={filled} accountId={account?.id ?? null} />
      {filled.problem !== null && (
        <p className={form.problem} role="alert">
          {filled.problem}
        </p>
      )}
      {test && <MailTestResult test={test} />}
      <div className={form.acts}>
        <div className={form.start}>
          <Button onPress={() => void tryIt()} isDisabled={test === 'running' || !isReady}>
            {text(test === 'running' ? 'account.testing' : 'account.test')}
          </Button>
        </div>
        <Button onPress={onDone}>{text('frame.cancel')}</Button>
        <Button type="submit" tone="accent" isDisabled={!isReady}>
          {text('frame.save')}
        </Button>
      </div>
    </form>
  );
}

function More({ filled, accountId }: { filled: ReturnType<typeof useMailDraft>; accountId: AccountId | null }) {
  const { text } = useText();
  const actions = useActions();
  const { draft, set, more } = filled;
  return (
    <details open={more.isOpen} onToggle={(event) => more.setIsOpen(event.currentTarget.open)}>
      <summary>{text('account.more')}</summary>
      <div className={form.form}>
        {filled.isGuessed && <p>{text('mailbox.guessed')}</p>}
        <MailServerFields draft={draft} onChange={set} errorOf={filled.errorOf} />
        <TextField label={text('mailbox.label')} value={draft.label} onChange={(label) => set({ label })} maxLength={80} />
        <MailFoldersField
          chosen={draft.folders}
          onChange={(folders) => set({ folders })}
          isReady={filled.isReady}
          ask={async () => (await actions.call('channels.folders', { draft, accountId })).folders}
          onRefused={filled.refuse}
        />
        <Switch isSelected={draft.isLeftAsIs} onChange={(isLeftAsIs) => set({ isLeftAsIs })}>
          {text('mailbox.leftAsIs')}
        </Switch>
        <TextField label={text('mailbox.signature')} rows={3} value={draft.signature} onChange={(signature) => set({ signature })} />
      </div>
    </details>
  );
}
