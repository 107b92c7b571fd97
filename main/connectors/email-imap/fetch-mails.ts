import { createHash } from 'node:crypto';
import type { FetchMessageObject, ImapFlow } from 'imapflow';
import type { InboundEvent, InboundMessage } from '../../channel.ts';
import { present } from './imap-client.ts';
import type { MailParser } from './mail-parser.ts';
import { readStructure, type MailStructure } from './mail-structure.ts';
import type { ParsedMail } from './parsed-mail.ts';
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
  readonly sizeBytes: number;
  readonly structure: MailStructure;
  readonly raw: Uint8Array;
}

/** Fetches mails as far as their text goes. Those that are no longer there are left out. */
export async function fetchMails(client: ImapFlow, uids: UidSet): Promise<FetchedMail[]> {
  const query = { uid: true, flags: true, internalDate: true, size: true, bodyStructure: true, source: { maxLength: wholeUpTo } };
  const found = present(await client.fetchAll(formatUidSet(uids), query, { uid: true }));
  const mails = found.map((message) => toFetched(message));
  const long = mails.filter(({ sizeBytes, structure }) => sizeBytes > wholeUpTo && structure.textParts.length > 0);
  for (const [, alike] of Map.groupBy(long, ({ structure }) => structure.textParts.join(' '))) {
    const texts = await fetchTexts(client, alike);
    for (const mail of alike) {
      const raw = texts.get(mail.uid);
      if (raw) mails[mails.indexOf(mail)] = { ...mail, raw };
    }
  }
  return mails;
}

function toFetched({ uid, flags, internalDate, size, bodyStructure, source }: FetchMessageObject): FetchedMail {
  const date = internalDate === undefined ? Number.NaN : new Date(internalDate).getTime();
  return {
    uid,
    flags: flags ?? new Set(),
    internalDate: Number.isFinite(date) ? date : null,
    sizeBytes: size ?? source?.length ?? 0,
    structure: readStructure(bodyStructure),
    raw: new Uint8Array(source ?? []),
  };
}

/** A long mail without its attachments: its head, and the parts that are its text, as a mail of their own. */
async function fetchTexts(client: ImapFlow, mails: readonly FetchedMail[]): Promise<Map<number, Uint8Array>> {
  const parts = mails[0]?.structure.textParts ?? [];
  const isWhole = parts.length === 1 && parts[0] === '1' && mails.every(({ structure }) => structure.attachments.length === 0);
  const uids = formatUidSet(uidSetOf(mails.map(({ uid }) => uid)));
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

/** Parses what was fetched and puts it into the core's words. */
export async function toEvents(
  mails: readonly FetchedMail[],
  { folder, uidValidity, ownAddress, parser }: { folder: Folder; uidValidity: string; ownAddress: string; parser: MailParser },
): Promise<InboundEvent[]> {
  const parsed = await parser.parse(mails.map(({ raw }) => raw));
  return mails.map((mail, index) => ({
    type: 'message',
    place: placeOf(folder.path, uidValidity, mail.uid),
    message: toMessage(mail, parsed[index] ?? unreadable, { isSent: folder.isSent, ownAddress }),
  }));
}

/** A mail no parser can read is there all the same; its source can be looked at. */
const unreadable: ParsedMail = {
  subject: null,
  text: '',
  html: null,
  from: null,
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  messageId: null,
  inReplyTo: null,
  references: [],
  writtenAt: null,
  takenInAt: null,
  mark: null,
  report: null,
};

function toMessage(mail: FetchedMail, parsed: ParsedMail, { isSent, ownAddress }: { isSent: boolean; ownAddress: string }): InboundMessage {
  const { writtenAt, takenInAt, ...content } = parsed;
  const isOut = isSent || parsed.from?.address.toLowerCase() === ownAddress.toLowerCase();
  const arrivedAt = takenInAt ?? mail.internalDate ?? writtenAt ?? 0;
  return {
    ...content,
    externalId: identityOf(mail, parsed),
    channel: 'email',
    direction: isOut ? 'out' : 'in',
    // What a stranger's clock says would bury a mail in the past.
    at: isOut ? (writtenAt ?? arrivedAt) : arrivedAt,
    attachments: mail.structure.attachments,
    sizeBytes: mail.sizeBytes,
    isUnread: !isOut && !mail.flags.has('\\Seen'),
  };
}

/** The same in every folder. The Message-ID alone would let a stranger's mail pass for one that is there already. */
function identityOf(mail: FetchedMail, { messageId, from, writtenAt, subject }: ParsedMail): string {
  const fields = [messageId, from?.address.toLowerCase() ?? null, writtenAt, subject, ...(messageId ? [] : [mail.sizeBytes, mail.internalDate])];
  return createHash('sha256').update(JSON.stringify(fields)).digest('base64url');
}
