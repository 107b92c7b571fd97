import libmime from 'libmime';
import type { MailStructure } from './mail-structure.ts';
import { attachmentsOf } from './mail-structure.ts';

export interface PlainPart {
  readonly headers: ReadonlyMap<string, readonly string[]>;
  readonly type: string;
  /** Its number for the server (RFC 9051 §6.4.5). */
  readonly number: string;
  readonly sizeBytes: number;
}

/** `type/subtype`, then parameters that are quoted strings without escapes, or tokens: what programs read differently is left to the server. */
const field = /^[\w.+-]+(\/[\w.+-]+)?(\s*;\s*[\w-]+=("[^"\\]*"|[^\s;"'()<>@,\\/:[\]?=*%]+))*;?$/;

/**
 * The attachments of a mail as the server's BODYSTRUCTURE would tell of them; null where the server must be asked. The two must agree:
 * test/system/mail-structure.test.ts compares them.
 */
export function plainAttachments(parts: readonly PlainPart[]): MailStructure['attachments'] | null {
  const leaves = parts.map(readLeaf);
  return leaves.every((leaf) => leaf !== null) ? attachmentsOf(leaves) : null;
}

function readLeaf({ headers, type, number, sizeBytes }: PlainPart): Parameters<typeof attachmentsOf>[0][number] | null {
  const named = ['content-type', 'content-disposition', 'content-transfer-encoding', 'content-id'].map((name) => headers.get(name) ?? []);
  if (named.some((values) => values.length > 1)) return null;
  const [contentType, disposition, encoding, id] = named.map(([value]) => value ?? null);
  const typed = parameters(contentType ?? null);
  const disposed = parameters(disposition ?? null);
  if (!typed || !disposed || (encoding && !/^[\w-]+$/.test(encoding)) || (id && !/^<[^<>\s"\\()]+>$/.test(id))) return null;
  const name = disposed['filename'] ?? typed['name'];
  // An empty name, or one that may be of RFC 2231 without saying so.
  if (name === '' || (name?.includes("'") ?? false)) return null;
  return {
    type,
    part: number,
    name: name === undefined ? null : libmime.decodeWords(name),
    disposition: disposition ? libmime.parseHeaderValue(disposition).value.toLowerCase() : null,
    id: id ?? null,
    size: sizeBytes,
    encoding: encoding?.toLowerCase() ?? null,
  };
}

function parameters(value: string | null): Readonly<Record<string, string>> | null {
  if (value === null) return {};
  if (value === '' || !field.test(value)) return null;
  const names = [...value.matchAll(/;\s*([\w-]+)=/g)].map(([, name]) => name?.toLowerCase());
  return new Set(names).size === names.length ? libmime.parseHeaderValue(value).params : null;
}
