import { Phone, Search, UserRound } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { ContactSummary } from '../../../contract/model/contact.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Kbd } from '../../ui/notice.tsx';
import styles from './dial-field.module.css';
import suggestions from '../../ui/suggestions.module.css';

export const dialFieldId = 'dial-field';

/** One field that finds contacts and dials. What was typed stays until the call is on its way. */
export function DialField() {
  const { text, error: sentence } = useText();
  const actions = useActions();
  const [typed, setTyped] = useState('');
  const [found, setFound] = useState<readonly ContactSummary[]>([]);
  const [marked, setMarked] = useState(0);
  const [isOpen, setIsOpen] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const listId = useId();
  const field = useRef<HTMLInputElement>(null);
  const callerIds = useDesk((state) => state.accounts.find(({ isDefault }) => isDefault)?.callerIds);
  const canDial = /\d|@/.test(typed) || (typed.trim().length > 0 && found.length === 0);

  useEffect(() => {
    if (!isOpen) return;
    let isLatest = true;
    actions.call('contacts.search', { text: typed, limit: 8 }).then(
      ({ contacts }) => isLatest && (setFound(contacts), setMarked(0)),
      () => undefined,
    );
    return () => {
      isLatest = false;
    };
  }, [typed, isOpen, actions]);

  async function dial(target: string, callerId?: string): Promise<void> {
    try {
      if (!(await actions.dial(target, null, callerId))) return;
      setTyped('');
      setProblem(null);
      setIsOpen(false);
      field.current?.blur();
    } catch (error) {
      setProblem(sentence(error));
    }
  }

  function open(contact: ContactSummary): void {
    setIsOpen(false);
    setTyped('');
    void actions.openContact(contact.id);
    field.current?.blur();
  }

  /** The rows of the number come first where there is something to dial: as the account is, and as each of its caller ids. */
  const dials = canDial ? [undefined, ...(callerIds ?? [])] : [];
  const rows = dials.length + found.length;
  function take(index: number): void {
    const contact = found[index - dials.length];
    if (index < dials.length) void dial(typed, dials[index]?.number);
    else if (contact) open(contact);
  }

  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setMarked((now) => (rows === 0 ? 0 : (now + (event.key === 'ArrowDown' ? 1 : rows - 1)) % rows));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(marked);
    } else if (event.key === 'Escape') {
      setIsOpen(false);
      field.current?.blur();
    }
  }

  return (
    <div className={styles.dial}>
      <div className={styles.box}>
        <Search size={14} aria-hidden />
        <input
          ref={field}
          id={dialFieldId}
          role="combobox"
          aria-expanded={isOpen && rows > 0}
          aria-controls={listId}
          aria-label={text('dial.label')}
          aria-invalid={problem !== null}
          {...(isOpen && rows > 0 ? { 'aria-activedescendant': `${listId}-${marked}` } : {})}
          placeholder={text('dial.label')}
          value={typed}
          maxLength={255}
          spellCheck={false}
          autoComplete="off"
          onChange={(event) => {
            setTyped(event.target.value);
            setProblem(null);
            setIsOpen(true);
          }}
          onFocus={() => setIsOpen(true)}
          onBlur={() => setIsOpen(false)}
          onKeyDown={onKeyDown}
        />
        <Kbd>Ctrl K</Kbd>
      </div>
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
      {isOpen && (typed !== '' || found.length > 0) && (
        <ul
          id={listId}
          role="listbox"
          aria-label={text('dial.label')}
          className={`${suggestions.list} ${styles.list}`}
          onMouseDown={(event) => event.preventDefault()}
        >
          {dials.map((callerId, row) => (
            <li
              key={callerId?.number ?? ''}
              id={`${listId}-${row}`}
              role="option"
              aria-selected={marked === row}
              className={suggestions.item}
              onClick={() => take(row)}
            >
              <Phone size={14} aria-hidden />
              <span className={suggestions.name}>
                {callerId
                  ? text('rules.callAs', { target: typed.trim(), as: callerId.name || callerId.number })
                  : text('dial.call', { target: typed.trim() })}
              </span>
              <span className={suggestions.detail}>{callerId?.name ? callerId.number : ''}</span>
            </li>
          ))}
          {found.map((contact, index) => {
            const row = index + dials.length;
            return (
              <li
                key={contact.id}
                id={`${listId}-${row}`}
                role="option"
                aria-selected={marked === row}
                className={suggestions.item}
                onClick={() => open(contact)}
              >
                <UserRound size={14} aria-hidden />
                <span className={suggestions.name}>{contact.name ?? contact.address ?? text('contacts.unnamed')}</span>
                <span className={suggestions.detail}>{contact.company ?? (contact.name ? contact.address : '')}</span>
              </li>
            );
          })}
          {rows === 0 && typed !== '' && (
            <li role="option" aria-selected={false} aria-disabled className={suggestions.item}>
              {text('dial.noMatch')}
            </li>
          )}
        </ul>
      )}
    </div>
  );
}
