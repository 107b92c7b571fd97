import type { AccountId, CallId, ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import { endCall, insertCall, saveCallNote, saveOutcome, setAnswered } from '../store/call-rows.ts';
import { insertContact, insertIdentity } from '../store/contact-rows.ts';
import { noteMessage, writeStanding } from '../store/conversation-rows.ts';
import type { Writer } from '../store/database.ts';
import { insertChange, insertEntry } from '../store/entry-rows.ts';
import { insertConversation, insertMessage } from '../store/mail-rows.ts';
import { addressKey } from '../lib/address-key.ts';
import { insertHistoryMail, type HistoryMail, type PracticeAccount, type PracticeThread } from './practice-mails.ts';
import { practiceDomain, type PracticeCall, type PracticeMessage, type PracticePerson } from './practice-people.ts';

const dayMs = 86_400_000;
/** What is older is done. */
const newsDays = 14;
/** Where practice calls and mails go over. */
export interface PracticeAccounts {
  readonly lineId: AccountId;
  readonly mailbox: PracticeAccount;
}

/** Writes invented customers and what they and the company said to each other. */
export function createPracticeHistory({ clock, language }: { clock: Clock; language: () => 'en' | 'de' }) {
  function instant(daysAgo: number, time: string): number {
    const [hours = 0, minutes = 0] = time.split(':').map(Number);
    const at = new Date(clock.now() - daysAgo * dayMs);
    at.setHours(hours, minutes, 0, 0);
    // Before eight in the morning "today at 08:02" would lie ahead.
    return at.getTime() < clock.now() ? at.getTime() : at.getTime() - dayMs;
  }

  function addPerson(writer: Writer, person: PracticePerson, accounts: PracticeAccounts): void {
    const first = Math.min(...person.history.map(({ daysAgo, at }) => instant(daysAgo, at)));
    const contactId = insertContact(writer, { name: person.name, company: person.company, isProvisional: false, isPractice: true, at: first });
    const { shown, ...phone } = addressKey(person.phone, { country: 'US', domain: practiceDomain });
    const phoneId = insertIdentity(writer, contactId, { ...phone, raw: shown, isVerified: true });
    const mailId = insertIdentity(writer, contactId, { kind: 'email', scope: '', value: person.email, raw: person.email, isVerified: true });
    const identityOf = { call: phoneId, sms: phoneId, email: mailId, chat: null };
    const threads = new Map<string, PracticeThread>();
    for (const item of person.history) {
      const at = instant(item.daysAgo, item.at);
      const agentName = item.direction === 'out' ? 'Lea Winter' : null;
      const thread = item.kind === 'email' ? threadOf(writer, threads, { item, contactId, at, accountId: accounts.mailbox.id }) : null;
      const entry = insertEntry(writer, {
        contactId,
        identityId: identityOf[item.kind],
        channel: item.kind === 'call' ? 'voice' : item.kind,
        kind: item.kind === 'call' ? 'call' : 'message',
        at,
        agentName,
        conversationId: thread?.conversationId ?? null,
      });
      if (item.kind === 'call') addCall(writer, entry.id, item, { at, accountId: accounts.lineId, address: shown });
      else addMessage(writer, entry, { item, person, account: accounts.mailbox, thread, at, agentName });
      insertChange(writer, contactId, entry.id, clock.now());
    }
  }

  /** One conversation for each matter: its answers have the same subject. */
  function threadOf(
    writer: Writer,
    threads: Map<string, PracticeThread>,
    { item, contactId, at, accountId }: { item: PracticeMessage; contactId: ContactId; at: number; accountId: AccountId },
  ): PracticeThread {
    const subject = (item.subject?.[language()] ?? '').replace(/^(Re|Automatic reply|Automatische Antwort): /, '');
    const known = threads.get(subject);
    if (known !== undefined) return known;
    const made = { conversationId: insertConversation(writer, { contactId, channel: 'email', accountId, subject, at }), messageIds: [] };
    threads.set(subject, made);
    return made;
  }

  function addMessage(
    writer: Writer,
    { id, conversationId }: { id: EntryId; conversationId: ConversationId },
    { thread, ...message }: Omit<HistoryMail, 'thread' | 'language' | 'isUnread'> & { readonly thread: PracticeThread | null },
  ): void {
    const { kind, direction, daysAgo, text, snoozedForMs, mark = null } = message.item;
    const isNews = daysAgo < newsDays;
    const isUnread = direction === 'in' && daysAgo === 0;
    const words = text[language()];
    if (thread) insertHistoryMail(writer, id, { ...message, thread, language: language(), isUnread });
    else insertMessage(writer, id, { channel: kind, direction, subject: null, text: words, agentName: message.agentName, isUnread });
    noteMessage(writer, conversationId, { id, direction, mark, text: words, isUnread, isNews });
    if (snoozedForMs !== undefined)
      writeStanding(writer, conversationId, { state: 'snoozed', reason: 'message', sinceAt: clock.now(), snoozedUntil: clock.now() + snoozedForMs });
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

  return { addPerson };
}
