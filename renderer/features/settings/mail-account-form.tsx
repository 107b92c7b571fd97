import { ShieldAlert } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { ContractError } from '../../../contract/errors.ts';
import type { ChannelAccount, ChannelTestResult, MailAccountDraft } from '../../../contract/model/channel-account.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import type { OAuthProvider } from '../../../contract/model/mail-login.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Switch, TextField } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { Banner } from '../../ui/notice.tsx';
import { draftOf, isComplete, loginWith, providerOf } from './mail-draft.ts';
import { MailFoldersField } from './mail-folders-field.tsx';
import { MailLoginFields } from './mail-login-fields.tsx';
import { MailServerFields } from './mail-server-fields.tsx';
import { MailTestResult } from './mail-test-result.tsx';
import { useSignIn } from './use-sign-in.ts';

export interface MailAccountFormProps {
  readonly account: ChannelAccount | null;
  readonly onDone: () => void;
}

const fieldsWithSentence = ['address', 'password', 'imap', 'smtp', 'clientId', 'issuer'];

/** An address and a password, or a sign-in, are enough for most; where the servers are is suggested from the address. */
export function MailAccountForm({ account, onDone }: MailAccountFormProps) {
  const { text, failure: sentence, error: errorSentence } = useText();
  const actions = useActions();
  const protection = useDesk((state) => state.application?.vaultProtection);
  const agentName = useDesk((state) => state.settings?.agentName ?? '');
  const others = useDesk((state) => state.channelAccounts);
  const signing = useSignIn();
  const [typed, setTyped] = useState(() => draftOf(account, agentName));
  const [isGuessed, setIsGuessed] = useState(false);
  const [isOpen, setIsOpen] = useState(account !== null);
  const [problem, setProblem] = useState<{ field: string | null; sentence: string } | null>(null);
  const [test, setTest] = useState<ChannelTestResult | 'running' | null>(null);
  const { signIn } = signing;
  const draft: MailAccountDraft = { ...typed, signInId: signIn?.state === 'done' ? signIn.id : null };
  const accountId: AccountId | null = account?.id ?? null;
  const isReady = isComplete(draft);
  const errorOf = (field: string): string | null => (problem?.field === field ? problem.sentence : null);

  function set(change: Partial<MailAccountDraft>): void {
    setTyped((now) => ({ ...now, ...change }));
    setProblem(null);
  }
  /** What was typed stays; what was guessed gives way to what is known. */
  async function suggest(provider: OAuthProvider | null): Promise<void> {
    if (account || (draft.imap.host !== '' && !isGuessed)) return;
    const found = await actions.call('channels.suggest', { address: draft.address, provider }).catch(() => null);
    if (!found) return;
    const isAsked = provider === null && found.oauth !== null && draft.login.kind === 'user-password';
    set({ imap: found.imap, smtp: found.smtp, ...(isAsked ? { login: loginWith(found.oauth, others) } : {}) });
    setIsGuessed(!found.isKnown);
    if (!found.isKnown) setIsOpen(true);
  }
  function refuse(error: unknown): void {
    const failure = error instanceof ContractError ? error.failure : undefined;
    const field = failure?.field?.split('.').find((part) => part !== 'draft') ?? null;
    setProblem({ field, sentence: failure ? sentence(failure) : errorSentence(error) });
  }
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      if (account) await actions.call('channels.edit', { accountId: account.id, draft });
      else await actions.call('channels.add', draft);
      onDone();
    } catch (error) {
      refuse(error);
    }
  }
  async function tryIt(): Promise<void> {
    setTest('running');
    setProblem(null);
    try {
      setTest(await actions.call('channels.test', { draft, accountId }));
    } catch (error) {
      setTest(null);
      refuse(error);
    }
  }

  return (
    <form className={form.form} onSubmit={(event) => void save(event)}>
      {protection === 'session' && (
        <Banner tone="warn" icon={ShieldAlert}>
          <span>{text('vault.session')}</span>
        </Banner>
      )}
      <TextField
        label={text('mailbox.address')}
        value={draft.address}
        onChange={(address) => set({ address })}
        onBlur={() => void suggest(providerOf(draft.login))}
        error={errorOf('address')}
        isRequired
        autoFocus
      />
      <MailLoginFields
        account={account}
        draft={draft}
        onChange={set}
        errorOf={errorOf}
        isReady={isReady}
        signing={signing}
        onProvider={(provider) => void suggest(provider)}
        onRefused={refuse}
      />
      <TextField label={text('mailbox.name')} value={draft.displayName ?? ''} onChange={(value) => set({ displayName: value || null })} />
      <details open={isOpen} onToggle={(event) => setIsOpen(event.currentTarget.open)}>
        <summary>{text('account.more')}</summary>
        <div className={form.form}>
          {isGuessed && <p>{text('mailbox.guessed')}</p>}
          <MailServerFields
            draft={draft}
            onChange={(change) => {
              set(change);
              setIsGuessed(false);
            }}
            errorOf={errorOf}
          />
          <TextField label={text('mailbox.label')} value={draft.label} onChange={(label) => set({ label })} maxLength={80} />
          <MailFoldersField
            chosen={draft.folders}
            onChange={(folders) => set({ folders })}
            isReady={isReady}
            ask={async () => (await actions.call('channels.folders', { draft, accountId })).folders}
            onRefused={refuse}
          />
          <Switch isSelected={draft.isLeftAsIs} onChange={(isLeftAsIs) => set({ isLeftAsIs })}>
            {text('mailbox.leftAsIs')}
          </Switch>
          <TextField label={text('mailbox.signature')} rows={3} value={draft.signature} onChange={(signature) => set({ signature })} />
        </div>
      </details>
      {problem && !fieldsWithSentence.includes(problem.field ?? '') && (
        <p className={form.problem} role="alert">
          {problem.sentence}
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
