import type { ImapFlow } from 'imapflow';
import type { InboundEvent } from '../../channel.ts';
import { createBoundedQueue, type BoundedQueue } from '../../lib/bounded-queue.ts';
import { fetchLongMails, fetchStructures, streamMails, wholeUpTo, type FetchedMail, type LongMail } from './fetch-mails.ts';
import type { MailParser } from './mail-parser.ts';
import type { ReadMail } from './parsed-mail.ts';
import { toEvent, type Mailbox } from './to-event.ts';
import { uidSetOf, without, type UidSet } from './uid-set.ts';

/** Some mails, and everything that is to be known of them. */
export interface Brought {
  readonly uids: UidSet;
  readonly events: readonly InboundEvent[];
}

export interface MailsReaderDeps {
  readonly client: ImapFlow;
  readonly parser: MailParser;
  readonly mailbox: Mailbox;
}

/** What is parsed and committed at once. */
const group = 100;
const groupBytes = 2_000_000;
/** Groups that are fetched before the first of them is committed. */
const mostAhead = 4;

/** A mail of which the server has to be asked once more. */
interface Rest {
  readonly mail: FetchedMail;
  readonly read: ReadMail | null;
}

/** Reads mails part by part. The server sends the next ones while those before are parsed and stored. */
export async function* readMails(deps: MailsReaderDeps, parts: Iterable<UidSet>): AsyncGenerator<Brought> {
  const queue = createBoundedQueue<Promise<Brought>>(mostAhead);
  const fetching = fetchAhead(deps, parts, queue).then(
    () => queue.end(),
    (error: unknown) => queue.end(error),
  );
  try {
    for await (const brought of queue) yield brought;
  } finally {
    queue.close();
    await fetching;
  }
}

async function fetchAhead(deps: MailsReaderDeps, parts: Iterable<UidSet>, queue: BoundedQueue<Promise<Brought>>): Promise<void> {
  async function ask(rests: readonly Promise<readonly Rest[]>[]): Promise<boolean> {
    const rest = (await Promise.all(rests)).flat();
    if (rest.length === 0) return true;
    const finished = finish(deps, rest);
    const isWanted = await put(queue, finished);
    // What it asks the server for must not wait behind a part that waits for it to be taken.
    await finished;
    return isWanted;
  }

  /** Of the part before: by the time this one has arrived they are parsed, and nobody waits for that. */
  let before: readonly Promise<readonly Rest[]>[] = [];
  for (const uids of parts) {
    const { rests, isWanted } = await fetchPart(deps, uids, queue);
    if (!isWanted || !(await ask(before))) return;
    before = rests;
  }
  await ask(before);
}

function put(queue: BoundedQueue<Promise<Brought>>, brought: Promise<Brought>): Promise<boolean> {
  // Whoever leaves early does not hear of it.
  brought.catch(() => undefined);
  return queue.put(brought);
}

async function fetchPart(
  deps: MailsReaderDeps,
  uids: UidSet,
  queue: BoundedQueue<Promise<Brought>>,
): Promise<{ rests: Promise<readonly Rest[]>[]; isWanted: boolean }> {
  const rests: Promise<readonly Rest[]>[] = [];
  const arrived: number[] = [];
  let mails: FetchedMail[] = [];
  let bytes = 0;
  const parse = (): Promise<boolean> => {
    const parsed = parseMails(deps, mails);
    mails = [];
    bytes = 0;
    const rest = parsed.then((all) => all.rest);
    rest.catch(() => undefined);
    rests.push(rest);
    return put(
      queue,
      parsed.then(({ brought }) => brought),
    );
  };
  let isWanted = true;
  for await (const mail of streamMails(deps.client, uids)) {
    arrived.push(mail.uid);
    mails.push(mail);
    bytes += mail.raw.length;
    if (mails.length >= group || bytes >= groupBytes) isWanted = await parse();
    if (!isWanted) break;
  }
  if (isWanted && mails.length > 0) isWanted = await parse();
  // The server names them and does not have them: asked for again and again, they would never end.
  const missing = without(uids, uidSetOf(arrived));
  if (isWanted && missing.length > 0) isWanted = await queue.put(Promise.resolve({ uids: missing, events: [] }));
  return { rests, isWanted };
}

async function parseMails({ parser, mailbox }: MailsReaderDeps, mails: readonly FetchedMail[]): Promise<{ brought: Brought; rest: Rest[] }> {
  const isLong = ({ sizeBytes }: FetchedMail): boolean => sizeBytes > wholeUpTo;
  const [short, long] = [mails.filter((mail) => !isLong(mail)), mails.filter(isLong)];
  const raws = (of: readonly FetchedMail[]): Uint8Array[] => of.map(({ raw }) => raw);
  const [wholes, beginnings] = await Promise.all([parser.read(raws(short), false), parser.read(raws(long), true)]);
  const rest: Rest[] = long.map((mail, index) => ({ mail, read: beginnings[index] ?? null }));
  const events: InboundEvent[] = [];
  const known: number[] = [];
  for (const [index, mail] of short.entries()) {
    const read = wholes[index] ?? null;
    if (read?.attachments) {
      known.push(mail.uid);
      events.push(toEvent(mail, { parsed: read.mail, attachments: read.attachments }, mailbox));
    } else rest.push({ mail, read });
  }
  return { brought: { uids: uidSetOf(known), events }, rest };
}

async function finish({ client, parser, mailbox }: MailsReaderDeps, rest: readonly Rest[]): Promise<Brought> {
  const structures = await fetchStructures(
    client,
    rest.map(({ mail }) => mail),
  );
  const events: InboundEvent[] = [];
  const unread: LongMail[] = [];
  for (const { mail, read } of rest) {
    const structure = structures.get(mail.uid);
    // Gone since: known, and nothing to be brought of it.
    if (!structure) continue;
    const isAllThere = read !== null && structure.textParts.length === (read.mail.html === null ? 1 : 2);
    if (mail.sizeBytes > wholeUpTo && !isAllThere) unread.push({ ...mail, structure });
    else events.push(toEvent(mail, { parsed: read?.mail ?? null, attachments: structure.attachments }, mailbox));
  }
  const long = await fetchLongMails(client, unread);
  const parsed = await parser.parse(long.map(({ raw }) => raw));
  for (const [index, mail] of long.entries())
    events.push(toEvent(mail, { parsed: parsed[index] ?? null, attachments: mail.structure.attachments }, mailbox));
  return { uids: uidSetOf(rest.map(({ mail }) => mail.uid)), events };
}
