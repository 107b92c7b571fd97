import { Building2, Plus, UserRound, UserRoundX, UsersRound } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Virtuoso } from 'react-virtuoso';
import type { ContactSummary } from '../../../contract/model/contact.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import styles from '../../ui/list.module.css';
import { NewContact } from './new-contact.tsx';

export function ContactsList() {
  const { text } = useText();
  const actions = useActions();
  const seq = useDesk((state) => state.recent.seq);
  const opened = useDesk((state) => state.contact);
  const [typed, setTyped] = useState('');
  const [contacts, setContacts] = useState<readonly ContactSummary[] | null>(null);
  const [isAdding, setIsAdding] = useState(false);

  useEffect(() => {
    let isLatest = true;
    actions.call('contacts.search', { text: typed, limit: 50 }).then(
      (found) => isLatest && setContacts(found.contacts),
      () => undefined,
    );
    return () => {
      isLatest = false;
    };
  }, [typed, seq, opened, actions]);

  return (
    <div className={styles.pane}>
      <div className={styles.head}>
        <h2 className={styles.title}>
          {text('contacts.title')}
          <IconButton label={text('contacts.add')} icon={Plus} onPress={() => setIsAdding(true)} />
        </h2>
        <TextField
          label={text('contacts.search')}
          placeholder={text('contacts.search')}
          isLabelHidden
          type="search"
          value={typed}
          onChange={setTyped}
        />
      </div>
      {contacts?.length === 0 ? (
        <EmptyState icon={UsersRound}>{text(typed ? 'contacts.noMatch' : 'contacts.empty')}</EmptyState>
      ) : (
        <Virtuoso
          className={styles.rows ?? ''}
          data={contacts ?? []}
          computeItemKey={(_index, contact) => contact.id}
          itemContent={(_index, contact) => <ContactRow contact={contact} />}
        />
      )}
      <NewContact isOpen={isAdding} onClose={() => setIsAdding(false)} />
    </div>
  );
}

function ContactRow({ contact }: { contact: ContactSummary }) {
  const actions = useActions();
  const attempt = useAttempt();
  const isOpen = useDesk((state) => state.contactId === contact.id);
  const { text, intl } = useText();
  const Icon = contact.isProvisional ? UserRoundX : contact.company ? Building2 : UserRound;
  return (
    <div className={styles.row} aria-current={isOpen}>
      <Icon size={15} aria-hidden />
      <button type="button" className="plain-button" data-list-row onClick={() => attempt(() => actions.openContact(contact.id))}>
        <span className={styles.name}>{contact.name ?? contact.address ?? text('contacts.unnamed')}</span>
      </button>
      <time className={styles.when}>{contact.lastEntryAt !== null && intl.formatDate(contact.lastEntryAt, { day: 'numeric', month: 'short' })}</time>
      <span className={styles.second}>
        {[contact.company, contact.name ? contact.address : text('contacts.unnamed')].filter(Boolean).join(' · ')}
      </span>
    </div>
  );
}
