import type { EntryId } from '../../contract/model/ids.ts';
import type { Attachment, MailParty } from '../../contract/model/message.ts';

/** What is kept of a mail's head as it came; `part` and `contentId` are the provider's. */
export interface MailHead {
  readonly from: MailParty | null;
  readonly to: readonly MailParty[];
  readonly cc: readonly MailParty[];
  readonly bcc: readonly MailParty[];
  readonly replyTo: readonly MailParty[];
  readonly references: readonly string[];
  readonly attachments: readonly (Attachment & { readonly part: string; readonly contentId: string | null })[];
  /** Of a report: the message of ours it is about. */
  readonly concerns?: EntryId | null;
}
