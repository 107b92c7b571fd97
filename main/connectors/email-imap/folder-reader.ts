import type { ImapFlow } from 'imapflow';
import { z } from 'zod';
import type { InboundEvent } from '../../channel.ts';
import { ConnectorError } from '../connector.ts';
import { placeOf, placesUnder, type Folder } from './fetch-mails.ts';
import { present } from './imap-client.ts';
import type { MailParser } from './mail-parser.ts';
import { readMails, type Brought } from './read-mails.ts';
import {
  above,
  countOf,
  emptyUidSet,
  formatUidSet,
  highestOf,
  newestOf,
  parseUidSet,
  uidSetOf,
  uidsOf,
  unionOf,
  without,
  type UidSet,
} from './uid-set.ts';

export const folderCursorSchema = z.object({
  uidValidity: z.string(),
  /** Every UID that was brought, as a sequence set. */
  known: z.string(),
  /** As they were when the folder was last looked through; null until then. */
  uidNext: z.int().nullable(),
  exists: z.int().nullable(),
  highestModseq: z.string().nullable(),
});
export type FolderCursor = z.infer<typeof folderCursorSchema>;

const firstChunk = 25;
/** What is asked for at once, to begin with. Within it the server sends the oldest first. */
const chunk = 250;
const largestChunk = 2_000;
const quickMs = 500;
const slowMs = 2_000;
/** How many of the newest are looked at again where the server does not say whose flags changed. */
const flagsOf = 300;
const firstLook = 50;

export interface FolderReaderDeps {
  readonly client: ImapFlow;
  readonly ownAddress: string;
  readonly parser: MailParser;
}

/** Reads the folder that is open by what is there: what the server has and we do not is new, what we have and it has not is gone. */
export interface FolderReader {
  uidValidity(): string;
  /** What the folder held when it was last asked; null: not in this session. */
  held(folder: Folder): UidSet | null;
  ask(folder: Folder): Promise<UidSet>;
  /** Mails of the folder, part by part. */
  read(folder: Folder, parts: Iterable<UidSet>): AsyncGenerator<Brought>;
  /** The folder as it is now, compared with what is known of it. At most `mostFresh` new mails, newest first. */
  look(folder: Folder, before: FolderCursor | undefined, mostFresh: number): AsyncGenerator<{ events: InboundEvent[]; folder: FolderCursor }>;
}

export function createFolderReader({ client, ownAddress, parser }: FolderReaderDeps): FolderReader {
  /** What each folder held when it was last asked. */
  const held = new Map<string, UidSet>();

  async function ask(folder: Folder): Promise<UidSet> {
    const box = opened();
    const all = box.exists === 0 ? [] : present(await client.search({ all: true }, { uid: true }));
    const set = uidSetOf(all);
    held.set(folder.path, set);
    return set;
  }

  function opened() {
    if (!client.mailbox) throw new ConnectorError({ reason: 'connection-lost' });
    return client.mailbox;
  }

  const uidValidityNow = (): string => String(opened().uidValidity);

  function read(folder: Folder, parts: Iterable<UidSet>): AsyncGenerator<Brought> {
    return readMails({ client, parser, mailbox: { folder, uidValidity: uidValidityNow(), ownAddress } }, parts);
  }

  async function flagEvents(folder: Folder, known: UidSet, before: FolderCursor): Promise<InboundEvent[]> {
    const { highestModseq, uidValidity } = opened();
    const since = before.highestModseq === null ? null : BigInt(before.highestModseq);
    if (known.length === 0 || (since !== null && highestModseq !== undefined && highestModseq <= since)) return [];
    const range = since === null ? formatUidSet(newestOf(known, flagsOf)) : `1:${highestOf(known)}`;
    const options = { uid: true, ...(since === null ? {} : { changedSince: since }) };
    const changed = present(await client.fetchAll(range, { uid: true, flags: true }, options));
    return changed
      .filter(({ uid }) => known.some(([first, last]) => uid >= first && uid <= last))
      .map(({ uid, flags }) => ({ type: 'read', place: placeOf(folder.path, String(uidValidity), uid), isUnread: !flags?.has('\\Seen') }));
  }

  /** One folder as it is now, compared with what is known of it. */
  async function* look(
    folder: Folder,
    before: FolderCursor | undefined,
    mostFresh: number,
  ): AsyncGenerator<{ events: InboundEvent[]; folder: FolderCursor }> {
    const box = opened();
    const uidValidity = String(box.uidValidity);
    const events: InboundEvent[] = [];
    const isVoid = before !== undefined && before.uidValidity !== uidValidity;
    if (isVoid) events.push({ type: 'void', under: placesUnder(folder.path, before.uidValidity) });
    const last = isVoid ? undefined : before;
    let known = last ? parseUidSet(last.known) : emptyUidSet;
    let fresh: UidSet = emptyUidSet;
    // Fewer known than there are: a reading was cut off, perhaps by the end of the program.
    const isBehind = countOf(known) !== box.exists;
    if (!last || isBehind || last.uidNext !== box.uidNext || last.exists !== box.exists) {
      const there = await ask(folder);
      const gone = without(known, there);
      for (const uid of uidsOf(gone)) events.push({ type: 'gone', place: placeOf(folder.path, uidValidity, uid) });
      known = without(known, gone);
      const missing = without(there, known);
      // What is older than all we have is the backfill's business.
      fresh = known.length === 0 ? newestOf(missing, Math.min(firstLook, mostFresh)) : newestOf(above(missing, highestOf(known)), mostFresh);
    }
    if (last) events.push(...(await flagEvents(folder, known, last)));
    const highestModseq = box.highestModseq === undefined ? null : String(box.highestModseq);
    for await (const { uids, events: brought } of read(folder, chunks(fresh, firstChunk))) {
      known = unionOf(known, uids);
      // Not looked through yet: the next look must not take it for that.
      yield {
        events: [...events.splice(0), ...brought],
        folder: { uidValidity, known: formatUidSet(known), uidNext: null, exists: null, highestModseq },
      };
    }
    yield { events, folder: { uidValidity, known: formatUidSet(known), uidNext: box.uidNext, exists: box.exists, highestModseq } };
  }

  return { uidValidity: uidValidityNow, held: ({ path }) => held.get(path) ?? null, ask, read, look };
}

/** Newest first, in parts that take about a second: on a slow line nothing that is new waits long behind what is old, and a fast one is not asked again and again. */
export function* chunks(set: UidSet, first = chunk, now = (): number => performance.now()): Generator<UidSet> {
  let left = set;
  let size = first;
  while (left.length > 0) {
    const part = newestOf(left, size);
    left = without(left, part);
    const began = now();
    yield part;
    const took = now() - began;
    if (took < quickMs) size = Math.min(size * 4, largestChunk);
    else if (took > slowMs) size = Math.max(Math.floor(size / 2), firstChunk);
  }
}
