import { ContractError } from '../../contract/errors.ts';
import { plainRoute } from '../../contract/model/account.ts';
import { noForwardCodes, plainDialPlan } from '../../contract/model/call-rules.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import { noSystemCodes } from '../../contract/model/colleague.ts';
import type { Clock } from '../ports.ts';
import { insertAccount, listAccounts, settleDefault } from '../store/account-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { deletePractice, hasPractice } from '../store/practice-rows.ts';
import type { PracticeLine } from './practice-line.ts';
import { insertChannelAccount } from '../store/channel-account-rows.ts';
import { arrivePracticeMails } from '../store/practice-mail-rows.ts';
import { createPracticeHistory } from './practice-history.ts';
import type { PracticeAccount } from './practice-mails.ts';
import { practiceDomain, practicePeople, practiceStranger } from './practice-people.ts';

export interface PracticeWorkspace {
  isStarted(): boolean;
  /** Invented customers, their history, a line and a mailbox of their own. Does nothing where it is there already. */
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

/** As the practice line has them: one answers, one talks, one is at lunch, one whose phone rings now and then. */
const practiceColleagues = {
  en: [
    { name: 'Nora Field', address: '601' },
    { name: 'Tom Brandt', address: '602' },
    { name: 'Ines García', address: '603' },
    { name: 'Deniz Kaya', address: '605' },
  ],
  de: [
    { name: 'Nora Feld', address: '601' },
    { name: 'Tom Brandt', address: '602' },
    { name: 'Ines García', address: '603' },
    { name: 'Deniz Kaya', address: '605' },
  ],
};
const lineLabel = { en: 'Practice line', de: 'Übungsleitung' };
const mailboxWords = {
  en: { label: 'Practice mailbox', name: 'Customer service', signature: 'Kind regards\nYour customer service' },
  de: { label: 'Übungspostfach', name: 'Kundenservice', signature: 'Freundliche Grüße\nIhr Kundenservice' },
} as const;

export function createPracticeWorkspace({ store, clock, line, language, endCalls, onChanged }: PracticeDeps): PracticeWorkspace {
  const isStarted = (): boolean => hasPractice(store.reader);
  const history = createPracticeHistory({ clock, language });

  function addLine(writer: Writer): AccountId {
    const id = insertAccount(writer, {
      kind: 'practice',
      label: lineLabel[language()],
      aor: `agent@${practiceDomain}`,
      displayName: null,
      authUser: null,
      serverUrl: 'practice:',
      iceServers: [],
      ...plainRoute,
      dtmfMode: 'auto',
      dialPlan: plainDialPlan,
      forwardCodes: noForwardCodes,
      callerIds: [],
      colleagues: practiceColleagues[language()],
      systemCodes: { ...noSystemCodes, mailbox: '*97', pickup: '*8', park: '700', slots: ['701', '702'] },
      isEnabled: true,
      isDefault: false,
    });
    settleDefault(writer, null);
    return id;
  }

  function addMailbox(writer: Writer): PracticeAccount {
    const { label, name, signature } = mailboxWords[language()];
    const account = { address: `service@${practiceDomain}`, displayName: name };
    const id = insertChannelAccount(writer, { kind: 'practice-mail', label, signature, isEnabled: true, ...account });
    return { id, ...account };
  }

  return {
    isStarted,
    start() {
      if (isStarted()) return;
      store.write((writer) => {
        const accounts = { lineId: addLine(writer), mailbox: addMailbox(writer) };
        for (const person of practicePeople) history.addPerson(writer, person, accounts);
        arrivePracticeMails(writer, accounts.mailbox.id, clock.now());
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
