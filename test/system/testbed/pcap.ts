export interface Packet {
  /** Epoch ms, with microseconds. */
  readonly at: number;
  readonly protocol: 'udp' | 'tcp';
  readonly from: number;
  readonly to: number;
  /** The first octets: as many as were captured. */
  readonly payload: Buffer;
}

const fileHead = 24;
const recordHead = 16;
const ethernetHead = 14;

/** Reads a capture file as it comes in (pcap 2.4, microseconds, Ethernet, IPv4). */
export function readPcap(onPacket: (packet: Packet) => void): (bytes: Buffer) => void {
  let pending = Buffer.alloc(0);
  let isHeadRead = false;
  return (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    if (!isHeadRead) {
      if (pending.length < fileHead) return;
      if (pending.readUInt32LE(0) !== 0xa1b2c3d4) throw new Error('not a capture file with microseconds');
      pending = pending.subarray(fileHead);
      isHeadRead = true;
    }
    while (pending.length >= recordHead) {
      const end = recordHead + pending.readUInt32LE(8);
      if (pending.length < end) return;
      const at = pending.readUInt32LE(0) * 1_000 + pending.readUInt32LE(4) / 1_000;
      const packet = readFrame(at, pending.subarray(recordHead, end));
      if (packet) onPacket(packet);
      pending = pending.subarray(end);
    }
  };
}

function readFrame(at: number, frame: Buffer): Packet | null {
  const ip = frame.subarray(ethernetHead);
  if (ip.length < 28 || ip.readUInt8(0) >> 4 !== 4) return null;
  const segment = ip.subarray((ip.readUInt8(0) & 0x0f) * 4, ip.readUInt16BE(2));
  const protocol = ip.readUInt8(9) === 17 ? 'udp' : ip.readUInt8(9) === 6 ? 'tcp' : null;
  if (!protocol || segment.length < 8) return null;
  const head = protocol === 'udp' ? 8 : ((segment[12] ?? 0) >> 4) * 4;
  return { at, protocol, from: segment.readUInt16BE(0), to: segment.readUInt16BE(2), payload: Buffer.from(segment.subarray(head)) };
}

/** RTP and nothing that shares its port: STUN, DTLS (RFC 7983) and RTCP (RFC 5761 §4). */
export function isRtp({ protocol, payload }: Packet): boolean {
  const [first = 0, second = 0] = payload;
  return protocol === 'udp' && first >= 128 && first <= 191 && payload.length >= 12 && !(second >= 192 && second <= 223);
}

/** The beginning of a SIP message that a WebSocket frame from a client carries (RFC 6455 §5.2: masked); empty where there is none. */
export function clientText({ protocol, payload }: Packet): string {
  const [first = 0, second = 0] = payload;
  if (protocol !== 'tcp' || first !== 0x81 || (second & 0x80) === 0) return '';
  const length = second & 0x7f;
  const maskAt = length === 127 ? 10 : length === 126 ? 4 : 2;
  const mask = payload.subarray(maskAt, maskAt + 4);
  return Buffer.from(payload.subarray(maskAt + 4).map((octet, index) => octet ^ (mask[index % 4] ?? 0))).toString('latin1');
}
