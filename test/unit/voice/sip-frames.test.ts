import { describe, expect, it } from 'vitest';
import { createSipFrames } from '../../../main/voice/sip-frames.ts';

const first = 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 5\r\n\r\nhälo';
const second = 'SIP/2.0 200 OK\r\nl : 0\r\n\r\n';

function collect(): { taken: string[]; frames: ReturnType<typeof createSipFrames> } {
  const taken: string[] = [];
  return { taken, frames: createSipFrames((message) => taken.push(message.toString())) };
}

describe('messages in a stream', () => {
  it('come whole however the bytes fall', () => {
    const bytes = Buffer.from(`\r\n\r\n${first}\r\n\r\n${second}${first}`);
    for (let size = 1; size <= bytes.length; size += 1) {
      const { taken, frames } = collect();
      for (let at = 0; at < bytes.length; at += size) expect(frames.take(bytes.subarray(at, at + size))).toBe(true);
      expect(taken).toEqual([first, second, first]);
    }
  });

  it.each([
    ['no length', 'OPTIONS sip:a@b SIP/2.0\r\nTo: x\r\n\r\n'],
    ['a negative length', 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length: -9\r\n\r\n'],
    ['two that differ', 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 1\r\nl: 2\r\n\r\nab'],
    ['a length beyond reason', 'OPTIONS sip:a@b SIP/2.0\r\nContent-Length: 999999999\r\n\r\n'],
    ['a head without an end', `OPTIONS sip:a@b SIP/2.0\r\nX: ${'x'.repeat(70_000)}`],
  ])('%s ends the connection', (_, text) => {
    const { taken, frames } = collect();
    expect(frames.take(Buffer.from(text))).toBe(false);
    expect(taken).toEqual([]);
  });
});
