import { X } from 'lucide-react';
import { useEffect, useId, useRef, useState, type ClipboardEvent, type KeyboardEvent, type ReactNode } from 'react';
import type { Completion } from '../../../../contract/model/contact.ts';
import { useActions } from '../../../state/desk.tsx';
import { useText } from '../../../text/text.tsx';
import styles from './compose.module.css';
import { distinct, isAddress, readParties, writeParty, type TypedParty } from './parties.ts';

const mostCompletions = 6;

export interface RecipientsProps {
  readonly label: string;
  readonly name: 'to' | 'cc' | 'bcc';
  readonly value: readonly TypedParty[];
  readonly onChange: (parties: TypedParty[]) => void;
  readonly autoFocus?: boolean;
  /** Beside the field: what else can be addressed. */
  readonly children?: ReactNode;
}

/** Addresses as chips: typed, pasted or chosen from the contacts. What is no address is said beneath, and stays to be corrected. */
export function Recipients({ label, name, value, onChange, autoFocus = false, children }: RecipientsProps) {
  const { text } = useText();
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState('');
  const { completions, chosen, choose, close } = useCompletions(typed, value);
  const wrong = value.find(({ address }) => !isAddress(address));

  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);

  function add(parties: readonly TypedParty[]): void {
    setTyped('');
    close();
    if (parties.length > 0) onChange(distinct([...value, ...parties]).slice(0, 100));
  }
  function remove(party: TypedParty): void {
    onChange(value.filter((one) => one !== party));
    input.current?.focus();
  }
  function edit(party: TypedParty): void {
    onChange(value.filter((one) => one !== party));
    setTyped(writeParty(party));
    input.current?.focus();
  }
  function pick(completion: Completion): void {
    add([{ name: completion.name, address: completion.address }]);
  }

  function onKeyDown(event: KeyboardEvent): void {
    const isOpen = completions.length > 0;
    const last = value.at(-1);
    const isWhole = typed.trim() !== '';
    if (isOpen && (event.key === 'ArrowDown' || event.key === 'ArrowUp')) choose(chosen + (event.key === 'ArrowDown' ? 1 : -1));
    else if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
      // It is sent with what stands here.
      add(readParties(typed));
      return;
    } else if ((event.key === 'Enter' || (event.key === 'Tab' && isWhole)) && isOpen && completions[chosen]) pick(completions[chosen]);
    else if (event.key === 'Enter') add(readParties(typed));
    else if (event.key === 'Tab' && isWhole && !event.shiftKey) {
      add(readParties(typed));
      return;
    } else if ((event.key === ',' || event.key === ';') && isEnded(typed)) add(readParties(typed));
    else if (event.key === 'Escape' && isOpen) close();
    else if (event.key === 'Backspace' && typed === '' && last) edit(last);
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  function onPaste(event: ClipboardEvent): void {
    const pasted = event.clipboardData.getData('text/plain');
    const parties = readParties(`${typed}${pasted}`);
    if (!/[,;\n]/.test(pasted) && !parties.some(({ address }) => isAddress(address))) return;
    event.preventDefault();
    add(parties);
  }

  return (
    <div className={styles.recipients} role="group" aria-label={label}>
      <label htmlFor={`${id}-input`}>{label}</label>
      <div className={styles.chips}>
        {value.map((party) => (
          <Chip key={party.address} party={party} onEdit={() => edit(party)} onRemove={() => remove(party)} />
        ))}
        <input
          ref={input}
          id={`${id}-input`}
          name={`mail-${name}`}
          className={styles.address}
          role="combobox"
          aria-autocomplete="list"
          aria-expanded={completions.length > 0}
          aria-controls={`${id}-list`}
          aria-invalid={wrong !== undefined}
          aria-describedby={wrong ? `${id}-wrong` : undefined}
          {...(completions[chosen] ? { 'aria-activedescendant': `${id}-${chosen}` } : {})}
          autoComplete="off"
          spellCheck={false}
          maxLength={20_000}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          onKeyDown={onKeyDown}
          onPaste={onPaste}
          onBlur={() => add(readParties(typed))}
        />
        {completions.length > 0 && <Completions id={id} completions={completions} chosen={chosen} onPick={pick} />}
      </div>
      {children}
      {wrong && (
        <p id={`${id}-wrong`} className={styles.problem} role="alert">
          {text('compose.addressInvalid', { address: wrong.address })}
        </p>
      )}
    </div>
  );
}

function Completions({
  id,
  completions,
  chosen,
  onPick,
}: {
  id: string;
  completions: readonly Completion[];
  chosen: number;
  onPick: (completion: Completion) => void;
}) {
  const { text } = useText();
  return (
    <ul id={`${id}-list`} role="listbox" aria-label={text('compose.completions')} className={styles.completions}>
      {completions.map((completion, index) => (
        <li
          key={completion.address}
          id={`${id}-${index}`}
          role="option"
          aria-selected={index === chosen}
          // Before the field loses the focus and takes what was typed for an address.
          onPointerDown={(event) => {
            event.preventDefault();
            onPick(completion);
          }}
        >
          <span>{completion.name ?? completion.address}</span> <span className={styles.faint}>{completion.address}</span>
        </li>
      ))}
    </ul>
  );
}

/** A comma inside of quotes belongs to a name. */
function isEnded(typed: string): boolean {
  return typed.trim() !== '' && (typed.split('"').length - 1) % 2 === 0 && (typed.includes('@') || !/^\s*\p{L}[\p{L}\s.'-]*$/u.test(typed));
}

function Chip({ party, onEdit, onRemove }: { party: TypedParty; onEdit: () => void; onRemove: () => void }) {
  const { text } = useText();
  const { name, address } = party;
  const who = name ?? address;
  return (
    <span className={styles.chip} data-invalid={!isAddress(address)} data-testid="recipient">
      <button
        type="button"
        className="plain-button"
        tabIndex={-1}
        aria-label={text('compose.edit', { who: writeParty(party) })}
        title={address}
        onClick={onEdit}
      >
        {who}
      </button>
      <button type="button" className={styles.chipRemove} tabIndex={-1} aria-label={text('compose.remove', { who })} onClick={onRemove}>
        <X size={12} aria-hidden />
      </button>
    </span>
  );
}

/** Contacts whose name or address begins like what is being typed. */
function useCompletions(typed: string, taken: readonly TypedParty[]) {
  const actions = useActions();
  const [found, setFound] = useState<readonly Completion[]>([]);
  const [chosen, setChosen] = useState(0);
  const wanted = typed.trim();
  useEffect(() => {
    if (wanted.length < 2) {
      setFound([]);
      return;
    }
    let isOver = false;
    actions
      .call('contacts.complete', { text: wanted, limit: mostCompletions })
      .then(({ completions }) => {
        if (isOver) return;
        setFound(completions);
        setChosen(0);
      })
      .catch(() => undefined);
    return () => {
      isOver = true;
    };
  }, [actions, wanted]);
  const completions = wanted.length < 2 ? [] : distinct(found, new Set(taken.map(({ address }) => address.toLowerCase())));
  return {
    completions,
    chosen,
    choose: (index: number) => setChosen((index + completions.length) % Math.max(1, completions.length)),
    close: () => setFound([]),
  };
}
