import type { DeliveryReport } from '../../channel.ts';
import type { MailParty, MessageMark } from '../../../contract/model/message.ts';

import type { MailStructure } from './mail-structure.ts';

/** What the parser makes of a mail's bytes. */
export interface ParsedMail {
  readonly subject: string | null;
  readonly text: string;
  readonly html: string | null;
  readonly from: MailParty | null;
  readonly to: readonly MailParty[];
  readonly cc: readonly MailParty[];
  readonly bcc: readonly MailParty[];
  readonly replyTo: readonly MailParty[];
  readonly messageId: string | null;
  readonly inReplyTo: string | null;
  readonly references: readonly string[];
  /** As the sender wrote it. */
  readonly writtenAt: number | null;
  /** When the last server took it in, by its own clock (the topmost Received). */
  readonly takenInAt: number | null;
  readonly mark: MessageMark | null;
  readonly report: DeliveryReport | null;
}

/** A mail that was read; `attachments` is null where only the server knows them. */
export interface ReadMail {
  readonly mail: ParsedMail;
  readonly attachments: MailStructure['attachments'] | null;
}
