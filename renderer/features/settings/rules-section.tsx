import { forwardCaseSchema } from '../../../contract/model/call-rules.ts';
import type { Settings } from '../../../contract/model/settings.ts';
import { useText } from '../../text/text.tsx';
import { Select, Switch } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { ForwardRow } from './forward-row.tsx';
import { Typed } from './typed.tsx';
import { useEdit } from './use-edit.ts';
import styles from './settings.module.css';

/** Seconds as typed, within what the setting allows. */
function msOf(typed: string, least: number, most: number): number {
  return Math.min(most, Math.max(least, Math.round(Number(typed) || 0))) * 1_000;
}

/** What happens to calls by itself. */
export function RulesSection({ settings }: { settings: Settings }) {
  const { text } = useText();
  const edit = useEdit();
  return (
    <section className={form.section} aria-label={text('rules.title')}>
      <h3>{text('rules.title')}</h3>
      <Switch isSelected={settings.isDoNotDisturb} onChange={(isDoNotDisturb) => edit({ isDoNotDisturb })}>
        {text('rules.doNotDisturb')}
      </Switch>
      <Select
        label={text('rules.callersHear')}
        choices={(['486', '480'] as const).map((id) => ({ id, label: text(`rules.callersHear.${id}`) }))}
        value={String(settings.doNotDisturbStatus)}
        onChange={(id) => edit({ doNotDisturbStatus: id === '480' ? 480 : 486 })}
      />
      <Select
        label={text('rules.callWaiting')}
        choices={(['offer', 'busy'] as const).map((id) => ({ id, label: text(`rules.callWaiting.${id}`) }))}
        value={settings.callWaiting}
        onChange={(id) => edit({ callWaiting: id as Settings['callWaiting'] })}
      />
      <div className={form.pair}>
        <Select
          label={text('rules.autoAnswer')}
          choices={(['off', 'header', 'all'] as const).map((id) => ({ id, label: text(`rules.autoAnswer.${id}`) }))}
          value={settings.autoAnswer}
          onChange={(id) => edit({ autoAnswer: id as Settings['autoAnswer'] })}
        />
        {settings.autoAnswer === 'all' && (
          <Typed
            label={text('rules.autoAnswerAfter')}
            type="number"
            value={String(settings.autoAnswerAfterMs / 1_000)}
            onSettled={(typed) => edit({ autoAnswerAfterMs: msOf(typed, 0, 60) })}
          />
        )}
      </div>
      {settings.autoAnswer !== 'off' && <p className={styles.faint}>{text('rules.autoAnswerText')}</p>}
      <h4 className={styles.part}>{text('rules.forwarding')}</h4>
      <p className={styles.faint}>{text('rules.forwardingText')}</p>
      {forwardCaseSchema.options.map((when) => (
        <ForwardRow key={when} when={when} forward={settings.forwards[when]} />
      ))}
      <Typed
        label={text('rules.forwardAfter')}
        type="number"
        value={String(settings.forwardAfterMs / 1_000)}
        onSettled={(typed) => edit({ forwardAfterMs: msOf(typed, 5, 120) })}
      />
    </section>
  );
}
