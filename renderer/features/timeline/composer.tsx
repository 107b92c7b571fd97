import { useEffect, useState } from 'react';
import type { ContactId } from '../../../contract/model/ids.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { MailComposer } from './mail-composer.tsx';
import { NoteComposer } from './note-composer.tsx';
import styles from './timeline.module.css';

/** What an agent writes: a note for colleagues, or a mail to this contact. Each keeps what was typed while the other is open. */
export function Composer({ contactId }: { contactId: ContactId }) {
  return <Chosen key={contactId} contactId={contactId} />;
}

function Chosen({ contactId }: { contactId: ContactId }) {
  const { text } = useText();
  const actions = useActions();
  const hasMail = useDesk((state) => state.channelAccounts.some(({ isEnabled }) => isEnabled));
  const composed = useDesk((state) => (state.composed?.contactId === contactId ? state.composed : null));
  const [kind, setKind] = useState<'note' | 'mail'>('note');
  const [begun, setBegun] = useState(composed);

  useEffect(() => {
    if (!composed) return;
    setBegun(composed);
    setKind('mail');
    actions.compose(null);
  }, [composed, actions]);

  if (!hasMail) return <NoteComposer contactId={contactId} />;
  return (
    <div className={styles.writing}>
      <ChoiceBar
        label={text('compose.channel')}
        choices={(['note', 'mail'] as const).map((id) => ({ id, label: text(`compose.${id}`) }))}
        value={kind}
        onChange={(id) => setKind(id as 'note' | 'mail')}
      />
      {kind === 'note' ? <NoteComposer contactId={contactId} /> : <MailComposer contactId={contactId} begun={begun} />}
    </div>
  );
}
