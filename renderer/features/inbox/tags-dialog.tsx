import { Plus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { ToggleButton, ToggleButtonGroup } from 'react-aria-components';
import type { InboxRow } from '../../../contract/model/inbox.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import styles from './inbox.module.css';
import { whoOf } from './inbox-words.ts';
import type { InboxActs } from './use-inbox-acts.ts';

export function TagsDialog({ row: asked, acts, onClose }: { row: InboxRow; acts: InboxActs; onClose: () => void }) {
  const words = useText();
  const { text } = words;
  const actions = useActions();
  const row = useDesk((state) => state.inbox?.rows.find(({ conversationId }) => conversationId === asked.conversationId)) ?? asked;
  const [known, setKnown] = useState<readonly string[]>(row.tags);
  const [typed, setTyped] = useState('');
  const all = [...new Set([...row.tags, ...known])].sort((a, b) => a.localeCompare(b));

  useEffect(() => {
    actions.call('inbox.tags', {}).then(
      ({ tags }) => setKnown(tags),
      () => undefined,
    );
  }, [actions]);

  function add(): void {
    const wanted = typed.trim();
    setTyped('');
    // The same word in capitals is the same tag.
    const tag = all.find((one) => one.toLowerCase() === wanted.toLowerCase()) ?? wanted;
    if (tag !== '' && !row.tags.includes(tag)) acts.tag(row, tag, true);
  }
  return (
    <Dialog title={text('tags.title', { who: whoOf(row, words) })} closeLabel={text('frame.close')} isOpen onClose={onClose}>
      {all.length > 0 && (
        <ToggleButtonGroup
          aria-label={text('tags.known')}
          selectionMode="multiple"
          selectedKeys={row.tags}
          onSelectionChange={(keys) => {
            const changed = all.find((tag) => keys.has(tag) !== row.tags.includes(tag));
            if (changed !== undefined) acts.tag(row, changed, keys.has(changed));
          }}
          className={styles.tags ?? ''}
        >
          {all.map((tag) => (
            <ToggleButton key={tag} id={tag} className={styles.choice ?? ''}>
              {tag}
            </ToggleButton>
          ))}
        </ToggleButtonGroup>
      )}
      <form
        className={styles.other}
        onSubmit={(event) => {
          event.preventDefault();
          add();
        }}
      >
        <TextField label={text('tags.new')} name="new-tag" value={typed} onChange={setTyped} maxLength={40} autoFocus />
        <Button type="submit" icon={Plus} isDisabled={typed.trim() === ''}>
          {text('tags.add')}
        </Button>
      </form>
    </Dialog>
  );
}
