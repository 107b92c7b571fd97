import type { ChannelAccount, ChannelAccountDraft } from '../../contract/model/channel-account.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { Clock, Logger } from '../ports.ts';
import { ConnectorError, type Connector } from './connector.ts';
import type { Login } from '../channel.ts';
import { createEmailImap } from './email-imap/email-imap.ts';
import { createMailParser } from './email-imap/mail-parser.ts';
import { createUnpacker } from './email-imap/unpacker.ts';
import { createPracticeMail } from './practice-mail/practice-mail.ts';
import type { PracticeMailbox } from './practice-mail/practice-mailbox.ts';

/** The connectors there are, by the kind of account. */
export interface Connectors extends AsyncDisposable {
  /** Makes a stranger's HTML harmless. */
  clean(html: string): Promise<string>;
  /** Opens attachments that hold others. */
  readonly unpacker: ReturnType<typeof createUnpacker>;
  open(account: ChannelAccount | ChannelAccountDraft, login: Login): Connector;
}

export interface ConnectorsDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly practiceMailbox: (accountId: AccountId) => PracticeMailbox;
}

export function createConnectors({ clock, logger, practiceMailbox }: ConnectorsDeps): Connectors {
  const parser = createMailParser({ clock, logger });
  return {
    clean: parser.clean,
    unpacker: createUnpacker({ clock }),
    open(account, login) {
      switch (account.kind) {
        case 'email-imap': {
          const { imap, smtp, userName, address, displayName, folders, isLeftAsIs } = account;
          const from = { name: displayName, address };
          return createEmailImap({ config: { imap, smtp, userName, from, login, folders, isLeftAsIs }, parser, logger });
        }
        case 'practice-mail':
          return createPracticeMail(practiceMailbox(account.id));
      }
    },
    [Symbol.asyncDispose]: () => parser[Symbol.asyncDispose](),
  };
}

/** What a connector said went wrong; null: it is a defect of ours. */
export function readConnectorError(error: unknown): ConnectorError | null {
  return error instanceof ConnectorError ? error : null;
}

/** Whether the provider says by itself that there is news. */
export function canWake({ kind }: ChannelAccount): boolean {
  return kind === 'email-imap' || kind === 'practice-mail';
}
