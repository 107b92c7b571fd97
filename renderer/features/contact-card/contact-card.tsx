import { AtSign, Hash, Mail, Pencil, Phone, UserRoundX, type LucideIcon } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import type { Contact, Identity } from '../../../contract/model/contact.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import form from '../../ui/form.module.css';
import styles from './contact-card.module.css';

export function ContactCard() {
  const contact = useDesk((state) => state.contact);
  const { text } = useText();
  if (!contact) return null;
  return (
    <section className={styles.card} aria-label={text('contacts.card')}>
      <Who key={`${contact.id} ${contact.name}`} contact={contact} />
      <Why contact={contact} />
      <Reach key={contact.id} contact={contact} />
    </section>
  );
}

function Who({ contact }: { contact: Contact }) {
  const { text, intl } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [isEditing, setIsEditing] = useState(false);
  const [name, setName] = useState(contact.name ?? '');
  const [company, setCompany] = useState(contact.company ?? '');

  async function save(event: FormEvent): Promise<void> {
    event.preventDefault();
    await actions.call('contacts.edit', { contactId: contact.id, name: name.trim() || null, company: company.trim() || null });
    setIsEditing(false);
  }
  if (isEditing || (contact.isProvisional && !contact.name)) {
    return (
      <form className={form.form} onSubmit={(event) => attempt(() => save(event))}>
        {contact.isProvisional && <p className={styles.hint}>{text('contacts.nameThem')}</p>}
        <TextField label={text('contacts.name')} value={name} onChange={setName} autoFocus={isEditing} maxLength={200} />
        <TextField label={text('contacts.company')} value={company} onChange={setCompany} maxLength={200} />
        <div className={form.acts}>
          {isEditing && <Button onPress={() => setIsEditing(false)}>{text('frame.cancel')}</Button>}
          <Button type="submit" tone="accent" isDisabled={!name.trim()}>
            {text('frame.save')}
          </Button>
        </div>
      </form>
    );
  }
  return (
    <div>
      <div className={styles.who}>
        <h2 className={styles.name}>{contact.name}</h2>
        <IconButton label={text('contacts.edit')} icon={Pencil} onPress={() => setIsEditing(true)} />
      </div>
      <p className={styles.faint}>
        {[contact.company, text('contacts.since', { date: intl.formatDate(contact.createdAt, { month: 'short', year: 'numeric' }) })]
          .filter(Boolean)
          .join(' · ')}
      </p>
    </div>
  );
}

/** During a call: why this is who is on the line. */
function Why({ contact }: { contact: Contact }) {
  const { text } = useText();
  const match = useDesk((state) => state.calls.find(({ contactId }) => contactId === contact.id)?.match ?? null);
  if (!match) return null;
  return (
    <p className={styles.why}>
      <span className="visually-hidden">{text('contacts.why')}: </span>
      {text(`match.${match.by}`, { value: match.value })}
    </p>
  );
}

const icons: Readonly<Record<Identity['kind'], LucideIcon>> = {
  phone: Phone,
  extension: Hash,
  'short-code': Hash,
  emergency: Phone,
  anonymous: UserRoundX,
  alphanumeric: Hash,
  email: Mail,
  handle: AtSign,
};

function Reach({ contact }: { contact: Contact }) {
  const { text, error: sentence } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [address, setAddress] = useState('');
  const [problem, setProblem] = useState<string | null>(null);
  const identities = contact.identities.filter(({ kind }) => kind !== 'anonymous');

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      await actions.call('contacts.add-address', { contactId: contact.id, address });
      setAddress('');
    } catch (error) {
      setProblem(sentence(error));
    }
  }
  return (
    <div>
      <h3 className={styles.label}>{text('contacts.reach')}</h3>
      <ul className={styles.addresses}>
        {identities.map((identity) => {
          const Icon = icons[identity.kind];
          const canDial = identity.kind !== 'email' && identity.kind !== 'handle';
          return (
            <li key={identity.id} className={styles.address}>
              <Icon size={14} aria-hidden />
              <span className={`${styles.value} figures`}>{identity.raw}</span>
              {canDial && (
                <IconButton
                  label={text('recent.callBack', { who: identity.raw })}
                  icon={Phone}
                  onPress={() => attempt(() => actions.dial(identity.value, contact.id))}
                />
              )}
            </li>
          );
        })}
      </ul>
      <form className={styles.add} onSubmit={(event) => void add(event)}>
        <TextField
          label={text('contacts.addAddress')}
          isLabelHidden
          placeholder={text('contacts.addAddress')}
          value={address}
          error={problem}
          onChange={(value) => {
            setAddress(value);
            setProblem(null);
          }}
        />
      </form>
    </div>
  );
}
