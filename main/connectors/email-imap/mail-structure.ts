import type { MessageStructureObject } from 'imapflow';
import type { Attachment } from '../../../contract/model/message.ts';

/** What a mail consists of, from its BODYSTRUCTURE (RFC 9051 §7.5.2): known without fetching it. */
export interface MailStructure {
  /** Numbers of the parts that are its text. */
  readonly textParts: readonly string[];
  /** In the order of the mail; `part` fetches it. */
  readonly attachments: readonly (Attachment & { readonly part: string; readonly contentId: string | null })[];
}

/** A mail of 10,000 parts is not a mail. */
const mostParts = 1_000;
const mostAttachments = 100;

export function readStructure(root: MessageStructureObject | undefined): MailStructure {
  const textParts: string[] = [];
  const attachments: Omit<MailStructure['attachments'][number], 'index'>[] = [];
  const waiting: MessageStructureObject[] = root ? [root] : [];
  for (let seen = 0; seen < mostParts; seen += 1) {
    const node = waiting.shift();
    if (!node) break;
    if (node.childNodes && !/^message\//i.test(node.type)) {
      waiting.unshift(...node.childNodes);
      continue;
    }
    const part = node.part ?? '1';
    const name = node.dispositionParameters?.['filename'] ?? node.parameters?.['name'] ?? null;
    if (/^text\/(plain|html)$/i.test(node.type) && node.disposition?.toLowerCase() !== 'attachment' && name === null) textParts.push(part);
    else if (!/^multipart\//i.test(node.type)) {
      const contentId = node.id?.replaceAll(/^<|>$/g, '') ?? null;
      attachments.push({
        name: name ?? defaultName(node.type),
        mediaType: node.type.toLowerCase(),
        sizeBytes: decodedSize(node),
        isInline: contentId !== null && node.disposition?.toLowerCase() !== 'attachment' && /^image\//i.test(node.type),
        part,
        contentId,
      });
    }
  }
  return { textParts, attachments: attachments.slice(0, mostAttachments).map((attachment, index) => ({ ...attachment, index })) };
}

function defaultName(type: string): string {
  const names: Readonly<Record<string, string>> = {
    'message/rfc822': 'message.eml',
    'text/calendar': 'invitation.ics',
    'message/delivery-status': 'delivery-status.txt',
  };
  return (
    names[type.toLowerCase()] ??
    `attachment.${
      type
        .split('/')
        .at(-1)
        ?.replaceAll(/[^\w.-]/g, '') ?? 'bin'
    }`
  );
}

/** BASE64 grows by a third and a line end in 76. */
function decodedSize({ size = 0, encoding }: MessageStructureObject): number {
  return encoding?.toLowerCase() === 'base64' ? Math.floor((size / 78) * 57) : size;
}
