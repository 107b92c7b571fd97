/** Writes a winmail.dat ([MS-OXTNEF]) as Outlook does: for tests. */
export interface TestTnef {
  readonly text?: string;
  readonly rtf?: Buffer;
  readonly html?: string;
  readonly files?: readonly { readonly name: string; readonly longName?: string; readonly mediaType?: string; readonly bytes: Buffer }[];
}

const attribute = (level: number, id: number, content: Buffer): Buffer => {
  const head = Buffer.alloc(9);
  head.writeUInt8(level, 0);
  head.writeUInt32LE(id, 1);
  head.writeUInt32LE(content.length, 5);
  const sum = Buffer.alloc(2);
  sum.writeUInt16LE(content.reduce((total, byte) => (total + byte) % 65_536, 0));
  return Buffer.concat([head, content, sum]);
};
const uint32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};
const padded = (bytes: Buffer): Buffer => Buffer.concat([bytes, Buffer.alloc((4 - (bytes.length % 4)) % 4)]);
const property = (type: number, id: number, value: Buffer): Buffer => {
  const head = Buffer.alloc(4);
  head.writeUInt16LE(type, 0);
  head.writeUInt16LE(id, 2);
  return Buffer.concat([head, uint32(1), uint32(value.length), padded(value)]);
};
/** A property with a name of its own, and one of a fixed length: to be stepped over. */
const noise = [
  Buffer.concat([
    Buffer.from([0x1f, 0x00, 0x01, 0x80]),
    Buffer.alloc(16),
    uint32(1),
    uint32(6),
    padded(Buffer.from('abc', 'utf16le')),
    uint32(1),
    uint32(4),
    Buffer.from('xy', 'utf16le'),
  ]),
  Buffer.concat([Buffer.from([0x40, 0x00, 0x39, 0x00]), Buffer.alloc(8)]),
  Buffer.concat([Buffer.from([0x03, 0x10, 0x55, 0x00]), uint32(2), uint32(7), uint32(8)]),
];
const properties = (...all: Buffer[]): Buffer => Buffer.concat([uint32(all.length + noise.length), ...noise, ...all]);

export function tnefOf({ text, rtf, html, files = [] }: TestTnef): Buffer {
  const message = [...(rtf ? [property(0x102, 0x1009, rtf)] : []), ...(html ? [property(0x102, 0x1013, Buffer.from(html))] : [])];
  return Buffer.concat([
    Buffer.from([0x78, 0x9f, 0x3e, 0x22, 0x01, 0x00]),
    attribute(1, 0x00069007, Buffer.concat([uint32(1_252), uint32(0)])),
    ...(text === undefined ? [] : [attribute(1, 0x0002800c, Buffer.from(`${text}\0`, 'latin1'))]),
    attribute(1, 0x00069003, properties(...message)),
    ...files.flatMap(({ name, longName, mediaType, bytes }) => [
      attribute(2, 0x00069002, Buffer.alloc(14)),
      attribute(2, 0x00018010, Buffer.from(`${name}\0`, 'latin1')),
      attribute(2, 0x0006800f, bytes),
      attribute(
        2,
        0x00069005,
        properties(
          ...(longName ? [property(0x1f, 0x3707, Buffer.from(`${longName}\0`, 'utf16le'))] : []),
          ...(mediaType ? [property(0x1e, 0x370e, Buffer.from(`${mediaType}\0`, 'latin1'))] : []),
        ),
      ),
    ]),
  ]);
}
