import { PhoneForwarded } from 'lucide-react';
import { useState } from 'react';
import type { Forward, ForwardCase, ForwardWay } from '../../../contract/model/call-rules.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Select, TextField } from '../../ui/field.tsx';
import styles from './settings.module.css';

/** Where calls go instead, and whether they do. */
export function ForwardRow({ when, forward }: { when: ForwardCase; forward: Forward }) {
  const { text, error: sentence } = useText();
  const actions = useActions();
  const hasCode = useDesk((state) => state.accounts.some(({ isDefault, forwardCodes }) => isDefault && forwardCodes[when].on !== ''));
  const [typed, setTyped] = useState<string | null>(null);
  const [way, setWay] = useState<Exclude<ForwardWay, 'off'>>('phone');
  const [problem, setProblem] = useState<string | null>(null);
  const target = typed ?? forward.target;

  async function forwardBy(wanted: ForwardWay): Promise<void> {
    try {
      setProblem(null);
      await actions.call('rules.forward', { when, way: wanted, target });
    } catch (error) {
      setProblem(sentence(error));
    }
  }

  if (forward.way !== 'off') {
    return (
      <div className={styles.forward}>
        <p className={styles.inForce}>
          <PhoneForwarded size={15} aria-hidden />
          <span>
            {text(`rules.inForce.${when}`, { target: forward.target })} · {text(`rules.way.${forward.way}`)}
          </span>
        </p>
        <Button onPress={() => void forwardBy('off')} aria-label={`${text('rules.stop')}: ${text(`rules.when.${when}`)}`}>
          {text('rules.stop')}
        </Button>
        {problem && <p role="alert">{problem}</p>}
      </div>
    );
  }
  return (
    <div className={styles.forward}>
      <TextField
        label={text(`rules.when.${when}`)}
        placeholder={text('rules.target')}
        value={target}
        maxLength={255}
        error={problem}
        onChange={(value) => {
          setTyped(value);
          setProblem(null);
        }}
      />
      {hasCode && (
        <Select
          label={text('rules.way')}
          choices={(['phone', 'server'] as const).map((id) => ({ id, label: text(`rules.way.${id}`) }))}
          value={way}
          onChange={(id) => setWay(id === 'server' ? 'server' : 'phone')}
        />
      )}
      <Button
        isDisabled={target.trim() === ''}
        onPress={() => void forwardBy(hasCode ? way : 'phone')}
        aria-label={`${text('rules.start')}: ${text(`rules.when.${when}`)}`}
      >
        {text('rules.start')}
      </Button>
    </div>
  );
}
