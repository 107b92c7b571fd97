import type { ImapFlow } from 'imapflow';
import type { InboundEvent } from '../../channel.ts';
import { createBoundedQueue, type BoundedQueue } from '../../lib/bounded-queue.ts';
import { fetchLongMails, fetchStructures, streamMails, type FetchedMail, type LongMail } from './fetch-mails.ts';
import type { MailParser } from './mail-parser.ts';
import type { ParsedMail, ReadMail } from './parsed-mail.ts';
import { readPlainMail } from './plain-mail.ts';
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

/** What is committed at once. */
const mostMails = 250;
const mostBytes = 8_000_000;
/** Groups that are fetched before the first of them is committed. */
const mostAhead = 16;

/** A mail of which the server has to be asked once more. */
interface Rest {
  readonly mail: FetchedMail;
  readonly read: ParsedMail | null;
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
  let group = emptyGroup();
  const hand = (): Promise<boolean> => {
    const parsed = parseOdd(deps, group);
    group = emptyGroup();
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
    sort(group, mail, deps.mailbox);
    if (group.count >= mostMails || group.bytes >= mostBytes) isWanted = await hand();
    if (!isWanted) break;
  }
  if (isWanted && group.count > 0) isWanted = await hand();
  // The server names them and does not have them: asked for again and again, they would never end.
  const missing = without(uids, uidSetOf(arrived));
  if (isWanted && missing.length > 0) isWanted = await queue.put(Promise.resolve({ uids: missing, events: [] }));
  return { rests, isWanted };
}

interface Group {
  count: number;
  bytes: number;
  readonly known: number[];
  readonly events: InboundEvent[];
  /** For the parser of all mails. */
  readonly odd: FetchedMail[];
  readonly rest: Rest[];
}

function emptyGroup(): Group {
  return { count: 0, bytes: 0, known: [], events: [], odd: [], rest: [] };
}

/** Most mails are as they should be, and read where they arrive: handing them to another thread takes longer than that. */
function sort(group: Group, mail: FetchedMail, mailbox: Mailbox): void {
  const read = readHere(mail);
  group.count += 1;
  group.bytes += mail.raw.length;
  if (read?.attachments) {
    group.known.push(mail.uid);
    group.events.push(toEvent(mail, { parsed: read.mail, attachments: read.attachments }, mailbox));
  } else if (read || mail.isCut) group.rest.push({ mail, read: read?.mail ?? null });
  else group.odd.push(mail);
}

function readHere({ raw, isCut }: FetchedMail): ReadMail | null {
  try {
    return readPlainMail(Buffer.from(raw.buffer, raw.byteOffset, raw.byteLength), { isCut });
  } catch {
    return null;
  }
}

async function parseOdd({ parser }: MailsReaderDeps, { known, events, odd, rest }: Group): Promise<{ brought: Brought; rest: readonly Rest[] }> {
  const parsed = await parser.parse(odd.map(({ raw }) => raw));
  const brought = { uids: uidSetOf(known), events };
  return { brought, rest: [...rest, ...odd.map((mail, index) => ({ mail, read: parsed[index] ?? null }))] };
}

async function finish({ client, parser, mailbox }: MailsReaderDeps, rest: readonly Rest[]): Promise<Brought> {
  const structures = await fetchStructures(
    client,
    rest.map(({ mail }) => mail),
  );
  const events: InboundEvent[] = [];
  const unread: LongMail[] = [];
  for (const { mail: fetched, read } of rest) {
    const structure = structures.get(fetched.uid);
    // Gone since: known, and nothing to be brought of it.
    if (!structure) continue;
    const mail = { ...fetched, sizeBytes: structure.sizeBytes || fetched.sizeBytes };
    const isAllThere = read !== null && structure.textParts.length === (read.html === null ? 1 : 2);
    if (mail.isCut && !isAllThere) unread.push({ ...mail, structure });
    else events.push(toEvent(mail, { parsed: read, attachments: structure.attachments }, mailbox));
  }
  const long = await fetchLongMails(client, unread);
  const parsed = await parser.parse(long.map(({ raw }) => raw));
  for (const [index, mail] of long.entries())
    events.push(toEvent(mail, { parsed: parsed[index] ?? null, attachments: mail.structure.attachments }, mailbox));
  return { uids: uidSetOf(rest.map(({ mail }) => mail.uid)), events };
}
