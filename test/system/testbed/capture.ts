import { spawn } from 'node:child_process';
import { readPcap, type Packet } from './pcap.ts';

export type { Packet };

/** What went over the loopback of this network namespace, stamped by the kernel. */
export interface Capture extends AsyncDisposable {
  readonly packets: readonly Packet[];
  /** The first packet from now on that `isIt`. */
  packet(isIt: (packet: Packet) => boolean, what: string, withinMs?: number): Promise<Packet>;
  /** Ends it; packets on their way are still read. */
  stop(): Promise<readonly Packet[]>;
}

/** `filter` in pcap's words. */
export async function startCapture(filter: string): Promise<Capture> {
  const options = ['-i', 'lo', '-n', '-w', '-', '-U', '--immediate-mode', '-s', '256', '-B', '8192'];
  const child = spawn('tcpdump', [...options, filter], { stdio: ['ignore', 'pipe', 'pipe'] });
  const packets: Packet[] = [];
  const watchers = new Set<(packet: Packet) => void>();
  const read = readPcap((packet) => {
    packets.push(packet);
    for (const watcher of watchers) watcher(packet);
  });
  child.stdout.on('data', read);
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
  return {
    packets,
    packet(isIt, what, withinMs = 10_000) {
      return new Promise((done, failed) => {
        const settle = (): void => {
          watchers.delete(look);
          clearTimeout(late);
        };
        const look = (packet: Packet): void => {
          if (!isIt(packet)) return;
          settle();
          done(packet);
        };
        const late = setTimeout(() => {
          settle();
          failed(new Error(`not on the wire within ${withinMs} ms: ${what}`));
        }, withinMs);
        watchers.add(look);
      });
    },
    stop,
    [Symbol.asyncDispose]: async () => void (await stop()),
  };
}
