import { sizeInMail, type DraftContent, type DraftFile } from '../../../../contract/model/draft.ts';
import { isAddress } from './parties.ts';

const mentions = /\b(attached|attachments?|attaching|enclosed)\b|\b(anhang|anlagen?|angehängt\w*|anhänge|beigefügt\w*|anbei)\b/iu;

/** What the agent says in their own words: not what is quoted, nor what stands beneath every mail. */
export function ownText(html: string): string {
  const page = new DOMParser().parseFromString(html, 'text/html');
  for (const other of page.querySelectorAll('blockquote, .signature')) other.remove();
  return page.body.textContent ?? '';
}

export function speaksOfAttachment(html: string): boolean {
  return mentions.test(ownText(html));
}

export function sizeOf(html: string, files: readonly DraftFile[]): number {
  return files.reduce((sum, file) => sum + sizeInMail(file.sizeBytes), html.length * 2);
}

export type Obstacle =
  | { readonly kind: 'address'; readonly field: 'to' | 'cc' | 'bcc'; readonly address: string }
  | { readonly kind: 'recipients' | 'files' | 'attachment' }
  | { readonly kind: 'size'; readonly bytes: number };

/** What stands in the way of sending; `isSure`: the agent was asked about what may be on purpose. */
export function obstacleTo(
  content: DraftContent,
  { files, maxBytes, isSure }: { files: readonly DraftFile[]; maxBytes: number; isSure: boolean },
): Obstacle | null {
  for (const field of ['to', 'cc', 'bcc'] as const) {
    const wrong = content[field].find(({ address }) => !isAddress(address));
    if (wrong) return { kind: 'address', field, address: wrong.address };
  }
  if (content.to.length === 0) return { kind: 'recipients' };
  if (files.some(({ receivedBytes, sizeBytes, isFetchedLater }) => !isFetchedLater && receivedBytes < sizeBytes)) return { kind: 'files' };
  const bytes = sizeOf(content.html, files);
  if (bytes > maxBytes) return { kind: 'size', bytes };
  if (!isSure && files.length === 0 && speaksOfAttachment(content.html)) return { kind: 'attachment' };
  return null;
}
