import { useState } from 'react';
import type { AccountDraft } from '../../../contract/model/account.ts';
import type { Colleague, SystemCodes } from '../../../contract/model/colleague.ts';
import { useText } from '../../text/text.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import { Fold } from '../../ui/fold.tsx';
import form from '../../ui/form.module.css';
import type { AccountProblem } from './account-draft.ts';
import { readColleagues, writeColleagues } from './colleague-lines.ts';

export interface AccountColleaguesFieldsProps {
  readonly draft: Pick<AccountDraft, 'colleagues' | 'systemCodes'>;
  readonly problem: AccountProblem | null;
  readonly onColleagues: (colleagues: Colleague[]) => void;
  readonly onCodes: (codes: SystemCodes) => void;
}

/** Who else is at the account's telephone system, and what it does at which code. */
export function AccountColleaguesFields({ draft: { colleagues, systemCodes: codes }, problem, onColleagues, onCodes }: AccountColleaguesFieldsProps) {
  const { text } = useText();
  const [lines, setLines] = useState(() => writeColleagues(colleagues));
  const [slots, setSlots] = useState(() => codes.slots.join(' '));
  const set = <Name extends keyof SystemCodes>(name: Name, value: SystemCodes[Name]): void => onCodes({ ...codes, [name]: value });
  const errorAt = (path: string): string | null => (problem && `${problem.path}.`.startsWith(`${path}.`) ? problem.sentence : null);
  const code = (name: 'mailbox' | 'pickup' | 'park' | 'retrieve') => (
    <TextField
      label={text(`account.${name}`)}
      hint={text(`account.${name}Hint`)}
      value={codes[name]}
      onChange={(value) => set(name, value.trim())}
      error={errorAt(`systemCodes.${name}`)}
    />
  );
  return (
    <Fold summary={text('account.colleagues')} hasProblem={errorAt('colleagues') !== null || errorAt('systemCodes') !== null}>
      <div className={form.form}>
        <TextField
          label={text('account.colleagueList')}
          hint={text('account.colleagueListHint')}
          rows={5}
          value={lines}
          onChange={(value) => {
            setLines(value);
            onColleagues(readColleagues(value));
          }}
          error={errorAt('colleagues')}
        />
        <div className={form.pair}>
          {code('pickup')}
          {code('mailbox')}
        </div>
        <div className={form.pair}>
          {code('park')}
          <Select
            label={text('account.parkWay')}
            choices={(['transfer', 'tones'] as const).map((id) => ({ id, label: text(`account.parkWay.${id}`) }))}
            value={codes.parkWay}
            onChange={(id) => set('parkWay', id as SystemCodes['parkWay'])}
          />
        </div>
        <div className={form.pair}>
          <TextField
            label={text('account.slots')}
            hint={text('account.slotsHint')}
            value={slots}
            onChange={(value) => {
              setSlots(value);
              set('slots', value.split(/[\s,;]+/).filter(Boolean));
            }}
            error={errorAt('systemCodes.slots')}
          />
          {code('retrieve')}
        </div>
      </div>
    </Fold>
  );
}
