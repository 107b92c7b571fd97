import { hash } from 'node:crypto';
import type { InboundEvent, InboundMessage } from '../../channel.ts';
import { placeOf, type FetchedMail, type Folder } from './fetch-mails.ts';
import type { MailStructure } from './mail-structure.ts';
import type { ParsedMail } from './parsed-mail.ts';

/** A mail no parser can read is there all the same; its source can be looked at. */
const unreadable: ParsedMail = {
  subject: null,
  text: '',
  html: null,
  from: null,
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  messageId: null,
  inReplyTo: null,
  references: [],
  writtenAt: null,
  takenInAt: null,
  mark: null,
  report: null,
};

export interface Mailbox {
  readonly folder: Folder;
  readonly uidValidity: string;
  readonly ownAddress: string;
}

/** A mail in the core's words. */
export function toEvent(
  mail: FetchedMail,
  { parsed, attachments }: { parsed: ParsedMail | null; attachments: MailStructure['attachments'] },
  { folder, uidValidity, ownAddress }: Mailbox,
): InboundEvent {
  const message = toMessage(mail, parsed ?? unreadable, { isSent: folder.isSent, ownAddress });
  return { type: 'message', place: placeOf(folder.path, uidValidity, mail.uid), message: { ...message, attachments } };
}

function toMessage(
  mail: FetchedMail,
  parsed: ParsedMail,
  { isSent, ownAddress }: { isSent: boolean; ownAddress: string },
): Omit<InboundMessage, 'attachments'> {
  const { writtenAt, takenInAt, ...content } = parsed;
  const isOut = isSent || parsed.from?.address.toLowerCase() === ownAddress.toLowerCase();
  const arrivedAt = takenInAt ?? mail.internalDate ?? writtenAt ?? 0;
  return {
    ...content,
    externalId: identityOf(mail, parsed),
    channel: 'email',
    direction: isOut ? 'out' : 'in',
    // What a stranger's clock says would bury a mail in the past.
    at: isOut ? (writtenAt ?? arrivedAt) : arrivedAt,
    sizeBytes: mail.sizeBytes,
    isUnread: !isOut && !mail.flags.has('\\Seen'),
  };
}

/** The same in every folder. The Message-ID alone would let a stranger's mail pass for one that is there already. */
function identityOf(mail: FetchedMail, { messageId, from, writtenAt, subject }: ParsedMail): string {
  const fields = [messageId, from?.address.toLowerCase() ?? null, writtenAt, subject, ...(messageId ? [] : [mail.sizeBytes, mail.internalDate])];
  return hash('sha256', JSON.stringify(fields), 'base64url');
}
