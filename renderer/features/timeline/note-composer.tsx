import { NotebookPen } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import type { ContactId } from '../../../contract/model/ids.ts';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import styles from './compose/composer.module.css';

const draftName = (contactId: ContactId): string => `note-draft-${contactId}`;

/** A note outside a call. What was typed survives leaving the contact and a reload. */
export function NoteComposer({ contactId }: { contactId: ContactId }) {
  return <Composer key={contactId} contactId={contactId} />;
}

function Composer({ contactId }: { contactId: ContactId }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [typed, setTyped] = useState(() => localStorage.getItem(draftName(contactId)) ?? '');

  function type(value: string): void {
    setTyped(value);
    if (value) localStorage.setItem(draftName(contactId), value);
    else localStorage.removeItem(draftName(contactId));
  }
  async function add(): Promise<void> {
    await actions.call('timeline.add-note', { contactId, text: typed });
    type('');
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.key === 'Enter' && (event.ctrlKey || event.metaKey) && typed.trim()) attempt(add);
  }
  return (
    <div className={styles.note} onKeyDown={onKeyDown}>
      <TextField
        label={text('timeline.addNote')}
        isLabelHidden
        placeholder={text('timeline.noteHint')}
        value={typed}
        onChange={type}
        rows={1}
        maxLength={20_000}
        name="note"
      />
      <Button icon={NotebookPen} isDisabled={!typed.trim()} keyHint="Ctrl ↵" onPress={() => attempt(add)}>
        {text('timeline.addNoteSave')}
      </Button>
    </div>
  );
}
