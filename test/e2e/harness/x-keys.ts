import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

/** Of the usual keyboard of an X server (evdev). */
const codes = { Control: 37, Alt: 64, A: 38, E: 26, H: 43, M: 58 } as const;
export type XKey = keyof typeof codes;

const queryExtension = 98;
const getInputFocus = 43;
const fakeInput = 2;
const [pressed, released] = [2, 3];

/** Presses keys together and lets them go, for the whole screen, as a keyboard does: whichever window is in front (X11 core protocol, XTEST 2.2). */
export async function pressKeys(keys: readonly XKey[]): Promise<void> {
  const number = /:(\d+)/.exec(process.env['DISPLAY'] ?? '')?.[1];
  if (number === undefined) throw new Error('there is no X display');
  const socket = connect(`/tmp/.X11-unix/X${number}`);
  const read = createReader(socket);
  try {
    await once(socket, 'connect');
    socket.write(Buffer.from([0x6c, 0, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0]));
    const greeting = await read(8);
    if (greeting[0] !== 1) throw new Error('the X server does not let us in');
    await read(greeting.readUInt16LE(6) * 4);
    const name = Buffer.from('XTEST\0\0\0');
    socket.write(Buffer.concat([Buffer.from([queryExtension, 0, 4, 0, 5, 0, 0, 0]), name]));
    const extension = await read(32);
    if (extension[8] !== 1) throw new Error('the X server has no XTEST');
    const input = (kind: number, key: XKey): void => {
      const request = Buffer.alloc(36);
      request.set([extension[9]!, fakeInput, 9, 0, kind, codes[key]]);
      socket.write(request);
    };
    for (const key of keys) input(pressed, key);
    for (const key of keys.toReversed()) input(released, key);
    // Answered behind what was asked before it.
    socket.write(Buffer.from([getInputFocus, 0, 1, 0]));
    await read(32);
  } finally {
    socket.destroy();
  }
}

function createReader(socket: Socket): (length: number) => Promise<Buffer> {
  let kept = Buffer.alloc(0);
  return async (length) => {
    while (kept.length < length) {
      const [piece] = (await once(socket, 'data')) as [Buffer];
      kept = Buffer.concat([kept, piece]);
    }
    const wanted = kept.subarray(0, length);
    kept = kept.subarray(length);
    return wanted;
  };
}
