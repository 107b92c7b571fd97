import { createHash } from 'node:crypto';
import type { MailParty } from '../../../contract/model/message.ts';
import type { OutboxItem } from '../../channel.ts';

/** A mail as bytes: the same with every reading. */
export interface ComposedMail {
  readonly sizeBytes: number;
  /** Files are read while it is being read: a large one is never in memory. */
  stream(): AsyncIterable<Buffer>;
  bytes(): Promise<Buffer>;
}

/**
 * The mail for the SMTP server and for the Sent folder. `clientKey` is its Message-ID. Bcc is in neither: who gets a blind copy is on the envelope, and in our
 * own store.
 */
export async function composeMail(item: OutboxItem): Promise<ComposedMail> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js');
  const { clientKey, at, from, to, cc, subject, text, html, inReplyTo, references, attachments } = item;
  const options = {
    messageId: `<${clientKey}>`,
    date: new Date(at),
    from: toAddress(from),
    to: to.map(toAddress),
    cc: cc.map(toAddress),
    subject,
    // Without any text the first file would take its place.
    text: text === '' ? '\r\n' : text,
    ...(html === null ? {} : { html: page(html) }),
    ...(inReplyTo ? { inReplyTo: `<${inReplyTo}>` } : {}),
    references: references.map((id) => `<${id}>`),
    attachments: attachments.map(({ name, mediaType, path, contentId }) => ({
      filename: name,
      contentType: mediaType,
      path,
      ...(contentId === null ? {} : { cid: contentId }),
    })),
    baseBoundary: createHash('sha256').update(clientKey).digest('hex').slice(0, 32),
    xMailer: false as const,
    disableUrlAccess: true,
  };
  const stream = (): AsyncIterable<Buffer> => new MailComposer(options).compile().createReadStream();
  let sizeBytes = 0;
  for await (const part of stream()) sizeBytes += part.length;
  return {
    sizeBytes,
    stream,
    async bytes() {
      const parts: Buffer[] = [];
      for await (const part of stream()) parts.push(part);
      return Buffer.concat(parts);
    },
  };
}

function page(html: string): string {
  return `<!doctype html><html><head><meta charset="utf-8"></head><body>${html}</body></html>`;
}

function toAddress({ name, address }: MailParty): { name: string; address: string } {
  return { name: name ?? '', address };
}
