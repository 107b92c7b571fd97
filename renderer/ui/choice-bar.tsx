import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { Choice } from './field.tsx';
import styles from './choice-bar.module.css';

/** One of a few, all in sight: filters and tabs. */
export function ChoiceBar({
  label,
  choices,
  value,
  onChange,
  isTight = false,
}: {
  label: string;
  choices: readonly Choice[];
  value: string;
  onChange: (id: string) => void;
  /** Many beside one another. */
  isTight?: boolean;
}) {
  return (
    <ToggleButtonGroup
      aria-label={label}
      selectionMode="single"
      disallowEmptySelection
      selectedKeys={[value]}
      onSelectionChange={(keys) => {
        const [key] = keys;
        if (key !== undefined) onChange(String(key));
      }}
      className={`${styles.bar} ${isTight ? styles.tight : ''}`}
    >
      {choices.map(({ id, label: name }) => (
        <ToggleButton key={id} id={id} className={styles.choice ?? ''}>
          {name}
        </ToggleButton>
      ))}
    </ToggleButtonGroup>
  );
}
