import { useState, type FormEvent } from 'react';
import { useActions } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { TextField } from '../../ui/field.tsx';
import styles from '../../ui/form.module.css';

export function NewContact({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }) {
  const { text, error: sentence } = useText();
  const actions = useActions();
  const [name, setName] = useState('');
  const [address, setAddress] = useState('');
  const [problem, setProblem] = useState<string | null>(null);

  async function add(event: FormEvent): Promise<void> {
    event.preventDefault();
    try {
      const contact = await actions.call('contacts.add', { name, address });
      setName('');
      setAddress('');
      onClose();
      await actions.openContact(contact.id);
    } catch (error) {
      setProblem(sentence(error));
    }
  }

  return (
    <Dialog title={text('contacts.add')} closeLabel={text('frame.close')} isOpen={isOpen} onClose={onClose}>
      <form className={styles.form} onSubmit={(event) => void add(event)}>
        <TextField label={text('contacts.name')} value={name} onChange={setName} isRequired autoFocus />
        <TextField
          label={text('contacts.address')}
          value={address}
          onChange={(value) => {
            setAddress(value);
            setProblem(null);
          }}
          isRequired
          error={problem}
        />
        <div className={styles.acts}>
          <Button onPress={onClose}>{text('frame.cancel')}</Button>
          <Button type="submit" tone="accent" isDisabled={!name.trim() || !address.trim()}>
            {text('frame.save')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}
