import { recordingPolicySchema, type RecordingPolicy } from '../../../contract/model/recording.ts';
import type { Account } from '../../../contract/model/account.ts';
import type { Settings } from '../../../contract/model/settings.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Select } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { Typed } from './typed.tsx';
import { useEdit } from './use-edit.ts';
import styles from './settings.module.css';

const mostDays = 3_650;
const asAll = 'same';

/** Which calls are recorded, who hears of it, and how long it is kept. */
export function RecordingSection({ settings }: { settings: Settings }) {
  const { text, failure } = useText();
  const edit = useEdit();
  const accounts = useDesk((state) => state.accounts);
  const isUnprotected = useDesk((state) => state.application?.vaultProtection === 'session');
  const policies = recordingPolicySchema.options.map((id) => ({ id, label: text(`recording.policy.${id}`) }));
  return (
    <section className={form.section} aria-label={text('recording.title')}>
      <h3>{text('recording.title')}</h3>
      <p className={styles.faint}>{text('recording.text')}</p>
      {isUnprotected && <p className={styles.vault}>{failure({ reason: 'recording-unprotected' })}</p>}
      <Select
        label={text('recording.policy')}
        choices={policies}
        value={settings.recordingPolicy}
        onChange={(id) => edit({ recordingPolicy: recordingPolicySchema.parse(id) })}
      />
      {accounts.length > 1 &&
        accounts.map((account) => (
          <Select
            key={account.id}
            label={text('recording.policyOf', { account: account.label || account.aor })}
            choices={[{ id: asAll, label: text('recording.policy.same') }, ...policies]}
            value={settings.recordingByAccount.find(({ accountId }) => accountId === account.id)?.policy ?? asAll}
            onChange={(id) => edit({ recordingByAccount: withPolicy(settings, account, id === asAll ? null : recordingPolicySchema.parse(id)) })}
          />
        ))}
      <Select
        label={text('recording.notice')}
        choices={(['none', 'beep'] as const).map((id) => ({ id, label: text(`recording.notice.${id}`) }))}
        value={settings.recordingNotice}
        onChange={(id) => edit({ recordingNotice: id === 'beep' ? 'beep' : 'none' })}
      />
      <Typed
        label={text('recording.keptDays')}
        type="number"
        value={String(settings.recordingKeptDays)}
        onSettled={(typed) => edit({ recordingKeptDays: Math.min(mostDays, Math.max(0, Math.round(Number(typed) || 0))) })}
      />
      <p className={styles.faint}>{text('recording.keptText')}</p>
    </section>
  );
}

function withPolicy({ recordingByAccount }: Settings, { id }: Account, policy: RecordingPolicy | null): Settings['recordingByAccount'] {
  const others = recordingByAccount.filter(({ accountId }) => accountId !== id);
  return policy === null ? others : [...others, { accountId: id, policy }];
}
