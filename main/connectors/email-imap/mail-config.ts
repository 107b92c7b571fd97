import type { MailFolders } from '../../../contract/model/mail-folder.ts';
import type { MailServer } from '../../../contract/model/channel-account.ts';
import type { MailParty } from '../../../contract/model/message.ts';
import type { Login } from '../../channel.ts';

/** One mailbox as its connector needs it. */
export interface MailConfig {
  readonly imap: MailServer;
  readonly smtp: MailServer;
  readonly userName: string;
  /** Who mails of this account are from; also how mails of our own are told in any folder. */
  readonly from: MailParty;
  readonly login: Login;
  /** null: by what the server says they are for. */
  readonly folders: MailFolders | null;
  /** The server's own marks are not touched. */
  readonly isLeftAsIs: boolean;
}
