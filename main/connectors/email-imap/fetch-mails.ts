import type { FetchMessageObject, ImapFlow } from 'imapflow';
import { present } from './imap-client.ts';
import { readStructure, type MailStructure } from './mail-structure.ts';
import { formatUidSet, uidSetOf, type UidSet } from './uid-set.ts';

/** More than this is fetched of no mail at first: what is longer is so by its attachments, which are fetched when they are asked for. */
const wholeUpTo = 65_536;
const mostOfText = 500_000;

export interface Folder {
  readonly path: string;
  readonly isSent: boolean;
}

export interface FetchedMail {
  readonly uid: number;
  readonly flags: ReadonlySet<string>;
  readonly internalDate: number | null;
  /** Of one that is cut: what there is of it, until its structure is known. */
  readonly sizeBytes: number;
  readonly isCut: boolean;
  readonly raw: Uint8Array;
}

/**
 * Mails as they arrive, oldest first, each as far as its text may go. Without their BODYSTRUCTURE: taking that apart takes longer than all the rest, and most
 * mails show it themselves. Nothing else may be awaited of the server until this has ended.
 */
export async function* streamMails(client: ImapFlow, uids: UidSet): AsyncGenerator<FetchedMail> {
  // Without their size too: some servers read a mail once more to know it.
  const query = { uid: true, flags: true, internalDate: true, source: { maxLength: wholeUpTo } };
  for await (const { uid, flags, internalDate, source } of client.fetch(formatUidSet(uids), query, { uid: true })) {
    const date = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
    yield {
      uid,
      flags: flags ?? new Set(),
      internalDate: Number.isFinite(date) ? date : null,
      sizeBytes: source?.length ?? 0,
      isCut: source !== undefined && source.length >= wholeUpTo,
      raw: source ?? Buffer.alloc(0),
    };
  }
}

export interface SizedStructure extends MailStructure {
  readonly sizeBytes: number;
}

/** Those that are no longer there are left out. */
export async function fetchStructures(client: ImapFlow, mails: readonly FetchedMail[]): Promise<Map<number, SizedStructure>> {
  const found = present(await client.fetchAll(uidsText(mails), { uid: true, size: true, bodyStructure: true }, { uid: true }));
  return new Map(found.map(({ uid, size, bodyStructure }) => [uid, { ...readStructure(bodyStructure), sizeBytes: size ?? 0 }]));
}

export interface LongMail extends FetchedMail {
  readonly structure: MailStructure;
}

/** Long mails without their attachments. Where one is no longer there, its beginning has to do. */
export async function fetchLongMails(client: ImapFlow, mails: readonly LongMail[]): Promise<LongMail[]> {
  const whole = new Map<number, Uint8Array>();
  const texts = mails.filter(({ structure }) => structure.textParts.length > 0);
  for (const [, alike] of Map.groupBy(texts, ({ structure }) => structure.textParts.join(' ')))
    for (const [uid, raw] of await fetchTexts(client, alike)) whole.set(uid, raw);
  return mails.map((mail) => ({ ...mail, raw: whole.get(mail.uid) ?? mail.raw }));
}

function uidsText(mails: readonly FetchedMail[]): string {
  return formatUidSet(uidSetOf(mails.map(({ uid }) => uid)));
}

/** A long mail without its attachments: its head, and the parts that are its text, as a mail of their own. */
async function fetchTexts(client: ImapFlow, mails: readonly LongMail[]): Promise<Map<number, Uint8Array>> {
  const parts = mails[0]?.structure.textParts ?? [];
  const isWhole = parts.length === 1 && parts[0] === '1' && mails.every(({ structure }) => structure.attachments.length === 0);
  const uids = uidsText(mails);
  if (isWhole) {
    const found = present(await client.fetchAll(uids, { uid: true, source: { maxLength: mostOfText } }, { uid: true }));
    return new Map(found.map(({ uid, source }) => [uid, new Uint8Array(source ?? [])]));
  }
  const bodyParts = parts.flatMap((part) => [{ key: `${part}.mime` }, { key: part, maxLength: mostOfText }]);
  const found = present(await client.fetchAll(uids, { uid: true, headers: true, bodyParts }, { uid: true }));
  return new Map(found.map((message) => [message.uid, new Uint8Array(assemble(message, parts))]));
}

const boundary = 'threadline-parts-of-a-long-mail';

function assemble({ headers, bodyParts }: FetchMessageObject, parts: readonly string[]): Buffer {
  const kept = (headers?.toString('latin1') ?? '')
    .replaceAll(/^(content-type|content-transfer-encoding|mime-version):.*(\r?\n[ \t].*)*\r?\n/gim, '')
    .replace(/(\r?\n)+$/, '\r\n');
  const head = `${kept}MIME-Version: 1.0\r\nContent-Type: multipart/alternative; boundary="${boundary}"\r\n\r\n`;
  const pieces = parts.flatMap((part) => [
    Buffer.from(`--${boundary}\r\n`),
    bodyParts?.get(`${part}.mime`) ?? Buffer.from('\r\n'),
    bodyParts?.get(part) ?? Buffer.alloc(0),
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([Buffer.from(head, 'latin1'), ...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

export function placeOf(folder: string, uidValidity: string, uid: number): string {
  return `${placesUnder(folder, uidValidity)}${uid}`;
}

export function placesUnder(folder: string, uidValidity: string): string {
  return `${encodeURIComponent(folder)}/${uidValidity}/`;
}

export function readPlace(place: string): { folder: string; uidValidity: string; uid: number } | null {
  const [, folder, uidValidity, uid] = /^([^/]+)\/(\d+)\/(\d+)$/.exec(place) ?? [];
  return folder === undefined || uidValidity === undefined ? null : { folder: decodeURIComponent(folder), uidValidity, uid: Number(uid) };
}
