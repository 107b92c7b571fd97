import type { AccountId } from '../../contract/model/ids.ts';
import type { InboundMessage, OutboxItem, SendResult } from '../channel.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/database.ts';
import {
  arrivePracticeMails,
  countPracticeMails,
  hasPracticeMail,
  insertPracticeMail,
  isPracticeMailDue,
  lastPracticeChange,
  practiceMailsBefore,
  practiceMailsSince,
  readPracticeFile,
  readPracticeMail,
  setPracticeUnread,
  type PracticeMailRow,
} from '../store/practice-mail-rows.ts';
import { answersTo, sentMail, type OnItsWay } from './practice-answers.ts';
import { practiceDomain } from './practice-people.ts';

export interface PracticePostDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly random: () => number;
  /** What the invented customers write in. */
  readonly language: () => 'en' | 'de';
}

/** Often enough for a conversation, and one look into an index. */
const watchMs = 1_000;

type KeptMessage = Omit<InboundMessage, 'isUnread'>;
const toKept = (row: PracticeMailRow) => ({ ...row, message: row.message as KeptMessage });

/** The invented provider of the practice mailbox: mails, those that are on their way, and what becomes of what the agent writes. In the store, where every thread sees it. */
export function createPracticePost({ store, clock, random, language }: PracticePostDeps) {
  function put(accountId: AccountId, mails: readonly OnItsWay[]): void {
    store.write((writer) => {
      for (const { message, dueAt, isUnread, files } of mails)
        insertPracticeMail(writer, accountId, { externalId: message.externalId, dueAt, isUnread, message, files });
    });
  }

  function watch(accountId: AccountId, hint: () => void): Disposable {
    let seen = lastPracticeChange(store.reader, accountId);
    return clock.every(watchMs, () => {
      const last = lastPracticeChange(store.reader, accountId);
      if (last !== seen || isPracticeMailDue(store.reader, accountId, clock.now())) hint();
      seen = last;
    });
  }

  return {
    open: (accountId: AccountId) => ({
      look(): number {
        const now = clock.now();
        if (isPracticeMailDue(store.reader, accountId, now)) store.write((writer) => arrivePracticeMails(writer, accountId, now));
        return lastPracticeChange(store.reader, accountId);
      },
      before: (arrival: number, most: number) => practiceMailsBefore(store.reader, accountId, arrival, most).map(toKept),
      countBefore: (arrival: number) => countPracticeMails(store.reader, accountId, arrival),
      since: (change: number, most: number) => practiceMailsSince(store.reader, accountId, change, most).map(toKept),
      find(id: number) {
        const row = readPracticeMail(store.reader, accountId, id);
        return row && toKept(row);
      },
      file: (id: number, part: number) => readPracticeFile(store.reader, id, part),
      mark: (id: number, isUnread: boolean) => store.write((writer) => setPracticeUnread(writer, accountId, id, isUnread)),
      watch: (hint: () => void) => watch(accountId, hint),
      judge,
      post(item: OutboxItem, files: readonly Uint8Array[]): void {
        const now = clock.now();
        put(accountId, [sentMail(item, { now, files }), ...answersTo(item, { now, random, language: language() })]);
      },
      hasSent: (clientKey: string) => hasPracticeMail(store.reader, accountId, clientKey),
    }),
  };
}

/** Addresses that show what can go wrong; everybody else in the practice domain has a mailbox. */
export function judge({ to, cc, bcc }: Pick<OutboxItem, 'to' | 'cc' | 'bcc'>): SendResult {
  const everybody = [...to, ...cc, ...bcc].map(({ address }) => address.trim().toLowerCase());
  const outside = everybody.find((address) => !address.endsWith(`@${practiceDomain}`));
  if (outside !== undefined) return { outcome: 'refused', failure: { reason: 'practice-only', technical: outside.slice(0, 200) } };
  if (everybody.includes(`unknown@${practiceDomain}`)) return { outcome: 'unknown', failure: { reason: 'delivery-unknown' } };
  const refused = `refused@${practiceDomain}`;
  if (!everybody.includes(refused)) return { outcome: 'accepted', failure: null };
  const failure = { reason: 'recipients-refused', technical: `550 5.1.1 ${refused}` } as const;
  return everybody.every((address) => address === refused) ? { outcome: 'refused', failure } : { outcome: 'accepted', failure };
}
