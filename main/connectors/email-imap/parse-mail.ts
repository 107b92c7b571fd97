import { convert } from 'html-to-text';
import { simpleParser, type AddressObject, type EmailAddress, type Headers } from 'mailparser';
import type { MailParty, MessageMark } from '../../../contract/model/message.ts';
import { idOf, readReport } from './delivery-report.ts';
import type { ParsedMail } from './parsed-mail.ts';

const mostText = 200_000;
const mostHtml = 1_000_000;
const mostHtmlForText = 300_000;
const mostParties = 200;
const mostReferences = 50;

/** Parses a mail (RFC 5322, MIME). Runs in a worker: some mails take long, and some are made to. */
export async function parseMail(raw: Buffer): Promise<ParsedMail> {
  const mail = await simpleParser(raw, {
    skipHtmlToText: true,
    skipTextToHtml: true,
    skipImageLinks: true,
    skipTextLinks: true,
    keepDeliveryStatus: true,
  });
  const html = typeof mail.html === 'string' ? shown(mail.html.slice(0, mostHtml)) : null;
  const report = readReport(mail.attachments);
  return {
    subject: mail.subject ? shown(mail.subject).slice(0, 1_000) : null,
    text: shown((mail.text?.trim() ? mail.text : html ? textOf(html) : '').slice(0, mostText)),
    html,
    from: partiesOf(mail.from)[0] ?? null,
    to: partiesOf(mail.to),
    cc: partiesOf(mail.cc),
    bcc: partiesOf(mail.bcc),
    replyTo: partiesOf(mail.replyTo),
    messageId: idOf(mail.messageId),
    inReplyTo: idOf(mail.inReplyTo),
    references: [mail.references ?? []]
      .flat()
      .map(idOf)
      .filter((id) => id !== null)
      .slice(-mostReferences),
    writtenAt: mail.headers.has('date') ? instantOf(mail.date) : null,
    takenInAt: takenInAt(mail.headers),
    mark: report?.outcome === 'failed' ? 'bounce' : report ? 'automatic' : markOf(mail.headers),
    report,
  };
}

/** Zeros end a text for some programs, and hide what follows. */
function shown(text: string): string {
  return text.replaceAll('\0', '');
}

function textOf(html: string): string {
  const options = {
    wordwrap: false as const,
    limits: { maxInputLength: mostHtmlForText, maxDepth: 200, maxChildNodes: 10_000 },
    selectors: [
      { selector: 'img', format: 'skip' },
      { selector: 'a', options: { ignoreHref: true } },
    ],
  };
  return convert(html.slice(0, mostHtmlForText), options);
}

function partiesOf(field: AddressObject | AddressObject[] | undefined): MailParty[] {
  const flat = (addresses: readonly EmailAddress[]): MailParty[] =>
    addresses.flatMap(({ address, name, group }) =>
      group ? flat(group) : address ? [{ name: name.trim().slice(0, 300) || null, address: address.trim().slice(0, 320) }] : [],
    );
  return [field ?? []]
    .flat()
    .flatMap(({ value }) => flat(value))
    .slice(0, mostParties);
}

function instantOf(date: Date | undefined): number | null {
  const at = date?.getTime() ?? Number.NaN;
  return Number.isFinite(at) && at > 0 ? at : null;
}

function takenInAt(headers: Headers): number | null {
  const [top] = [headers.get('received') ?? []].flat() as unknown[];
  const date = typeof top === 'string' ? top.slice(top.lastIndexOf(';') + 1) : '';
  return date.trim() ? instantOf(new Date(date)) : null;
}

/** RFC 3834 §5, and what older programs say instead. */
function markOf(headers: Headers): MessageMark | null {
  const said = (name: string): string => String(headers.get(name) ?? '').toLowerCase();
  const submitted = said('auto-submitted');
  const isAutomatic =
    (submitted !== '' && !submitted.startsWith('no')) ||
    headers.has('x-autoreply') ||
    headers.has('x-autorespond') ||
    said('precedence') === 'auto_reply';
  return isAutomatic ? 'automatic' : null;
}
