import type { AccountId, EntryId } from '../../contract/model/ids.ts';
import type { DeliveryReport, InboundEvent, InboundMessage } from '../channel.ts';
import type { Clock } from '../ports.ts';
import { noteBounce, noteMessage } from '../store/conversation-rows.ts';
import type { Store, Writer } from '../store/database.ts';
import { contactOfEntry, freeEntryId, insertChange, insertEntry, type EntryChange } from '../store/entry-rows.ts';
import {
  addPlace,
  adoptOwnMail,
  beginConversation,
  findByPlace,
  findMail,
  findMessage,
  followUnread,
  insertMail,
  insertMessage,
  putPlace,
  removeOrphans,
  removePlace,
  removePlacesUnder,
  type FoundMail,
} from '../store/mail-rows.ts';
import { markReported, settleDelivered } from '../store/outbox-rows.ts';
import { isPracticeAccount } from '../store/practice-rows.ts';
import { beginSync, writeCursor } from '../store/sync-rows.ts';
import { createPlacement } from './placement.ts';

/** Puts what providers bring onto timelines. Runs in the thread that reads accounts (main/reading-worker.ts): nothing of the main thread is at hand. */
export interface Ingest {
  /** In one transaction: everything of the batch and the cursor that stands for it, or nothing. Bringing the same again changes nothing. Answers what views are to be told. */
  apply(
    accountId: AccountId,
    batch: { readonly events: readonly InboundEvent[]; readonly cursor: unknown; readonly isRoundDone: boolean },
  ): readonly EntryChange[];
}

export interface IngestDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly country: () => string;
  /** Signs our Message-IDs. */
  readonly threadSecret: string;
}

/** Which account is read, and since when: what is older is history. */
interface Reading {
  readonly accountId: AccountId;
  readonly isPractice: boolean;
  readonly beganAt: number;
}

export function createIngest({ store, clock, country, threadSecret }: IngestDeps): Ingest {
  const placement = createPlacement({ clock, country, threadSecret });

  function take(writer: Writer, reading: Reading, event: InboundEvent): EntryChange[] {
    const { accountId } = reading;
    switch (event.type) {
      case 'message':
        return takeMessage(writer, reading, event);
      case 'read': {
        const entryId = findByPlace(writer, accountId, event.place);
        return entryId !== null && followUnread(writer, entryId, event.isUnread) ? changed(writer, entryId) : [];
      }
      case 'gone':
        removePlace(writer, accountId, event.place);
        return [];
      case 'void':
        removePlacesUnder(writer, accountId, event.under);
        return [];
    }
  }

  function takeMessage(
    writer: Writer,
    { accountId, isPractice, beganAt }: Reading,
    { place, message }: Extract<InboundEvent, { type: 'message' }>,
  ): EntryChange[] {
    const { externalId, messageId: id } = message;
    const own = message.direction === 'out' && id ? adoptOwnMail(writer, accountId, { messageId: id, externalId }) : null;
    if (own !== null) {
      putPlace(writer, accountId, place, own);
      // The provider keeps a copy: it has it.
      settleDelivered(writer, own);
      return changed(writer, own);
    }
    const known = findMessage(writer, accountId, externalId);
    if (known !== null) {
      putPlace(writer, accountId, place, known);
      return followUnread(writer, known, message.isUnread) ? changed(writer, known) : [];
    }
    const find = (messageId: string | null | undefined): FoundMail | null => (messageId ? findMail(writer, accountId, messageId) : null);
    const reportedOn = find(message.report?.messageId);
    const answered = find(message.inReplyTo);
    const reported = reportedOn?.direction === 'out' ? reportedOn.entryId : null;
    // A receipt is a state of the message it belongs to, and nothing to be read.
    if (reported !== null && message.report?.outcome === 'delivered') return takeReport(writer, reported, message.report);
    const { contactId, identityId, conversationId, at } = placement.find(writer, { accountId, isPractice, message, answered, reported: reportedOn });
    const { channel, subject } = message;
    const noted = { ...message, id: freeEntryId(writer, at), isNews: message.isUnread || at >= beganAt };
    const within = conversationId ?? beginConversation(writer, { contactId, channel, accountId, subject, at: message.at }, noted);
    const entry = insertEntry(writer, { id: noted.id, contactId, identityId, channel, kind: 'message', at, agentName: null, conversationId: within });
    insertMessage(writer, entry.id, { ...message, accountId, agentName: null });
    const { from, to, cc, bcc, replyTo, references, attachments, messageId, inReplyTo, sizeBytes, html } = message;
    const head = { from, to, cc, bcc, replyTo, references, attachments, concerns: reported };
    insertMail(writer, entry.id, { messageId, inReplyTo, head, sizeBytes, html });
    addPlace(writer, accountId, place, entry.id);
    if (conversationId !== null) noteMessage(writer, conversationId, noted);
    if (reported !== null && message.report?.outcome === 'failed' && noted.isNews) noteBounce(writer, entry.conversationId, entry.id);
    return [
      insertChange(writer, contactId, entry.id, clock.now()),
      ...(reported !== null && message.report ? takeReport(writer, reported, message.report) : takeAnswer(writer, message, answered)),
    ];
  }

  /** What the other end says became of a message of ours. */
  function takeReport(writer: Writer, own: EntryId, { outcome, status, said }: DeliveryReport): EntryChange[] {
    const technical = [status, said].filter(Boolean).join(' ').slice(0, 200);
    const isNews = markReported(writer, own, { outcome, ...(technical ? { technical } : {}) });
    return isNews ? changed(writer, own) : [];
  }

  /** Who answers a message has it, whatever was thought of its delivery. */
  function takeAnswer(writer: Writer, { direction }: InboundMessage, answered: FoundMail | null): EntryChange[] {
    const isAnswer = direction === 'in' && answered?.direction === 'out';
    return isAnswer && settleDelivered(writer, answered.entryId) ? changed(writer, answered.entryId) : [];
  }

  function changed(writer: Writer, entryId: EntryId): EntryChange[] {
    const contactId = contactOfEntry(writer, entryId);
    return contactId === null ? [] : [insertChange(writer, contactId, entryId, clock.now())];
  }

  return {
    apply(accountId, { events, cursor, isRoundDone }) {
      // In the order of time: rows of one page lie together.
      const inOrder = events.toSorted((a, b) => (a.type === 'message' ? a.message.at : 0) - (b.type === 'message' ? b.message.at : 0));
      return store.write((writer) => {
        const reading = { accountId, isPractice: isPracticeAccount(writer, accountId), beganAt: beginSync(writer, accountId, clock.now()) };
        const all = inOrder.flatMap((event) => take(writer, reading, event));
        if (isRoundDone) {
          const gone = removeOrphans(writer, accountId);
          for (const { contactId, entryId, conversationId } of gone)
            all.push({ ...insertChange(writer, contactId, entryId, clock.now()), conversationId });
        }
        writeCursor(writer, accountId, cursor);
        return all;
      });
    },
  };
}
