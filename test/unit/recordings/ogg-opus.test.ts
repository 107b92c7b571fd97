import { expect, it } from 'vitest';
import { silentPacket } from '../../../contract/model/recording.ts';
import { createOggOpus } from '../../../main/recordings/ogg-opus.ts';

const silence = Buffer.from(silentPacket);

interface Page {
  readonly kind: number;
  readonly granule: number;
  readonly serial: number;
  readonly sequence: number;
  readonly packets: Buffer[];
}

/** RFC 3533 §6, written against the text and not against our writer. */
function readPages(bytes: Buffer): Page[] {
  const pages: Page[] = [];
  for (let at = 0; at < bytes.length;) {
    expect(bytes.toString('latin1', at, at + 4)).toBe('OggS');
    const count = bytes[at + 26]!;
    const lacing = [...bytes.subarray(at + 27, at + 27 + count)];
    const begin = at + 27 + count;
    const end = begin + lacing.reduce((sum, length) => sum + length, 0);
    const zeroed = Buffer.from(bytes.subarray(at, end));
    zeroed.writeUInt32LE(0, 22);
    expect(bitwiseChecksum(zeroed)).toBe(bytes.readUInt32LE(at + 22));
    const packets: Buffer[] = [];
    let from = begin;
    let length = 0;
    for (const segment of lacing) {
      length += segment;
      if (segment === 255) continue;
      packets.push(bytes.subarray(from, from + length));
      from += length;
      length = 0;
    }
    expect(length).toBe(0);
    pages.push({
      kind: bytes[at + 5]!,
      granule: Number(bytes.readBigUInt64LE(at + 6)),
      serial: bytes.readUInt32LE(at + 14),
      sequence: bytes.readUInt32LE(at + 18),
      packets,
    });
    at = end;
  }
  return pages;
}

function bitwiseChecksum(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes)
    for (let bit = 7; bit >= 0; bit -= 1) {
      const top = (value >>> 31) ^ ((byte >> bit) & 1);
      value = (value << 1) >>> 0;
      if (top) value = (value ^ 0x04c11db7) >>> 0;
    }
  return value;
}

it('begins with who it is, and counts its time in samples', () => {
  const ogg = createOggOpus(7);
  const packets = [200, 255, 256, 600].map((length) => Buffer.alloc(length, length));
  const [head, tags, ...pages] = readPages(Buffer.concat([ogg.head(), ogg.pages(packets), ogg.pages([silence])]));
  expect(head).toMatchObject({ kind: 2, granule: 0, serial: 7, sequence: 0 });
  expect(head!.packets[0]!.toString('latin1', 0, 8)).toBe('OpusHead');
  expect([...head!.packets[0]!.subarray(8, 12), head!.packets[0]!.readUInt32LE(12)]).toEqual([1, 2, 120, 0, 48_000]);
  // Family 1: two streams, none coupled, the first on the left.
  expect([...head!.packets[0]!.subarray(18)]).toEqual([1, 2, 0, 0, 1]);
  expect(tags!.packets[0]!.toString('latin1', 0, 8)).toBe('OpusTags');
  expect(pages.map(({ kind, granule, sequence }) => [kind, granule, sequence])).toEqual([
    [0, 4 * 960, 2],
    [0, 5 * 960, 3],
  ]);
  expect(pages[0]!.packets).toEqual(packets);
  expect(pages[1]!.packets).toEqual([silence]);
});

it('takes as many pages as it needs', () => {
  const ogg = createOggOpus(1);
  ogg.head();
  const packets = Array.from({ length: 300 }, (_, n) => Buffer.alloc(300, n));
  const pages = readPages(ogg.pages(packets));
  expect(pages.length).toBe(3);
  expect(pages.flatMap((page) => page.packets)).toEqual(packets);
  expect(pages.at(-1)!.granule).toBe(300 * 960);
});
