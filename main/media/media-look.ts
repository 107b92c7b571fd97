import type { MediaLook } from '../../contract/model/media.ts';
import { readPicture } from './picture-size.ts';

/** So much of a file's beginning tells what it is. */
export const lookBytes = 1_048_576;
const mostPictureBytes = 30_000_000;
const mostPdfBytes = 60_000_000;
const sampleBytes = 16_384;

export interface Claimed {
  readonly name: string;
  readonly mediaType: string;
  readonly charset: string | null;
  readonly sizeBytes: number;
}

/** What a file is by its own bytes: what it is called, and what its sender calls it, only decides between kinds of text. */
export function lookAt(bytes: Buffer, { name, mediaType, charset, sizeBytes }: Claimed): MediaLook {
  const picture = readPicture(bytes);
  if (picture) return sizeBytes <= mostPictureBytes ? picture : { kind: 'other' };
  if (bytes.subarray(0, 1_024).includes('%PDF-')) return sizeBytes <= mostPdfBytes ? { kind: 'pdf' } : { kind: 'other' };
  if (bytes.length >= 6 && bytes.readUInt32LE(0) === 0x223e9f78) return { kind: 'packed' };
  const isCalledText =
    /^(text\/|message\/|application\/(json|xml|x-yaml|[\w.-]+\+(xml|json))$|image\/svg)/i.test(mediaType) ||
    /\.(txt|log|csv|tsv|md|json|xml|ya?ml|ini|conf|eml|ics|vcf|svg|html?|diff|patch)$/i.test(name);
  return isCalledText ? readText(bytes.subarray(0, sampleBytes), charset) : { kind: 'other' };
}

function readText(sample: Buffer, charset: string | null): MediaLook {
  const marked = markedCharset(sample);
  if (marked) return { kind: 'text', charset: marked };
  // What has zeros in it is no text, whatever it is called.
  if (sample.includes(0)) return { kind: 'other' };
  return { kind: 'text', charset: isUtf8(sample) ? 'utf-8' : (known(charset) ?? 'windows-1252') };
}

function markedCharset(sample: Buffer): string | null {
  const mark = sample.toString('latin1', 0, 3);
  return mark === '\xef\xbb\xbf' ? 'utf-8' : mark.startsWith('\xff\xfe') ? 'utf-16le' : mark.startsWith('\xfe\xff') ? 'utf-16be' : null;
}

function isUtf8(sample: Buffer): boolean {
  try {
    // The sample may end in the middle of a letter: `stream` waits for the rest.
    new TextDecoder('utf-8', { fatal: true }).decode(sample, { stream: true });
    // oxlint-disable-next-line no-control-regex
    return !/\u001b[$(]/.test(sample.toString('latin1'));
  } catch {
    return false;
  }
}

function known(charset: string | null): string | null {
  if (!charset || /^(us-)?ascii$/i.test(charset)) return null;
  try {
    return new TextDecoder(charset).encoding;
  } catch {
    return null;
  }
}
