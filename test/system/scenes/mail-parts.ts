import { rawMail, type TestMail } from './mailbox.ts';

export interface TestPart {
  readonly name: string;
  /** With its parameters. */
  readonly mediaType: string;
  readonly bytes: Buffer;
  readonly encoding?: 'base64' | 'quoted-printable' | '7bit';
  /** It stands in the HTML. */
  readonly contentId?: string;
}

const boundary = 'parts-of-a-test-mail';

/** A mail with HTML and attachments, as it comes over the wire. */
export function mailWith({ html, ...fields }: TestMail & { readonly html?: string }, parts: readonly TestPart[]): Buffer {
  const [head = ''] = rawMail({ ...fields, contentType: `multipart/mixed; boundary="${boundary}"` }).split('\r\n\r\n', 1);
  const body = part(html === undefined ? 'text/plain; charset=utf-8' : 'text/html; charset=utf-8', [], Buffer.from(html ?? 'See the attachments.'));
  const pieces = [body, ...parts.map(written)];
  return Buffer.concat([Buffer.from(`${head}\r\nMIME-Version: 1.0\r\n\r\n`), ...pieces, Buffer.from(`--${boundary}--\r\n`)]);
}

function written({ name, mediaType, bytes, encoding = 'base64', contentId }: TestPart): Buffer {
  const headers = [
    `Content-Disposition: ${contentId ? 'inline' : 'attachment'}; filename="${name}"`,
    `Content-Transfer-Encoding: ${encoding}`,
    ...(contentId ? [`Content-ID: <${contentId}>`] : []),
  ];
  return part(mediaType, headers, encoded(bytes, encoding));
}

function part(mediaType: string, headers: readonly string[], content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([`--${boundary}`, `Content-Type: ${mediaType}`, ...headers, '', ''].join('\r\n')), content, Buffer.from('\r\n')]);
}

function encoded(bytes: Buffer, encoding: string): Buffer {
  if (encoding === 'base64') return Buffer.from(bytes.toString('base64').replaceAll(/.{76}/g, '$&\r\n'));
  if (encoding === '7bit') return bytes;
  return Buffer.from(
    bytes
      .toString('latin1')
      .replaceAll(/[^\r\n\x20-\x3c\x3e-\x7e]/g, (letter) => `=${letter.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`),
  );
}
