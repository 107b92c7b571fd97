import type { MailServer } from '../../../contract/model/channel-account.ts';
import type { MailParty } from '../../../contract/model/message.ts';

/** One mailbox as its connector needs it. */
export interface MailConfig {
  readonly imap: MailServer;
  readonly smtp: MailServer;
  readonly userName: string;
  /** Who mails of this account are from; also how mails of our own are told in any folder. */
  readonly from: MailParty;
  /** Asked for with every connection; null: none is known. */
  password(): string | null | Promise<string | null>;
}
