import { spawn } from 'node:child_process';

export interface Packet {
  /** Epoch ms, with microseconds. */
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly length: number;
}

export interface Capture extends AsyncDisposable {
  readonly packets: readonly Packet[];
  /** Ends it; packets on their way are still read. */
  stop(): Promise<readonly Packet[]>;
}

/** Watches the loopback of this network namespace. `filter` in pcap's words. */
export async function startCapture(filter: string): Promise<Capture> {
  const child = spawn('tcpdump', ['-i', 'lo', '-n', '-tt', '-l', '--immediate-mode', '-q', filter], { stdio: ['ignore', 'pipe', 'pipe'] });
  const packets: Packet[] = [];
  let rest = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    const lines = (rest + text).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) {
      const [, seconds, from, to, length] = /^(\d+\.\d+) IP [\d.]+\.(\d+) > [\d.]+\.(\d+): (?:UDP, length|tcp) (\d+)/.exec(line) ?? [];
      if (seconds) packets.push({ at: Number(seconds) * 1_000, from: Number(from), to: Number(to), length: Number(length) });
    }
  });
  const ended = new Promise<void>((done) => child.once('close', () => done()));
  await new Promise<void>((ready, failed) => {
    child.once('error', failed);
    child.stderr.setEncoding('utf8').on('data', (text: string) => text.includes('listening on') && ready());
  });
  async function stop(): Promise<readonly Packet[]> {
    child.kill('SIGINT');
    await ended;
    return packets;
  }
  return { packets, stop, [Symbol.asyncDispose]: async () => void (await stop()) };
}

/** RTP of baresip and rtpengine. Silence in Opus is a packet of 43 bytes: no lower limit. */
export const rtpFilter = 'udp and portrange 30000-33999';

/** Longest pause (ms) between two packets to a port, from the first to the last. */
export function longestPause(packets: readonly Packet[]): number {
  let longest = 0;
  for (const [index, packet] of packets.entries()) longest = Math.max(longest, index === 0 ? 0 : packet.at - (packets[index - 1]?.at ?? packet.at));
  return longest;
}

/** Packets of one direction: between the pair of ports that carried most. */
export function streams(packets: readonly Packet[]): ReadonlyMap<string, readonly Packet[]> {
  return Map.groupBy(packets, ({ from, to }) => `${from}>${to}`);
}
