import libmime from 'libmime';
import addressparser from 'nodemailer/lib/addressparser/index.js';
import type { MailParty } from '../../../contract/model/message.ts';
import type { ParsedMail } from './parsed-mail.ts';

const mostHead = 65_536;
const mostField = 2_000;

/** What can be seen of a mail no parser gets through: who wrote it, when, and what about. Looks at little of it, so that nothing in it can hurt. */
export function salvageMail(raw: Buffer): ParsedMail {
  const [head = ''] = raw.toString('latin1', 0, mostHead).split(/\r?\n\r?\n/, 1);
  const field = (name: string): string | null => {
    const found = new RegExp(`^${name}:([^\\r\\n]*(?:\\r?\\n[ \\t][^\\r\\n]*)*)`, 'im').exec(head)?.[1];
    // Not in the middle of an encoded word.
    const cut = found && found.length > mostField ? found.slice(0, mostField).replace(/=\?\S*$/, '') : found;
    const text = cut?.replaceAll(/\s+/g, ' ').replaceAll('\0', '').trim();
    return text ? text : null;
  };
  const subject = field('subject');
  const writtenAt = Date.parse(field('date') ?? '');
  const id = /<([^<>\s]{1,500})>/.exec(field('message-id') ?? '')?.[1];
  return {
    subject: subject === null ? null : libmime.decodeWords(subject).slice(0, 1_000),
    text: '',
    html: null,
    from: parties(field('from'))[0] ?? null,
    to: parties(field('to')),
    cc: [],
    bcc: [],
    replyTo: [],
    messageId: id ?? null,
    inReplyTo: null,
    references: [],
    writtenAt: Number.isFinite(writtenAt) && writtenAt > 0 ? writtenAt : null,
    takenInAt: null,
    mark: null,
    report: null,
  };
}

function parties(field: string | null): MailParty[] {
  return addressparser(field ?? '')
    .flatMap((entry) => ('address' in entry && entry.address ? [entry] : []))
    .map(({ name, address }) => ({ name: libmime.decodeWords(name ?? '').slice(0, 300) || null, address: address.slice(0, 320) }))
    .slice(0, 20);
}
