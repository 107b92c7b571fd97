import { Link2, Phone, PhoneCall, PhoneForwarded, UserRound, X } from 'lucide-react';
import { useId, useRef, useState, type KeyboardEvent } from 'react';
import type { LiveCall } from '../../../contract/model/call.ts';
import type { AccountId } from '../../../contract/model/ids.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { useColleagueWords } from '../../text/use-colleague-words.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import { whoIs } from './call-words.ts';
import { useTransferTargets, type TransferTarget } from './transfer-targets.ts';
import styles from './transfer.module.css';
import suggestions from '../../ui/suggestions.module.css';

/** Whom the call goes to: chosen or typed, then at once or after a word with them. */
export function TransferPanel({ call }: { call: LiveCall }) {
  const { text, error } = useText();
  const actions = useActions();
  const others = useDesk((state) => state.calls).filter((other) => other.callId !== call.callId && other.answeredAt !== null);
  const [chosen, setChosen] = useState<TransferTarget | null>(null);
  const [problem, setProblem] = useState<string | null>(null);
  const [isBusy, setIsBusy] = useState(false);
  const acts = useRef<HTMLDivElement>(null);
  const { callId } = call;

  async function attempt(work: () => Promise<unknown>): Promise<void> {
    setIsBusy(true);
    setProblem(null);
    try {
      await work();
      actions.prepareTransfer(null);
    } catch (reason) {
      setProblem(error(reason));
      setIsBusy(false);
    }
  }
  function transfer({ target, name }: TransferTarget): void {
    void attempt(() => actions.call('voice.transfer', { callId, target, name }));
  }
  function consult({ target, contactId }: TransferTarget): void {
    void attempt(() => actions.call('voice.consult', { callId, target, contactId }));
  }
  /** From there the keyboard goes on: nothing is sent before it is pressed again. */
  function choose(target: TransferTarget | null): void {
    setChosen(target);
    setProblem(null);
    if (target) requestAnimationFrame(() => acts.current?.querySelector('button')?.focus());
  }

  return (
    <div className={styles.panel} role="group" aria-label={text('transfer.open')}>
      <div className={styles.line}>
        <TargetField accountId={call.accountId} onChoose={choose} onLeave={() => actions.prepareTransfer(null)} />
        <div ref={acts} className={styles.acts}>
          <Button tone="accent" icon={PhoneForwarded} isDisabled={!chosen || isBusy} onPress={() => chosen && transfer(chosen)}>
            {text('transfer.now')}
          </Button>
          <Button icon={PhoneCall} isDisabled={!chosen || isBusy} onPress={() => chosen && consult(chosen)}>
            {text('transfer.ask')}
          </Button>
        </div>
        <IconButton label={text('transfer.cancel')} icon={X} onPress={() => actions.prepareTransfer(null)} />
      </div>
      {others.length > 0 && (
        <div className={styles.others}>
          {others.map((other) => (
            <Button
              key={other.callId}
              size="small"
              icon={Link2}
              isDisabled={isBusy}
              onPress={() => void attempt(() => actions.call('voice.connect', { callId: other.callId, otherCallId: callId }))}
            >
              {text('transfer.connectWith', { who: whoIs(other, text) })}
            </Button>
          ))}
        </div>
      )}
      {problem && (
        <p className={styles.problem} role="alert">
          {problem}
        </p>
      )}
    </div>
  );
}

/** Finds people as the dial field does. `onChoose` has what stands in the field, chosen with Enter or the pointer, or null while it is being typed. */
interface TargetFieldProps {
  readonly accountId: AccountId;
  readonly onChoose: (target: TransferTarget | null) => void;
  readonly onLeave: () => void;
}

function TargetField({ accountId, onChoose, onLeave }: TargetFieldProps) {
  const { text } = useText();
  const [typed, setTyped] = useState('');
  const [shown, setShown] = useState<string | null>(null);
  const [marked, setMarked] = useState(0);
  const [isOpen, setIsOpen] = useState(false);
  const listId = useId();
  const found = useTransferTargets(typed, accountId);
  const number = /\d|@/.test(typed) || (typed.trim() !== '' && found.length === 0) ? typed.trim() : null;
  const rows: readonly TransferTarget[] = [
    ...(number ? [{ target: number, name: null, company: null, contactId: null, colleague: null }] : []),
    ...found,
  ];
  const isListed = isOpen && rows.length > 0;

  function take(row: TransferTarget | undefined): void {
    if (!row) return;
    setShown(row.name ? `${row.name} · ${row.target}` : row.target);
    setIsOpen(false);
    onChoose(row);
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      setIsOpen(true);
      setMarked((now) => (rows.length === 0 ? 0 : (now + (event.key === 'ArrowDown' ? 1 : rows.length - 1)) % rows.length));
    } else if (event.key === 'Enter') {
      event.preventDefault();
      take(rows[Math.min(marked, rows.length - 1)]);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      if (isListed) setIsOpen(false);
      else onLeave();
    }
  }

  return (
    <div className={styles.field}>
      <input
        // The agent has just asked for it.
        autoFocus
        role="combobox"
        aria-expanded={isListed}
        aria-controls={listId}
        aria-label={text('transfer.to')}
        {...(isListed ? { 'aria-activedescendant': `${listId}-${Math.min(marked, rows.length - 1)}` } : {})}
        placeholder={text('transfer.hint')}
        value={shown ?? typed}
        maxLength={255}
        spellCheck={false}
        autoComplete="off"
        onChange={(event) => {
          setTyped(event.target.value);
          setShown(null);
          setMarked(0);
          setIsOpen(true);
          onChoose(null);
        }}
        onFocus={(event) => event.target.select()}
        onBlur={() => setIsOpen(false)}
        onKeyDown={onKeyDown}
      />
      {isOpen && (
        <ul
          id={listId}
          role="listbox"
          aria-label={text('transfer.to')}
          className={`${suggestions.list} ${styles.list}`}
          onMouseDown={(event) => event.preventDefault()}
        >
          {rows.map((row, index) => (
            <TargetOption
              key={`${row.contactId ?? row.colleague?.name ?? 'typed'} ${row.target}`}
              id={`${listId}-${index}`}
              row={row}
              isMarked={index === Math.min(marked, rows.length - 1)}
              onTake={() => take(row)}
            />
          ))}
          {rows.length === 0 && (
            <li role="option" aria-selected={false} aria-disabled className={suggestions.item}>
              {text('transfer.noMatch')}
            </li>
          )}
        </ul>
      )}
    </div>
  );
}

function TargetOption({ id, row, isMarked, onTake }: { id: string; row: TransferTarget; isMarked: boolean; onTake: () => void }) {
  const { text } = useText();
  const words = useColleagueWords();
  const { target, name, company, contactId, colleague } = row;
  const isTyped = contactId === null && colleague === null;
  const detail = [name && target, company, colleague && words(colleague)].filter(Boolean).join(' · ');
  return (
    <li id={id} role="option" aria-selected={isMarked} className={suggestions.item} onClick={onTake}>
      {colleague ? <StateDot state={colleague.state} /> : isTyped ? <Phone size={14} aria-hidden /> : <UserRound size={14} aria-hidden />}
      <span className={suggestions.name}>{isTyped ? text('transfer.number', { target }) : (name ?? target)}</span>
      {!isTyped && <span className={suggestions.detail}>{detail}</span>}
    </li>
  );
}
