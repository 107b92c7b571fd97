import { useEffect, useState } from 'react';
import type { AccountId, ContactId } from '../../../contract/model/ids.ts';
import type { Contact, Identity } from '../../../contract/model/contact.ts';
import type { ColleaguePresence } from '../../../contract/model/colleague.ts';
import { findColleagues } from '../../state/colleagues.ts';
import { useActions, useDesk } from '../../state/desk.tsx';

/** Somebody a call can go to. */
export interface TransferTarget {
  readonly target: string;
  readonly name: string | null;
  readonly company: string | null;
  readonly contactId: ContactId | null;
  /** Somebody at the same telephone system. */
  readonly colleague: ColleaguePresence | null;
}

const mostContacts = 6;
const mostColleagues = 6;
const dialable = new Set<Identity['kind']>(['phone', 'extension', 'short-code']);

/** Everybody the text fits: colleagues of the account, then contacts, once for each number they have. */
export function useTransferTargets(typed: string, accountId: AccountId): readonly TransferTarget[] {
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
  const colleagues = useDesk((state) => state.colleagues.colleagues);
  const near = findColleagues(
    colleagues.filter((colleague) => colleague.accountId === accountId),
    typed,
  );
  return [...near.slice(0, mostColleagues).map(targetOf), ...found];
}

function targetOf(colleague: ColleaguePresence): TransferTarget {
  return { target: colleague.address, name: colleague.name, company: null, contactId: null, colleague };
}

function targetsOf({ id, name, company, identities }: Contact): TransferTarget[] {
  return identities.filter(({ kind }) => dialable.has(kind)).map(({ raw }) => ({ target: raw, name, company, contactId: id, colleague: null }));
}
