import type { ImapFlow } from 'imapflow';
import type { Folder } from './fetch-mails.ts';
import { openImap, present } from './imap-client.ts';
import type { MailConfig } from './mail-config.ts';
import type { MailParser } from './mail-parser.ts';
import { createMailboxReader, type MailboxReader } from './mailbox-reader.ts';

/** A connection that is logged in and knows its folders. */
export interface MailSession {
  readonly client: ImapFlow;
  /** Where copies of what was sent are kept; null: the mailbox has no such folder. */
  readonly sent: string | null;
  readonly reader: MailboxReader;
}

/** Inbox, Sent and Archive, by what the server says they are for (RFC 6154). Throws ConnectorError. */
export async function openMailSession({ config, parser }: { config: MailConfig; parser: MailParser }, signal: AbortSignal): Promise<MailSession> {
  const client = await openImap(config, signal);
  const stop = (): void => client.close();
  signal.addEventListener('abort', stop, { once: true });
  const list = present(await client.list().finally(() => signal.removeEventListener('abort', stop)));
  const withUse = (use: string): string | null => list.find(({ specialUse }) => specialUse === use)?.path ?? null;
  const sent = withUse('\\Sent');
  const archive = withUse('\\Archive');
  const folders: Folder[] = [{ path: 'INBOX', isSent: false }];
  if (sent) folders.push({ path: sent, isSent: true });
  if (archive) folders.push({ path: archive, isSent: false });
  return { client, sent, reader: createMailboxReader({ client, folders, ownAddress: config.from.address, parser }) };
}
