import { createSocket } from 'node:dgram';

/** Calls that rtpengine still holds: none must remain when a call is over. Asked over its control protocol (bencode over UDP). */
export async function relayedCalls(port = 2223): Promise<number> {
  const socket = createSocket('udp4');
  try {
    const answer = new Promise<string>((done, failed) => {
      socket.once('error', failed);
      socket.once('message', (bytes) => done(bytes.toString('latin1')));
      setTimeout(() => failed(new Error('rtpengine does not answer')), 3_000).unref();
    });
    socket.send('calls d7:command4:liste', port, '127.0.0.1');
    const [, list] = /5:callsl(.*?)e6:result2:ok/s.exec(await answer) ?? [];
    if (list === undefined) throw new Error(`rtpengine answered ${await answer}`);
    return countStrings(list);
  } finally {
    socket.close();
  }
}

/** How many strings a bencoded list of strings holds. */
function countStrings(list: string): number {
  let count = 0;
  for (let at = 0; at < list.length; count += 1) {
    const colon = list.indexOf(':', at);
    at = colon + 1 + Number(list.slice(at, colon));
  }
  return count;
}
