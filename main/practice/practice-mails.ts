import type { AccountId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { InboundMessage } from '../channel.ts';
import type { Writer } from '../store/database.ts';
import { addPlace, insertMail, insertMessage } from '../store/mail-rows.ts';
import { insertPracticeMail } from '../store/practice-mail-rows.ts';
import { practiceDomain, type PracticeMessage, type PracticePerson } from './practice-people.ts';

export interface PracticeAccount {
  readonly id: AccountId;
  readonly address: string;
  readonly displayName: string | null;
}

/** Mails about one matter, in one conversation. */
export interface PracticeThread {
  readonly conversationId: ConversationId;
  /** Their Message-IDs, the oldest first. */
  readonly messageIds: string[];
}

export interface HistoryMail {
  readonly item: PracticeMessage;
  readonly person: PracticePerson;
  readonly account: PracticeAccount;
  readonly thread: PracticeThread;
  readonly language: 'en' | 'de';
  readonly at: number;
  readonly agentName: string | null;
  readonly isUnread: boolean;
}

/** A mail of the history: on the timeline as if it had been fetched, and in the mailbox that it is fetched from. */
export function insertHistoryMail(writer: Writer, id: EntryId, mail: HistoryMail): void {
  const { account, agentName, at, isUnread, language, thread } = mail;
  const files = (mail.item.files ?? []).map(({ bytes }) => bytes(language));
  const message = toMessage(id, mail, files);
  const { externalId, from, to, cc, bcc, replyTo, references, attachments, messageId, inReplyTo, sizeBytes, html } = message;
  insertMessage(writer, id, { ...message, accountId: account.id, agentName, isUnread });
  insertMail(writer, id, { messageId, inReplyTo, head: { from, to, cc, bcc, replyTo, references, attachments }, sizeBytes, html });
  const kept = insertPracticeMail(writer, account.id, { externalId, dueAt: at, isUnread, message, files });
  addPlace(writer, account.id, String(kept), id);
  thread.messageIds.push(externalId);
}

function toMessage(
  id: EntryId,
  { item, person, account, thread, language, at }: HistoryMail,
  files: readonly Uint8Array[],
): Omit<InboundMessage, 'isUnread'> {
  const customer = { name: person.name, address: person.email };
  const own = { name: account.displayName, address: account.address };
  const isIn = item.direction === 'in';
  const text = item.text[language];
  const html = item.html?.[language] ?? null;
  const messageId = `history.${id}@${practiceDomain}`;
  return {
    externalId: messageId,
    channel: 'email',
    direction: item.direction,
    at,
    subject: item.subject?.[language] ?? null,
    text,
    html,
    from: isIn ? customer : own,
    to: [isIn ? own : customer],
    cc: [],
    bcc: [],
    replyTo: [],
    messageId,
    inReplyTo: thread.messageIds.at(-1) ?? null,
    references: [...thread.messageIds],
    mark: item.mark ?? null,
    attachments: (item.files ?? []).map(({ name, mediaType }, index) => {
      const sizeBytes = files[index]?.length ?? 0;
      return { index, name: name[language], mediaType, sizeBytes, isInline: false, part: String(index), contentId: null };
    }),
    sizeBytes: text.length + (html?.length ?? 0) + files.reduce((sum, { length }) => sum + length, 0),
    report: null,
  };
}
