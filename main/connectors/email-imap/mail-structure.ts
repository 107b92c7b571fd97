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

/** A part that is not text, as a server describes it. */
export interface Leaf {
  readonly type: string;
  readonly part: string;
  readonly name: string | null;
  readonly disposition: string | null;
  readonly id: string | null;
  /** As it is encoded. */
  readonly size: number;
  readonly encoding: string | null;
}

export function readStructure(root: MessageStructureObject | undefined): MailStructure {
  const textParts: string[] = [];
  const leaves: Leaf[] = [];
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
    const disposition = node.disposition?.toLowerCase() ?? null;
    if (/^text\/(plain|html)$/i.test(node.type) && disposition !== 'attachment' && name === null) textParts.push(part);
    else if (!/^multipart\//i.test(node.type))
      leaves.push({
        type: node.type,
        part,
        name,
        disposition,
        id: node.id ?? null,
        size: node.size ?? 0,
        encoding: node.encoding?.toLowerCase() ?? null,
      });
  }
  return { textParts, attachments: attachmentsOf(leaves) };
}

export function attachmentsOf(leaves: readonly Leaf[]): MailStructure['attachments'] {
  return leaves.slice(0, mostAttachments).map(({ type, part, name, disposition, id, size, encoding }, index) => {
    const contentId = id?.replaceAll(/^<|>$/g, '') ?? null;
    return {
      name: name ?? defaultName(type),
      mediaType: type.toLowerCase(),
      // BASE64 grows by a third and a line end in 76.
      sizeBytes: encoding === 'base64' ? Math.floor((size / 78) * 57) : size,
      isInline: contentId !== null && disposition !== 'attachment' && /^image\//i.test(type),
      part,
      contentId,
      index,
    };
  });
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
