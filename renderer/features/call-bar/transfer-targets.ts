import { useEffect, useState } from 'react';
import type { ContactId } from '../../../contract/model/ids.ts';
import type { Contact, Identity } from '../../../contract/model/contact.ts';
import { useActions } from '../../state/desk.tsx';

/** Somebody a call can go to. */
export interface TransferTarget {
  readonly target: string;
  readonly name: string | null;
  readonly company: string | null;
  readonly contactId: ContactId | null;
}

const mostContacts = 6;
const dialable = new Set<Identity['kind']>(['phone', 'extension', 'short-code']);

/** Everybody the text fits, once for each number they have. */
export function useTransferTargets(typed: string): readonly TransferTarget[] {
  const { call } = useActions();
  const [found, setFound] = useState<readonly TransferTarget[]>([]);
  useEffect(() => {
    let isLatest = true;
    async function look(): Promise<void> {
      const { contacts } = await call('contacts.search', { text: typed, limit: mostContacts });
      const whole = await Promise.all(contacts.map(({ id }) => call('contacts.read', { contactId: id })));
      if (isLatest) setFound(whole.flatMap(targetsOf));
    }
    look().catch(() => undefined);
    return () => {
      isLatest = false;
    };
  }, [typed, call]);
  return found;
}

function targetsOf({ id, name, company, identities }: Contact): TransferTarget[] {
  return identities.filter(({ kind }) => dialable.has(kind)).map(({ raw }) => ({ target: raw, name, company, contactId: id }));
}
