import type { ReactNode } from 'react';
import {
  Button as AriaButton,
  FieldError,
  Input,
  Label,
  ListBox,
  ListBoxItem,
  Popover,
  Select as AriaSelect,
  SelectValue,
  Switch as AriaSwitch,
  Text,
  TextArea,
  TextField as AriaTextField,
} from 'react-aria-components';
import { ChevronDown } from 'lucide-react';
import styles from './field.module.css';

export interface TextFieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly hint?: string;
  /** A sentence; the field counts as wrong while there is one. */
  readonly error?: string | null;
  readonly type?: 'text' | 'password' | 'number' | 'datetime-local' | 'date' | 'search';
  readonly isRequired?: boolean;
  readonly rows?: number;
  readonly placeholder?: string;
  readonly isLabelHidden?: boolean;
  readonly autoFocus?: boolean;
  readonly onBlur?: () => void;
  readonly maxLength?: number;
  readonly name?: string;
}

export function TextField({ label, hint, error, rows, placeholder = '', isLabelHidden = false, type = 'text', ...props }: TextFieldProps) {
  return (
    <AriaTextField
      {...props}
      type={type}
      isInvalid={Boolean(error)}
      className={styles.field ?? ''}
      {...(type === 'password' ? { autoComplete: 'off' } : {})}
    >
      <Label className={isLabelHidden ? 'visually-hidden' : styles.label}>{label}</Label>
      {rows ? (
        <TextArea rows={rows} placeholder={placeholder} className={styles.input ?? ''} />
      ) : (
        <Input placeholder={placeholder} spellCheck={false} className={styles.input ?? ''} />
      )}
      {hint && !error && (
        <Text slot="description" className={styles.hint ?? ''}>
          {hint}
        </Text>
      )}
      {error && <FieldError className={styles.error ?? ''}>{error}</FieldError>}
    </AriaTextField>
  );
}

export interface Choice {
  readonly id: string;
  readonly label: string;
}

export interface SelectProps {
  readonly label: string;
  readonly choices: readonly Choice[];
  readonly value: string | null;
  readonly onChange: (id: string) => void;
  readonly placeholder?: string;
  readonly isLabelHidden?: boolean;
}

export function Select({ label, choices, value, onChange, placeholder = '', isLabelHidden = false }: SelectProps) {
  return (
    <AriaSelect className={styles.field ?? ''} value={value} onChange={(key) => key !== null && onChange(String(key))} placeholder={placeholder}>
      <Label className={isLabelHidden ? 'visually-hidden' : styles.label}>{label}</Label>
      <AriaButton className={`${styles.input} ${styles.select}`}>
        <SelectValue />
        <ChevronDown size={14} aria-hidden />
      </AriaButton>
      <Popover className={styles.popover ?? ''}>
        <ListBox items={choices} className={styles.list ?? ''}>
          {(choice) => (
            <ListBoxItem id={choice.id} textValue={choice.label} className={styles.item ?? ''}>
              {choice.label}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </AriaSelect>
  );
}

export function Switch({ isSelected, onChange, children }: { isSelected: boolean; onChange: (isSelected: boolean) => void; children: ReactNode }) {
  return (
    <AriaSwitch isSelected={isSelected} onChange={onChange} className={styles.switch ?? ''}>
      <span className={styles.track} aria-hidden />
      <span>{children}</span>
    </AriaSwitch>
  );
}
