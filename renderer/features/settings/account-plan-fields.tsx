import { useState } from 'react';
import type { AccountDraft } from '../../../contract/model/account.ts';
import { forwardCaseSchema, type CallerId, type DialPlan, type ForwardCodes } from '../../../contract/model/call-rules.ts';
import { useText } from '../../text/text.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import { countryChoices } from './countries.ts';
import styles from './settings.module.css';

export interface AccountPlanFieldsProps {
  readonly draft: Pick<AccountDraft, 'dialPlan' | 'forwardCodes' | 'callerIds'>;
  readonly onPlan: (plan: DialPlan) => void;
  readonly onCodes: (codes: ForwardCodes) => void;
  readonly onCallerIds: (callerIds: CallerId[]) => void;
}

/** How the account's telephone system wants numbers, and how it is told to forward calls. */
export function AccountPlanFields({ draft: { dialPlan, forwardCodes, callerIds }, onPlan, onCodes, onCallerIds }: AccountPlanFieldsProps) {
  const { text, intl } = useText();
  const [internal, setInternal] = useState(dialPlan.internalPatterns.join(' '));
  const [shown, setShown] = useState(callerIds.map(({ number, name }) => (name ? `${number}, ${name}` : number)).join('\n'));
  const countries = countryChoices(dialPlan.country, (id) => intl.formatDisplayName(id, { type: 'region' }));
  return (
    <>
      <div className={form.pair}>
        <TextField
          label={text('plan.prefix')}
          hint={text('plan.prefixHint')}
          value={dialPlan.outsidePrefix}
          onChange={(value) => onPlan({ ...dialPlan, outsidePrefix: value.trim() })}
        />
        <Select
          label={text('plan.form')}
          choices={(['e164', 'international', 'national'] as const).map((id) => ({ id, label: text(`plan.form.${id}`) }))}
          value={dialPlan.numberForm}
          onChange={(id) => onPlan({ ...dialPlan, numberForm: id as DialPlan['numberForm'] })}
        />
      </div>
      <div className={form.pair}>
        <TextField
          label={text('plan.internal')}
          hint={text('plan.internalHint')}
          value={internal}
          onChange={(value) => {
            setInternal(value);
            onPlan({
              ...dialPlan,
              internalPatterns: value
                .toLowerCase()
                .split(/[\s,;]+/)
                .filter(Boolean),
            });
          }}
        />
        <Select
          label={text('plan.country')}
          choices={[{ id: 'settings', label: text('plan.asSettings') }, ...countries]}
          value={dialPlan.country ?? 'settings'}
          onChange={(id) => onPlan({ ...dialPlan, country: id === 'settings' ? null : id })}
        />
      </div>
      <TextField
        label={text('plan.callerIds')}
        hint={text('plan.callerIdsHint')}
        rows={2}
        value={shown}
        onChange={(value) => {
          setShown(value);
          onCallerIds(readCallerIds(value));
        }}
      />
      <details>
        <summary>{text('plan.codes')}</summary>
        <div className={form.form}>
          <p className={styles.faint}>{text('plan.codesHint')}</p>
          {forwardCaseSchema.options.map((when) => (
            <div key={when} className={form.pair}>
              {(['on', 'off'] as const).map((which) => (
                <TextField
                  key={which}
                  label={text(`plan.code.${which}`, { when: text(`rules.when.${when}`) })}
                  value={forwardCodes[when][which]}
                  onChange={(value) => onCodes({ ...forwardCodes, [when]: { ...forwardCodes[when], [which]: value.trim() } })}
                />
              ))}
            </div>
          ))}
        </div>
      </details>
    </>
  );
}

function readCallerIds(lines: string): CallerId[] {
  return lines
    .split('\n')
    .filter((line) => line.trim() !== '')
    .map((line) => {
      const [number = '', ...name] = line.split(',');
      return { number: number.trim(), name: name.join(',').trim() };
    });
}
