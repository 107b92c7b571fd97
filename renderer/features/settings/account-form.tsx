import { useState, type FormEvent } from 'react';
import { ContractError } from '../../../contract/errors.ts';
import type { Account, AccountDraft, AccountTestResult } from '../../../contract/model/account.ts';
import type { Failure } from '../../../contract/model/failure.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Select, Switch, TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import { Banner } from '../../ui/notice.tsx';
import form from '../../ui/form.module.css';
import { ShieldAlert } from 'lucide-react';
import { draftOf, type AccountProblem } from './account-draft.ts';
import { AccountColleaguesFields } from './account-colleagues-fields.tsx';
import { AccountPlanFields } from './account-plan-fields.tsx';
import { AccountRouteFields } from './account-route-fields.tsx';
import { TestResult } from './test-result.tsx';

export interface AccountFormProps {
  readonly account: Account | null;
  readonly onDone: () => void;
}

/** Fields that show what is wrong with them beside them. */
const atTheTop = ['aor', 'password', 'serverUrl'];
const inTheFold = ['outboundProxy', 'iceServers', 'colleagues', 'systemCodes'];

type Field = Exclude<keyof AccountDraft, 'iceServers'> | 'iceServers';

export function AccountForm({ account, onDone }: AccountFormProps) {
  const { text, failure: sentence, error: errorSentence } = useText();
  const actions = useActions();
  const protection = useDesk((state) => state.application?.vaultProtection);
  const isFirst = useDesk((state) => state.accounts.length === 0);
  const [draft, setDraft] = useState(() => draftOf(account, isFirst));
  const [problem, setProblem] = useState<AccountProblem | null>(null);
  const [test, setTest] = useState<AccountTestResult | 'running' | null>(null);

  const set = <F extends Field>(field: F, value: AccountDraft[F]): void => {
    setDraft((now) => ({ ...now, [field]: value }));
    setProblem(null);
  };
  const [ice] = draft.iceServers;
  const setIce = (change: Partial<AccountDraft['iceServers'][number]>): void => {
    const next = { url: '', username: null, hasCredential: false, credential: null, ...ice, ...change };
    set('iceServers', next.url.trim() ? [next] : []);
    setIceUrl(next.url);
  };
  const [iceUrl, setIceUrl] = useState(ice?.url ?? '');
  const field = problem?.path.split('.')[0] ?? '';
  const errorOf = (name: Field): string | null => (problem && field === name ? problem.sentence : null);

  function refuse(error: unknown): void {
    const failure: Failure | undefined = error instanceof ContractError ? error.failure : undefined;
    const path = failure?.field?.replace(/^draft\./, '') ?? '';
    setProblem({ path, sentence: failure ? sentence(failure) : errorSentence(error) });
  }
  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      if (account) await actions.call('accounts.edit', { accountId: account.id, draft });
      else await actions.call('accounts.add', draft);
      onDone();
    } catch (error) {
      refuse(error);
    }
  }
  async function tryIt(tried: AccountDraft): Promise<void> {
    setDraft(tried);
    setTest('running');
    setProblem(null);
    try {
      setTest(await actions.call('accounts.test', { draft: tried, accountId: account?.id ?? null }));
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
        label={text('account.aor')}
        hint={text('account.aorHint')}
        value={draft.aor}
        onChange={(value) => set('aor', value)}
        error={errorOf('aor')}
        isRequired
        autoFocus
      />
      <TextField
        label={text('account.password')}
        type="password"
        {...(account ? { hint: text('account.passwordKept') } : {})}
        value={draft.password ?? ''}
        onChange={(value) => set('password', value || null)}
        error={errorOf('password')}
      />
      <TextField
        label={text('account.server')}
        hint={text('account.serverHint')}
        value={draft.serverUrl}
        onChange={(value) => set('serverUrl', value)}
        error={errorOf('serverUrl')}
        isRequired
      />
      <Fold summary={text('account.more')} hasProblem={field !== '' && !atTheTop.includes(field)}>
        <div className={form.form}>
          <div className={form.pair}>
            <TextField label={text('account.label')} value={draft.label} onChange={(value) => set('label', value)} />
            <TextField label={text('account.displayName')} value={draft.displayName ?? ''} onChange={(value) => set('displayName', value || null)} />
          </div>
          <AccountRouteFields
            draft={draft}
            error={errorOf('outboundProxy')}
            onChange={(change) => {
              setDraft((now) => ({ ...now, ...change }));
              setProblem(null);
            }}
          />
          <TextField label={text('account.authUser')} value={draft.authUser ?? ''} onChange={(value) => set('authUser', value || null)} />
          <TextField
            label={text('account.stun')}
            hint={text('account.stunHint')}
            value={iceUrl}
            onChange={(url) => setIce({ url })}
            error={errorOf('iceServers')}
          />
          {iceUrl.startsWith('turn') && (
            <div className={form.pair}>
              <TextField label={text('account.turnUser')} value={ice?.username ?? ''} onChange={(value) => setIce({ username: value || null })} />
              <TextField
                label={text('account.turnPassword')}
                type="password"
                value={ice?.credential ?? ''}
                onChange={(value) => setIce({ credential: value || null })}
              />
            </div>
          )}
          <Select
            label={text('account.dtmf')}
            choices={(['auto', 'rfc4733', 'info'] as const).map((id) => ({ id, label: text(`account.dtmf.${id}`) }))}
            value={draft.dtmfMode}
            onChange={(id) => set('dtmfMode', id as AccountDraft['dtmfMode'])}
          />
          <AccountPlanFields
            draft={draft}
            onPlan={(plan) => set('dialPlan', plan)}
            onCodes={(codes) => set('forwardCodes', codes)}
            onCallerIds={(callerIds) => set('callerIds', callerIds)}
          />
          <AccountColleaguesFields
            draft={draft}
            problem={problem}
            onColleagues={(colleagues) => set('colleagues', colleagues)}
            onCodes={(codes) => set('systemCodes', codes)}
          />
          <Switch isSelected={draft.isDefault} onChange={(value) => set('isDefault', value)}>
            {text('account.isDefault')}
          </Switch>
          <Switch isSelected={draft.isEnabled} onChange={(value) => set('isEnabled', value)}>
            {text('account.isEnabled')}
          </Switch>
        </div>
      </Fold>
      {problem && ![...atTheTop, ...inTheFold].includes(field) && (
        <p className={form.problem} role="alert">
          {problem.sentence}
        </p>
      )}
      {test && <TestResult test={test} onTrust={(trusted) => void tryIt({ ...draft, trusted })} />}
      <div className={form.acts}>
        <div className={form.start}>
          <Button onPress={() => void tryIt(draft)} isDisabled={test === 'running' || !draft.aor.trim() || !draft.serverUrl.trim()}>
            {text(test === 'running' ? 'account.testing' : 'account.test')}
          </Button>
        </div>
        <Button onPress={onDone}>{text('frame.cancel')}</Button>
        <Button type="submit" tone="accent" isDisabled={!draft.aor.trim() || !draft.serverUrl.trim()}>
          {text('frame.save')}
        </Button>
      </div>
    </form>
  );
}
