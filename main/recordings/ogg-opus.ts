/** An Ogg Opus stream as it grows (RFC 7845): what has been handed out so far is always a whole file. */
export interface OggOpus {
  /** Identification and comment: before everything else. */
  head(): Buffer;
  /** Whole pages; each packet stands for 20 ms. */
  pages(packets: readonly Uint8Array[]): Buffer;
}

/** 20 ms at 48 kHz. */
const packetSamples = 960;
/** What a decoder drops at the beginning: CELT alone looks 2.5 ms ahead (RFC 7845 §4.2). */
const preSkip = 120;
const mostSegments = 255;

export function createOggOpus(serial: number): OggOpus {
  let sequence = 0;
  let samples = 0;

  function page(packets: readonly Uint8Array[], granule: number, isFirst = false): Buffer {
    const lacing = packets.flatMap(({ length }) => [...Array<number>(Math.floor(length / 255)).fill(255), length % 255]);
    const head = Buffer.alloc(27);
    head.write('OggS');
    head.writeUInt8(isFirst ? 2 : 0, 5);
    head.writeBigUInt64LE(BigInt(granule), 6);
    head.writeUInt32LE(serial >>> 0, 14);
    head.writeUInt32LE(sequence, 18);
    head.writeUInt8(lacing.length, 26);
    sequence += 1;
    const whole = Buffer.concat([head, Uint8Array.from(lacing), ...packets]);
    whole.writeUInt32LE(checksum(whole), 22);
    return whole;
  }

  return {
    head: () => Buffer.concat([page([identification()], 0, true), page([comment()], 0)]),
    pages(packets) {
      const done: Buffer[] = [];
      let run: Uint8Array[] = [];
      let segments = 0;
      const close = (): void => {
        if (run.length > 0) done.push(page(run, samples));
        run = [];
        segments = 0;
      };
      for (const packet of packets) {
        const needed = Math.floor(packet.length / 255) + 1;
        if (segments + needed > mostSegments) close();
        run.push(packet);
        segments += needed;
        samples += packetSamples;
      }
      close();
      return Buffer.concat(done);
    },
  };
}

/** Channel mapping family 1, two streams, none of them coupled: nothing of one side is ever heard on the other (RFC 7845 §5.1.1.2). */
function identification(): Buffer {
  const head = Buffer.alloc(23);
  head.write('OpusHead');
  head.writeUInt8(1, 8);
  head.writeUInt8(2, 9);
  head.writeUInt16LE(preSkip, 10);
  head.writeUInt32LE(48_000, 12);
  head.set([1, 2, 0, 0, 1], 18);
  return head;
}

function comment(): Buffer {
  const vendor = 'Threadline';
  const head = Buffer.alloc(16 + vendor.length);
  head.write('OpusTags');
  head.writeUInt32LE(vendor.length, 8);
  head.write(vendor, 12);
  return head;
}

/** RFC 3533 §6: polynomial 0x04c11db7, not reflected, over the page with this field as zero. */
const table = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 24;
  for (let bit = 0; bit < 8; bit += 1) value = value & 0x80000000 ? (value << 1) ^ 0x04c11db7 : value << 1;
  return value;
});

function checksum(bytes: Uint8Array): number {
  let value = 0;
  for (const byte of bytes) value = ((value << 8) ^ (table[((value >>> 24) ^ byte) & 0xff] ?? 0)) >>> 0;
  return value;
}
