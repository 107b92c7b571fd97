import type { Logger } from '../../ports.ts';
import { ConnectorError, type Connector } from '../connector.ts';
import { composeMail } from './compose-mail.ts';
import { fileCopy, lookForMail } from './sent-mail.ts';
import { createMediaFetcher } from './fetch-media.ts';
import { openImap, present, toConnectorError } from './imap-client.ts';
import type { MailConfig } from './mail-config.ts';
import { listFolders } from './mail-folders.ts';
import type { MailParser } from './mail-parser.ts';
import { markMails } from './mark-mails.ts';
import { openMailSession, type MailSession } from './mail-session.ts';
import { imapCursorSchema, type ImapCursor } from './mailbox-reader.ts';
import type { ImapFlow } from 'imapflow';
import { sendMail, testSmtp } from './smtp.ts';
import { askSizeLimit } from './smtp-size.ts';

export interface EmailImapDeps {
  readonly config: MailConfig;
  readonly parser: MailParser;
  readonly logger: Logger;
}

/** A mailbox over IMAP (RFC 9051) and SMTP (RFC 5321). One connection reads, a second one waits for news (IDLE). */
export function createEmailImap({ config, parser, logger }: EmailImapDeps): Connector<ImapCursor> {
  let session: Promise<MailSession> | null = null;
  const media = createMediaFetcher(config);
  const end = new AbortController();

  function connected(signal: AbortSignal): Promise<MailSession> {
    session ??= open(AbortSignal.any([signal, end.signal])).catch((error: unknown) => {
      session = null;
      throw error;
    });
    return session;
  }

  async function open(signal: AbortSignal): Promise<MailSession> {
    const opened = await openMailSession({ config, parser }, signal);
    opened.client.on('close', () => (session = null));
    return opened;
  }

  /** Gives the session to `run`; aborted, it is closed, and whatever was being waited for ends. */
  async function inSession<T>(signal: AbortSignal, run: (session: MailSession) => Promise<T>): Promise<T> {
    const current = await connected(signal);
    const stop = (): void => current.client.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      return await run(current);
    } catch (error) {
      throw toConnectorError(error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  /** Whatever breaks on the way is the provider's doing, said in our words; the connection is not used again. */
  async function* guarded<T>(signal: AbortSignal, run: (session: MailSession) => AsyncGenerator<T>): AsyncGenerator<T> {
    let current: MailSession | null = null;
    const stop = (): void => current?.client.close();
    signal.addEventListener('abort', stop, { once: true });
    try {
      if (signal.aborted) return;
      current = await connected(signal);
      for await (const step of run(current)) {
        if (signal.aborted) return;
        yield step;
      }
    } catch (error) {
      current?.client.close();
      session = null;
      if (!signal.aborted) throw toConnectorError(error);
    } finally {
      signal.removeEventListener('abort', stop);
    }
  }

  return {
    kind: 'email-imap',
    async test(signal) {
      const client = await openImap(config, signal);
      client.close();
    },
    testSending: (signal) => testSmtp(config, signal),
    sizeLimit: (signal) => askSizeLimit(config, signal),
    folders: (signal) => inSession(signal, ({ client }) => listFolders(client)),
    ...(config.isLeftAsIs ? {} : { mark: (marks, signal) => inSession(signal, ({ client }) => markMails(client, marks, logger)) }),
    pull: (cursor, budget, signal) => guarded(signal, ({ reader }) => reader.pull(imapCursorSchema.nullable().catch(null).parse(cursor), budget)),
    backfill: (cursor, budget, signal) => guarded(signal, ({ reader }) => reader.backfill(imapCursorSchema.parse(cursor), budget)),
    wake: (hint, signal) => waitForNews(config, hint, signal),
    fetchMedia: media.fetch,
    send: async (item, signal, onHandOver) => sendMail(config, item, { mail: await composeMail(item), signal, onHandOver }),
    async keepCopy(item, signal) {
      try {
        const mail = await composeMail(item);
        await inSession(signal, (current) => fileCopy(current, item, mail));
      } catch (error) {
        throw toConnectorError(error);
      }
    },
    async settle(item, signal) {
      try {
        return await inSession(signal, (current) => lookForMail(current, { item, parser }));
      } catch (error) {
        const { failure, isAuth } = toConnectorError(error);
        return isAuth ? { outcome: 'auth', failure } : { outcome: 'later', failure, afterMs: null, scope: 'account' };
      }
    },
    async [Symbol.asyncDispose]() {
      end.abort();
      await media[Symbol.asyncDispose]();
      const last = await session?.catch(() => null);
      session = null;
      // Without a farewell: a server that no longer answers would be waited for.
      last?.client.close();
    },
  };
}

/** A connection of its own that waits (RFC 2177): asking on it would end the waiting. */
async function waitForNews(config: MailConfig, hint: () => void, signal: AbortSignal): Promise<void> {
  let client: ImapFlow | null = null;
  const stop = (): void => client?.close();
  signal.addEventListener('abort', stop, { once: true });
  try {
    if (signal.aborted) return;
    client = await openImap(config, signal);
    present(await client.mailboxOpen('INBOX', { readOnly: true }));
    client.on('exists', hint);
    client.on('expunge', hint);
    client.on('flags', hint);
    // What came between the last look and this one.
    hint();
    while (!signal.aborted) {
      // Ends when the server has been waited for long enough, or the connection broke.
      await client.idle();
      if (!client.usable) throw new ConnectorError({ reason: 'connection-lost' });
    }
  } catch (error) {
    if (!signal.aborted) throw toConnectorError(error);
  } finally {
    signal.removeEventListener('abort', stop);
    client?.close();
  }
}
