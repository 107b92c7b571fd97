import { Phone, Search, UserRound } from 'lucide-react';
import { useEffect, useId, useRef, useState, type KeyboardEvent } from 'react';
import type { ColleaguePresence } from '../../../contract/model/colleague.ts';
import type { ContactSummary } from '../../../contract/model/contact.ts';
import { findColleagues } from '../../state/colleagues.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { useColleagueWords } from '../../text/use-colleague-words.ts';
import { Kbd } from '../../ui/notice.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import styles from './dial-field.module.css';
import suggestions from '../../ui/suggestions.module.css';

export const dialFieldId = 'dial-field';

const mostColleagues = 5;

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
  const colleagues = useDesk((state) => state.colleagues.colleagues);
  const near = typed.trim() === '' ? [] : findColleagues(colleagues, typed).slice(0, mostColleagues);
  const canDial = /\d|@/.test(typed) || (typed.trim().length > 0 && found.length + near.length === 0);

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

  const dial = (target: string, callerId?: string): Promise<void> => attempt(() => actions.dial(target, null, callerId));

  /** `work` answers whether the call is on its way. */
  async function attempt(work: () => Promise<boolean>): Promise<void> {
    try {
      if (!(await work())) return;
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
  const rows = dials.length + near.length + found.length;
  function take(index: number): void {
    const contact = found[index - dials.length - near.length];
    const colleague = near[index - dials.length];
    if (index < dials.length) void dial(typed, dials[index]?.number);
    else if (colleague) void attempt(() => actions.dialColleague(colleague).then(() => true));
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
          {near.map((colleague, index) => {
            const row = index + dials.length;
            return (
              <ColleagueOption
                key={`${colleague.accountId} ${colleague.address}`}
                id={`${listId}-${row}`}
                colleague={colleague}
                isMarked={marked === row}
                onTake={() => take(row)}
              />
            );
          })}
          {found.map((contact, index) => {
            const row = index + dials.length + near.length;
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

interface ColleagueOptionProps {
  readonly id: string;
  readonly colleague: ColleaguePresence;
  readonly isMarked: boolean;
  readonly onTake: () => void;
}

function ColleagueOption({ id, colleague, isMarked, onTake }: ColleagueOptionProps) {
  const { text } = useText();
  const words = useColleagueWords();
  return (
    <li id={id} role="option" aria-selected={isMarked} className={suggestions.item} onClick={onTake}>
      <StateDot state={colleague.state} />
      <span className={suggestions.name}>{text('colleagues.call', { name: colleague.name })}</span>
      <span className={suggestions.detail}>{`${colleague.address} · ${words(colleague)}`}</span>
    </li>
  );
}
