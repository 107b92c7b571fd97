import { convert } from 'html-to-text';
import { textOfRtf, unpackRtf } from './compressed-rtf.ts';

/** What a winmail.dat holds ([MS-OXTNEF]): Outlook's own way to wrap a mail. */
export interface TnefContent {
  readonly text: string;
  readonly files: readonly { readonly name: string; readonly mediaType: string; readonly bytes: Buffer }[];
}

const mostAttributes = 5_000;
const mostFiles = 100;
const mostProperties = 2_000;
const mostText = 200_000;
const charsets: Readonly<Record<number, string>> = { 65_001: 'utf-8', 932: 'shift_jis', 936: 'gbk', 949: 'euc-kr', 950: 'big5', 874: 'windows-874' };

interface OpenFile {
  name: string;
  longName: string | null;
  mediaType: string | null;
  bytes: Buffer;
}

type Properties = ReadonlyMap<number, string | Buffer>;

/** Throws RangeError or Error for what cannot be read. */
export function readTnef(bytes: Buffer): TnefContent {
  if (bytes.readUInt32LE(0) !== 0x223e9f78) throw new Error('no TNEF');
  const files: OpenFile[] = [];
  let charset = 'windows-1252';
  let body = '';
  let properties: Properties = new Map();
  for (const { id, content } of attributesOf(bytes)) {
    const file = files.at(-1);
    switch (id) {
      case 0x9007:
        charset = charsetOf(content.length >= 4 ? content.readUInt32LE(0) : 1_252);
        break;
      case 0x800c:
        body = decode(content, charset);
        break;
      case 0x9003:
        properties = propertiesOf(content, charset);
        break;
      case 0x9002:
        if (files.length >= mostFiles) return { text: textOf(body, properties, charset), files: files.map(closed) };
        files.push({ name: '', longName: null, mediaType: null, bytes: Buffer.alloc(0) });
        break;
      case 0x8010:
        if (file) file.name = decode(content, charset);
        break;
      case 0x800f:
        if (file) file.bytes = content;
        break;
      case 0x9005:
        if (file) complete(file, propertiesOf(content, charset));
        break;
      default:
    }
  }
  return { text: textOf(body, properties, charset), files: files.map(closed) };
}

function* attributesOf(bytes: Buffer): Generator<{ id: number; content: Buffer }> {
  let at = 6;
  for (let count = 0; at + 9 <= bytes.length && count < mostAttributes; count += 1) {
    const id = bytes.readUInt16LE(at + 1);
    const length = bytes.readUInt32LE(at + 5);
    // Cut off: what is there is shown.
    const content = bytes.subarray(at + 9, Math.min(bytes.length, at + 9 + length));
    yield { id, content };
    at += 9 + length + 2;
  }
}

function complete(file: OpenFile, properties: Properties): void {
  const long = properties.get(0x3707) ?? properties.get(0x3704);
  const type = properties.get(0x370e);
  const content = properties.get(0x3701);
  if (typeof long === 'string') file.longName = long;
  if (typeof type === 'string') file.mediaType = type;
  // A message inside of the message: wrapped once more, behind the id of its interface.
  if (content instanceof Buffer && file.bytes.length === 0) file.bytes = content.subarray(16);
}

function closed({ name, longName, mediaType, bytes }: OpenFile): TnefContent['files'][number] {
  return {
    name: (longName || name || 'attachment').slice(0, 300),
    mediaType: (mediaType ?? 'application/octet-stream').slice(0, 100).toLowerCase(),
    bytes,
  };
}

function textOf(body: string, properties: Properties, charset: string): string {
  const plain = properties.get(0x1000);
  const html = properties.get(0x1013);
  const rtf = properties.get(0x1009);
  const text =
    body ||
    (typeof plain === 'string' ? plain : '') ||
    (html === undefined ? '' : wordsOf(typeof html === 'string' ? html : decode(html, charset))) ||
    (rtf instanceof Buffer ? textOfRtf(unpackRtf(rtf), charset) : '');
  return text.replaceAll('\r\n', '\n').trim().slice(0, mostText);
}

function wordsOf(html: string): string {
  const limits = { maxInputLength: 300_000, maxDepth: 200, maxChildNodes: 10_000 };
  return convert(html.slice(0, 300_000), { wordwrap: false, limits, selectors: [{ selector: 'img', format: 'skip' }] });
}

/** Strings and bytes by their property id; the rest is stepped over ([MS-OXTNEF] §2.1.3.4). */
function propertiesOf(content: Buffer, charset: string): Properties {
  const found = new Map<number, string | Buffer>();
  let at = 4;
  const count = Math.min(content.length >= 4 ? content.readUInt32LE(0) : 0, mostProperties);
  for (let n = 0; n < count && at + 4 <= content.length; n += 1) {
    const type = content.readUInt16LE(at);
    const id = content.readUInt16LE(at + 2);
    at += 4;
    if (id >= 0x8000) {
      const isNamed = content.readUInt32LE(at + 16) === 1;
      at += isNamed ? 24 + padded(content.readUInt32LE(at + 20)) : 24;
    }
    const single = type & 0x0fff;
    const isVariable = [0x0d, 0x1e, 0x1f, 0x102].includes(single);
    const isMany = (type & 0x1000) !== 0;
    const values = isVariable || isMany ? content.readUInt32LE(at) : 1;
    if (isVariable || isMany) at += 4;
    if (!isVariable) {
      at += values * fixedBytes(single);
      continue;
    }
    for (let value = 0; value < Math.min(values, mostProperties); value += 1) {
      const length = content.readUInt32LE(at);
      const bytes = content.subarray(at + 4, at + 4 + length);
      at += 4 + padded(length);
      if (value === 0) found.set(id, single === 0x1e ? decode(bytes, charset) : single === 0x1f ? decode(bytes, 'utf-16le') : bytes);
    }
  }
  return found;
}

const padded = (length: number): number => Math.ceil(length / 4) * 4;

function fixedBytes(type: number): number {
  if ([0x05, 0x06, 0x07, 0x14, 0x40].includes(type)) return 8;
  return type === 0x48 ? 16 : 4;
}

function charsetOf(codepage: number): string {
  return charsets[codepage] ?? (codepage >= 1_250 && codepage <= 1_258 ? `windows-${codepage}` : 'windows-1252');
}

function decode(bytes: Buffer, charset: string): string {
  return new TextDecoder(charset).decode(bytes).replace(/\0+$/, '');
}
