import type { MailParty } from '../../../contract/model/message.ts';
import type { InboundMessage } from '../../channel.ts';

/** What a server would have kept: made of its parts when somebody wants to see it. */
export async function sourceOf(
  { messageId, at, from, to, cc, replyTo, subject, text, html, inReplyTo, references, attachments }: Omit<InboundMessage, 'isUnread'>,
  bytesOf: (index: number) => Uint8Array | null,
): Promise<Buffer> {
  const { default: MailComposer } = await import('nodemailer/lib/mail-composer/index.js');
  const mail = new MailComposer({
    ...(messageId === null ? {} : { messageId: `<${messageId}>` }),
    date: new Date(at),
    from: from ? toAddress(from) : '',
    to: to.map(toAddress),
    cc: cc.map(toAddress),
    replyTo: replyTo.map(toAddress),
    subject: subject ?? '',
    text,
    ...(html === null ? {} : { html }),
    ...(inReplyTo === null ? {} : { inReplyTo: `<${inReplyTo}>` }),
    references: references.map((id) => `<${id}>`),
    attachments: attachments.map(({ index, name, mediaType, contentId }) => ({
      filename: name,
      contentType: mediaType,
      content: Buffer.from(bytesOf(index) ?? []),
      ...(contentId === null ? {} : { cid: contentId }),
    })),
    xMailer: false as const,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  return mail.compile().build();
}

function toAddress({ name, address }: MailParty): { name: string; address: string } {
  return { name: name ?? '', address };
}
