import type { AccountId, CallId, ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import { endCall, insertCall, saveCallNote, saveOutcome, setAnswered } from '../store/call-rows.ts';
import { insertContact, insertIdentity } from '../store/contact-rows.ts';
import { noteMessage, writeStanding } from '../store/conversation-rows.ts';
import type { Writer } from '../store/database.ts';
import { insertChange, insertEntry } from '../store/entry-rows.ts';
import { insertConversation, insertMessage } from '../store/mail-rows.ts';
import { addressKey } from '../lib/address-key.ts';
import type { PracticeCall, PracticeMessage, PracticePerson } from './practice-people.ts';

const dayMs = 86_400_000;
/** What is older is done. */
const newsDays = 14;
/** RFC 2606: a domain that will never be there. */
export const practiceDomain = 'practice.invalid';

/** Writes invented customers and what they and the company said to each other. */
export function createPracticeHistory({ clock, language }: { clock: Clock; language: () => 'en' | 'de' }) {
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
    const threads = new Map<string, ConversationId>();
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
        conversationId: item.kind === 'email' ? threadOf(writer, threads, { item, contactId, at }) : null,
      });
      if (item.kind === 'call') addCall(writer, entry.id, item, { at, accountId, address: shown });
      else addMessage(writer, entry, item, agentName);
      insertChange(writer, contactId, entry.id, clock.now());
    }
  }

  /** One conversation for each matter: its answers have the same subject. */
  function threadOf(
    writer: Writer,
    threads: Map<string, ConversationId>,
    { item, contactId, at }: { item: PracticeMessage; contactId: ContactId; at: number },
  ): ConversationId {
    const subject = (item.subject?.[language()] ?? '').replace(/^Re: /, '');
    const known = threads.get(subject);
    if (known !== undefined) return known;
    const made = insertConversation(writer, { contactId, channel: 'email', accountId: null, subject, at });
    threads.set(subject, made);
    return made;
  }

  function addMessage(
    writer: Writer,
    { id, conversationId }: { id: EntryId; conversationId: ConversationId },
    { kind, direction, daysAgo, subject, text, snoozedForMs }: PracticeMessage,
    agentName: string | null,
  ): void {
    const isNews = daysAgo < newsDays;
    const isUnread = direction === 'in' && daysAgo === 0;
    const words = text[language()];
    insertMessage(writer, id, { channel: kind, direction, subject: subject?.[language()] ?? null, text: words, agentName, isUnread });
    noteMessage(writer, conversationId, { id, direction, mark: null, text: words, isUnread, isNews });
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
