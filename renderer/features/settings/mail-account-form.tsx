import { useState, type FormEvent } from 'react';
import { ContractError } from '../../../contract/errors.ts';
import type { ChannelAccount, ChannelTestResult, MailAccountDraft, MailServer } from '../../../contract/model/channel-account.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { Banner } from '../../ui/notice.tsx';
import { ShieldAlert } from 'lucide-react';
import { MailTestResult } from './mail-test-result.tsx';

export interface MailAccountFormProps {
  readonly account: ChannelAccount | null;
  readonly onDone: () => void;
}

/** Address and password are enough for most; where the servers are is suggested from the address. */
export function MailAccountForm({ account, onDone }: MailAccountFormProps) {
  const { text, failure: sentence, error: errorSentence } = useText();
  const actions = useActions();
  const protection = useDesk((state) => state.application?.vaultProtection);
  const agentName = useDesk((state) => state.settings?.agentName ?? '');
  const [draft, setDraft] = useState(() => draftOf(account, agentName));
  const [isGuessed, setIsGuessed] = useState(false);
  const [problem, setProblem] = useState<{ field: string | null; sentence: string } | null>(null);
  const [test, setTest] = useState<ChannelTestResult | 'running' | null>(null);
  const isReady = draft.address.includes('@') && draft.imap.host !== '' && draft.smtp.host !== '';
  const errorOf = (field: string): string | null => (problem?.field === field ? problem.sentence : null);

  function set(change: Partial<MailAccountDraft>): void {
    setDraft((now) => ({ ...now, ...change }));
    setProblem(null);
  }
  async function suggest(): Promise<void> {
    if (account || draft.imap.host !== '') return;
    const found = await actions.call('channels.suggest', { address: draft.address }).catch(() => null);
    if (!found) return;
    set({ imap: found.imap, smtp: found.smtp });
    setIsGuessed(!found.isKnown);
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
      setTest(await actions.call('channels.test', { draft, accountId: account?.id ?? null }));
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
        onBlur={() => void suggest()}
        error={errorOf('address')}
        isRequired
        autoFocus
      />
      <TextField
        label={text('mailbox.password')}
        type="password"
        hint={text(account ? 'mailbox.passwordKept' : 'mailbox.passwordHint')}
        value={draft.password ?? ''}
        onChange={(value) => set({ password: value || null })}
        error={errorOf('password')}
      />
      <TextField label={text('mailbox.name')} value={draft.displayName ?? ''} onChange={(value) => set({ displayName: value || null })} />
      <More draft={draft} onChange={set} isGuessed={isGuessed} isOpen={isGuessed || account !== null} errorOf={errorOf} />
      {problem && !['address', 'password', 'imap', 'smtp'].includes(problem.field ?? '') && (
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

interface MoreProps {
  readonly draft: MailAccountDraft;
  readonly onChange: (change: Partial<MailAccountDraft>) => void;
  readonly isGuessed: boolean;
  readonly isOpen: boolean;
  readonly errorOf: (field: string) => string | null;
}

function More({ draft, onChange, isGuessed, isOpen, errorOf }: MoreProps) {
  const { text } = useText();
  return (
    <details open={isOpen || undefined}>
      <summary>{text('account.more')}</summary>
      <div className={form.form}>
        {isGuessed && <p>{text('mailbox.guessed')}</p>}
        <Server label={text('mailbox.imap')} server={draft.imap} onChange={(imap) => onChange({ imap })} error={errorOf('imap')} />
        <Server label={text('mailbox.smtp')} server={draft.smtp} onChange={(smtp) => onChange({ smtp })} error={errorOf('smtp')} />
        <TextField label={text('mailbox.userName')} value={draft.userName} onChange={(userName) => onChange({ userName })} />
        <TextField label={text('mailbox.label')} value={draft.label} onChange={(label) => onChange({ label })} maxLength={80} />
        <TextField label={text('mailbox.signature')} rows={3} value={draft.signature} onChange={(signature) => onChange({ signature })} />
      </div>
    </details>
  );
}

interface ServerProps {
  readonly label: string;
  readonly server: MailServer;
  readonly onChange: (server: MailServer) => void;
  readonly error: string | null;
}

function Server({ label, server, onChange, error }: ServerProps) {
  const { text } = useText();
  return (
    <div className={form.server} role="group" aria-label={label}>
      <TextField label={label} value={server.host} onChange={(host) => onChange({ ...server, host })} error={error} />
      <TextField
        label={text('mailbox.port')}
        type="number"
        value={String(server.port)}
        onChange={(value) => onChange({ ...server, port: Math.min(65_535, Math.max(1, Math.round(Number(value) || 1))) })}
      />
      <Select
        label={text('mailbox.security')}
        choices={(['tls', 'starttls', 'none'] as const).map((id) => ({ id, label: text(`mailbox.security.${id}`) }))}
        value={server.security}
        onChange={(id) => onChange({ ...server, security: id as MailServer['security'] })}
      />
    </div>
  );
}

function draftOf(account: ChannelAccount | null, agentName: string): MailAccountDraft {
  if (account) {
    const { id: _, ...fields } = account;
    return { ...fields, password: null, clientSecret: null, signInId: null };
  }
  return {
    kind: 'email-imap',
    label: '',
    address: '',
    displayName: agentName || null,
    userName: '',
    imap: { host: '', port: 993, security: 'tls' },
    smtp: { host: '', port: 465, security: 'tls' },
    login: { kind: 'user-password' },
    folders: null,
    isLeftAsIs: false,
    signature: '',
    isEnabled: true,
    password: null,
    clientSecret: null,
    signInId: null,
  };
}
