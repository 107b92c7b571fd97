import { ContractError } from '../../contract/errors.ts';
import type { AccountId, CallId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import { endCall, insertCall, saveCallNote, saveOutcome, setAnswered } from '../store/call-rows.ts';
import { insertAccount, listAccounts, settleDefault } from '../store/account-rows.ts';
import { insertContact, insertIdentity } from '../store/contact-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, insertEntry } from '../store/entry-rows.ts';
import { insertMessage } from '../store/mail-rows.ts';
import { deletePractice, hasPractice } from '../store/practice-rows.ts';
import { addressKey } from '../lib/address-key.ts';
import type { PracticeLine } from './practice-line.ts';
import { practicePeople, practiceStranger, type PracticeCall, type PracticePerson } from './practice-people.ts';

export interface PracticeWorkspace {
  isStarted(): boolean;
  /** Invented customers, their history and a line of their own. Does nothing where it is there already. */
  start(): void;
  /** Somebody rings. Throws illegal-state outside the practice workspace. */
  ring(caller: 'known' | 'unknown'): void;
  /** Hangs up what is left of practice and removes everything invented. */
  leave(): Promise<void>;
}

export interface PracticeDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly line: PracticeLine;
  /** What the invented customers write and the invented notes are in. */
  readonly language: () => 'en' | 'de';
  /** Ends the calls that are up on these accounts. */
  readonly endCalls: (accountIds: readonly AccountId[]) => Promise<void>;
  /** Accounts, contacts and timelines are not what they were. */
  readonly onChanged: () => void;
}

const dayMs = 86_400_000;
const lineLabel = { en: 'Practice line', de: 'Übungsleitung' };
/** RFC 2606: a domain that will never be there. */
const practiceDomain = 'practice.invalid';

export function createPracticeWorkspace({ store, clock, line, language, endCalls, onChanged }: PracticeDeps): PracticeWorkspace {
  const isStarted = (): boolean => hasPractice(store.reader);

  function addAccount(writer: Writer): AccountId {
    const id = insertAccount(writer, {
      kind: 'practice',
      label: lineLabel[language()],
      aor: `agent@${practiceDomain}`,
      displayName: null,
      authUser: null,
      serverUrl: 'practice:',
      iceServers: [],
      dtmfMode: 'auto',
      isEnabled: true,
      isDefault: false,
    });
    settleDefault(writer, null);
    return id;
  }

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
    const { shown, ...phone } = addressKey(person.phone, { country: 'US', domain: practiceDomain });
    const phoneId = insertIdentity(writer, contactId, { ...phone, raw: shown, isVerified: true });
    insertIdentity(writer, contactId, { kind: 'email', scope: '', value: person.email, raw: person.email, isVerified: true });
    for (const item of person.history) {
      const at = instant(item.daysAgo, item.at);
      const agentName = item.direction === 'out' ? 'Lea Winter' : null;
      const channel = item.kind === 'call' ? 'voice' : item.kind;
      const entry = insertEntry(writer, {
        contactId,
        identityId: item.kind === 'call' || item.kind === 'sms' ? phoneId : null,
        channel,
        kind: item.kind === 'call' ? 'call' : 'message',
        at,
        agentName,
      });
      if (item.kind === 'call') addCall(writer, entry.id, item, { at, accountId, address: shown });
      else
        insertMessage(writer, entry.id, {
          channel,
          direction: item.direction,
          subject: item.subject?.[language()] ?? null,
          text: item.text[language()],
          agentName,
        });
      insertChange(writer, contactId, entry.id, clock.now());
    }
  }

  function addCall(writer: Writer, id: CallId, item: PracticeCall, where: { at: number; accountId: AccountId; address: string }): void {
    insertCall(writer, { id, accountId: where.accountId, direction: item.direction, address: where.address });
    const answeredAt = item.talkSeconds === undefined ? null : where.at + 9_000;
    const endedAt = (answeredAt ?? where.at + 24_000) + (item.talkSeconds ?? 0) * 1_000;
    endCall(writer, id, { at: endedAt, result: item.result, failure: null, needsReturn: item.result === 'missed' });
    setAnswered(writer, id, { answeredAt, endedAt });
    if (item.note) saveCallNote(writer, id, item.note[language()]);
    if (item.disposition) saveOutcome(writer, id, { dispositionId: item.disposition, followUpAt: null });
  }

  return {
    isStarted,
    start() {
      if (isStarted()) return;
      store.write((writer) => {
        const accountId = addAccount(writer);
        for (const person of practicePeople) addPerson(writer, person, accountId);
      });
      onChanged();
    },
    ring(caller) {
      if (!isStarted()) throw new ContractError('illegal-state', { failure: { reason: 'call-state' } });
      const known = practicePeople[0];
      line.ring(caller === 'known' && known ? { number: known.phone, name: known.name } : practiceStranger);
    },
    async leave() {
      // A call that is still up ends on a timeline that exists.
      await endCalls(
        listAccounts(store.reader)
          .filter(({ kind }) => kind === 'practice')
          .map(({ id }) => id),
      );
      store.write((writer) => {
        deletePractice(writer);
        settleDefault(writer, null);
      });
      onChanged();
    },
  };
}
