import { useState } from 'react';
import { TextField } from '../../ui/field.tsx';

/** Settled when the agent leaves the field: not with every key. */
export function Typed({
  label,
  value,
  onSettled,
  rows,
  type,
}: {
  label: string;
  value: string;
  onSettled: (value: string) => void;
  rows?: number;
  type?: 'number';
}) {
  const [typed, setTyped] = useState<string | null>(null);
  return (
    <TextField
      label={label}
      value={typed ?? value}
      onChange={setTyped}
      onBlur={() => {
        if (typed !== null && typed !== value) onSettled(typed);
        setTyped(null);
      }}
      {...(rows ? { rows } : {})}
      {...(type ? { type } : {})}
    />
  );
}
