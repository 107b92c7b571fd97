import type { ImapFlow } from 'imapflow';
import type { OutboxItem, SendResult } from '../../channel.ts';
import type { ComposedMail } from './compose-mail.ts';
import { present } from './imap-client.ts';
import type { MailParser } from './mail-parser.ts';
import type { MailSession } from './mail-session.ts';

const notFound: SendResult = { outcome: 'unknown', failure: { reason: 'delivery-unknown' } };
const dayMs = 24 * 3_600_000;
/** Of what names the mail in its text, the newest so many are looked into. */
const mostReports = 5;
const mostOfReport = 65_536;

/** Puts a copy of what was sent into the Sent folder; never a second one. Throws ConnectorError, or what the server said. */
export async function fileCopy({ client, sent }: MailSession, { clientKey, at }: OutboxItem, mail: ComposedMail): Promise<void> {
  // Gmail files whatever is sent through it, only not at once.
  if (!sent || client.capabilities.has('X-GM-EXT-1')) return;
  if ((await inFolder(client, sent, () => withHeader(client, 'message-id', clientKey))).length > 0) return;
  await client.append(sent, await mail.bytes(), ['\\Seen'], new Date(at));
}

/**
 * Whether a mail went out of which nobody knows: its copy in the Sent folder says so (servers that file it themselves only have one if it did), an answer to it
 * says so, and a report says that it did and came back.
 */
export async function lookForMail({ client, sent }: MailSession, { item, parser }: { item: OutboxItem; parser: MailParser }): Promise<SendResult> {
  const { clientKey } = item;
  const report = await inFolder(client, 'INBOX', () => findReport(client, item, parser));
  if (report) return report;
  const isSent = sent !== null && (await inFolder(client, sent, () => withHeader(client, 'message-id', clientKey))).length > 0;
  if (isSent) return { outcome: 'accepted', failure: null };
  const answers = await inFolder(client, 'INBOX', () => withHeader(client, 'in-reply-to', clientKey));
  return answers.length > 0 ? { outcome: 'accepted', failure: null } : notFound;
}

async function inFolder<T>(client: ImapFlow, path: string, run: () => Promise<T>): Promise<T> {
  const lock = await client.getMailboxLock(path, { readOnly: true });
  try {
    return await run();
  } finally {
    lock.release();
  }
}

async function withHeader(client: ImapFlow, name: string, id: string): Promise<number[]> {
  return present(await client.search({ header: { [name]: `<${id}>` } }, { uid: true }));
}

async function findReport(client: ImapFlow, { clientKey, at }: OutboxItem, parser: MailParser): Promise<SendResult | null> {
  // Only what came since: without an index of its own the server reads the texts of all it is asked for.
  const named = present(await client.search({ since: new Date(at - dayMs), body: clientKey }, { uid: true })).slice(-mostReports);
  if (named.length === 0) return null;
  const mails = present(await client.fetchAll(named.join(','), { uid: true, source: { maxLength: mostOfReport } }, { uid: true }));
  const parsed = await parser.parse(mails.map(({ source }) => new Uint8Array(source ?? [])));
  const reports = parsed.flatMap((mail) => (mail?.report?.messageId === clientKey ? [mail.report] : []));
  const failed = reports.find(({ outcome }) => outcome === 'failed');
  if (!failed) return reports.length > 0 ? { outcome: 'accepted', failure: null } : null;
  const technical = [failed.status, failed.said].filter(Boolean).join(' ').slice(0, 200);
  return { outcome: 'refused', failure: { reason: 'recipients-refused', ...(technical ? { technical } : {}) } };
}
