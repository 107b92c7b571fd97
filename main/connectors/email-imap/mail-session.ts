import type { ImapFlow } from 'imapflow';
import { openImap } from './imap-client.ts';
import type { MailConfig } from './mail-config.ts';
import { chooseFolders, listFolders } from './mail-folders.ts';
import type { MailParser } from './mail-parser.ts';
import { createMailboxReader, type MailboxReader } from './mailbox-reader.ts';

/** A connection that is logged in and knows its folders. */
export interface MailSession {
  readonly client: ImapFlow;
  /** Where copies of what was sent are kept; null: the mailbox has no such folder. */
  readonly sent: string | null;
  readonly reader: MailboxReader;
}

/** Throws ConnectorError. */
export async function openMailSession({ config, parser }: { config: MailConfig; parser: MailParser }, signal: AbortSignal): Promise<MailSession> {
  const client = await openImap(config, signal);
  const stop = (): void => client.close();
  signal.addEventListener('abort', stop, { once: true });
  const there = await listFolders(client).finally(() => signal.removeEventListener('abort', stop));
  const { folders, sent } = chooseFolders(there, config.folders);
  return { client, sent, reader: createMailboxReader({ client, folders, ownAddress: config.from.address, parser }) };
}
