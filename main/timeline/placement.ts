import { instantOfEntryId, type AccountId, type ContactId, type ConversationId, type IdentityId } from '../../contract/model/ids.ts';
import type { InboundMessage } from '../channel.ts';
import { addressKey, type AddressKey } from '../lib/address-key.ts';
import { emailKey } from '../lib/email-address.ts';
import { readMessageKey } from '../lib/message-key.ts';
import type { Clock } from '../ports.ts';
import { findIdentity, insertContact, insertContactWith, nameProvisional } from '../store/contact-rows.ts';
import type { Writer } from '../store/database.ts';
import { findThread, isConversationOf, type FoundMail } from '../store/mail-rows.ts';
import { keepContact } from '../store/practice-rows.ts';

interface Place {
  readonly contactId: ContactId;
  readonly identityId: IdentityId | null;
  /** null: it begins one. */
  readonly conversationId: ConversationId | null;
  readonly at: number;
}

interface ToPlace {
  readonly accountId: AccountId;
  /** Whoever is met by this account is invented. */
  readonly isPractice: boolean;
  readonly message: InboundMessage;
  /** The mail it answers, and the one it reports on, where they are known. */
  readonly answered: FoundMail | null;
  readonly reported: FoundMail | null;
}

/** Where a message belongs: on whose timeline, into which conversation, and when. */
export function createPlacement({ clock, country, threadSecret }: { clock: Clock; country: () => string; threadSecret: string }) {
  /** Clocks of servers differ, and most count seconds: an answer stands after what it answers, and nothing in the future. */
  function timeOf({ at }: InboundMessage, answered: FoundMail | null): number {
    const answeredAt = answered ? instantOfEntryId(answered.entryId) : 0;
    return Math.min(clock.now(), at < answeredAt ? answeredAt + 1 : at);
  }

  /** Whose timeline it stands on: who wrote it, or whom we wrote to. */
  function partyOf(writer: Writer, message: InboundMessage, isPractice: boolean): { contactId: ContactId; identityId: IdentityId | null } {
    const party = message.direction === 'in' ? message.from : (message.to[0] ?? message.cc[0] ?? message.bcc[0] ?? null);
    const address = party ? keyOf(message.channel, party.address) : null;
    const known = address && findIdentity(writer, address);
    if (known) {
      if (!isPractice) keepContact(writer, known.contactId);
      if (party?.name) nameProvisional(writer, known.contactId, party.name);
      return known;
    }
    const contact = { name: party?.name ?? null, company: null, isProvisional: true, isPractice, at: message.at };
    if (!address) return { contactId: insertContact(writer, contact), identityId: null };
    const { shown, ...key } = address;
    return insertContactWith(writer, contact, { ...key, raw: shown, isVerified: false });
  }

  function keyOf(channel: InboundMessage['channel'], address: string): AddressKey | null {
    if (channel === 'email') return emailKey(address);
    const key = addressKey(address, { country: country(), domain: '' });
    return key.kind === 'anonymous' ? null : key;
  }

  /** Our own Message-ID says where it belongs, also where that mail is gone. Else RFC 5322 §3.6.4: the mail it answers, then the newest known one it refers to. Only within this contact: nobody writes himself into another's thread. */
  function threadOf(
    writer: Writer,
    { accountId, contactId, message, answered }: Pick<ToPlace, 'accountId' | 'message' | 'answered'> & { readonly contactId: ContactId },
  ): ConversationId | null {
    const candidates = [message.inReplyTo, ...message.references.toReversed()].filter((id) => id !== null);
    for (const messageId of candidates.slice(0, 20)) {
      const own = readMessageKey(messageId, threadSecret);
      if (own !== null && isConversationOf(writer, own, contactId)) return own;
      const isAnswered = messageId === message.inReplyTo && answered?.contactId === contactId;
      const found = isAnswered ? answered.conversationId : findThread(writer, { accountId, contactId, messageId });
      if (found !== null) return found;
    }
    return null;
  }

  return {
    find(writer: Writer, { accountId, isPractice, message, answered, reported }: ToPlace): Place {
      const at = timeOf(message, answered);
      // A report belongs to what it reports on, not to the machine that wrote it.
      if (reported) return { contactId: reported.contactId, identityId: null, conversationId: reported.conversationId, at };
      const { contactId, identityId } = partyOf(writer, message, isPractice);
      return { contactId, identityId, conversationId: threadOf(writer, { accountId, contactId, message, answered }), at };
    },
  };
}
