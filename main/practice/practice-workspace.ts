import { ContractError } from '../../contract/errors.ts';
import type { AccountId, CallId, ContactId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import { endCall, insertCall, saveCallNote, saveOutcome, setAnswered } from '../store/call-rows.ts';
import { deletePracticeContacts, hasPracticeContacts, insertContact, insertIdentity } from '../store/contact-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, insertEntry, insertMessage } from '../store/entry-rows.ts';
import { parseAddress } from '../lib/phone-number.ts';
import type { PracticeLine } from './practice-line.ts';
import { practicePeople, practiceStranger, type PracticeCall, type PracticePerson } from './practice-people.ts';

export interface PracticeWorkspace {
  isStarted(): boolean;
  /** Invented customers, their history and a line of their own. Does nothing where it is there already. */
  start(): void;
  /** Somebody rings. Throws illegal-state outside the practice workspace. */
  ring(caller: 'known' | 'unknown'): void;
  /** Removes everything invented. */
  leave(): void;
}

export interface PracticeDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly line: PracticeLine;
  /** The practice account; made by accounts. */
  addAccount(): AccountId;
  removeAccounts(): void;
  onChanged(): void;
}

const dayMs = 86_400_000;

export function createPracticeWorkspace({ store, clock, line, addAccount, removeAccounts, onChanged }: PracticeDeps): PracticeWorkspace {
  const isStarted = (): boolean => hasPracticeContacts(store.reader);

  function instant(daysAgo: number, time: string): number {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const at = new Date(clock.now() - daysAgo * dayMs);
    at.setHours(hours, minutes, 0, 0);
    // Before eight in the morning "today at 08:02" would lie ahead.
    return at.getTime() < clock.now() ? at.getTime() : at.getTime() - dayMs;
  }

  function addPerson(writer: Writer, person: PracticePerson, accountId: AccountId): void {
    const first = Math.min(...person.history.map(({ daysAgo, at }) => instant(daysAgo, at)));
    const contactId = insertContact(writer, { name: person.name, company: person.company, isProvisional: false, isPractice: true, at: first });
    const phone = parseAddress(person.phone, 'US');
    insertIdentity(writer, contactId, { kind: phone.kind, scope: '', value: phone.value, raw: phone.shown, isVerified: true });
    insertIdentity(writer, contactId, { kind: 'email', scope: '', value: person.email, raw: person.email, isVerified: true });
    for (const item of person.history) {
      const at = instant(item.daysAgo, item.at);
      const agentName = item.direction === 'out' ? 'Lea Winter' : null;
      const channel = item.kind === 'call' ? 'voice' : item.kind;
      const entry = insertEntry(writer, { contactId, channel, kind: item.kind === 'call' ? 'call' : 'message', at, agentName });
      if (item.kind === 'call') addCall(writer, entry.id, item, { at, accountId, address: phone.shown, contactId });
      else insertMessage(writer, entry.id, { channel, direction: item.direction, subject: item.subject ?? null, text: item.text, agentName });
      insertChange(writer, contactId, entry.id, clock.now());
    }
  }

  function addCall(writer: Writer, id: CallId, item: PracticeCall, where: { at: number; accountId: AccountId; address: string; contactId: ContactId }): void {
    insertCall(writer, { id, accountId: where.accountId, direction: item.direction, address: where.address });
    const answeredAt = item.talkSeconds === undefined ? null : where.at + 9_000;
    const endedAt = (answeredAt ?? where.at + 24_000) + (item.talkSeconds ?? 0) * 1_000;
    endCall(writer, id, { at: endedAt, result: item.result, failure: null, needsReturn: item.result === 'missed' });
    setAnswered(writer, id, { answeredAt, endedAt });
    if (item.note) saveCallNote(writer, id, item.note);
    if (item.disposition) saveOutcome(writer, id, { dispositionId: item.disposition, followUpAt: null });
  }

  return {
    isStarted,
    start() {
      if (isStarted()) return;
      const accountId = addAccount();
      store.write((writer) => {
        for (const person of practicePeople) addPerson(writer, person, accountId);
      });
      onChanged();
    },
    ring(caller) {
      if (!isStarted()) throw new ContractError('illegal-state', { failure: { reason: 'call-state' } });
      const known = practicePeople[0];
      line.ring(caller === 'known' && known ? { number: known.phone, name: known.name } : practiceStranger);
    },
    leave() {
      // Before the customers: a call that is still up ends on a timeline that exists.
      removeAccounts();
      store.write(deletePracticeContacts);
      onChanged();
    },
  };
}
