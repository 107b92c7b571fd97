import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';

/** What anything in this network namespace sends to anybody but this machine. */
export interface OutsideWatch extends AsyncDisposable {
  /** One line for each packet: `10.66.0.1.40000 > 192.0.2.1.443: Flags [S]`, in tcpdump's words. */
  readonly packets: readonly string[];
}

const gateway = '10.66.0.2';

/** Gives the namespace a way out that leads nowhere, so that attempts leave this machine, and listens there. Names are looked up beyond it, too. */
export async function watchOutside(): Promise<OutsideWatch> {
  const stack = new AsyncDisposableStack();
  const ip = (...args: string[]): void => void execFileSync('ip', args);
  ip('route', 'add', 'default', 'via', gateway, 'dev', 'pbx0');
  stack.defer(() => ip('route', 'del', 'default'));
  ip('neigh', 'replace', gateway, 'lladdr', '02:00:00:00:00:01', 'dev', 'pbx0');
  const packets: string[] = [];
  // Every interface, so that a resolver on the loopback is seen as well.
  const filter = '(udp port 53 or tcp port 53) or ((tcp or udp) and not (dst net 127.0.0.0/8 or dst host 10.66.0.1 or dst host ::1))';
  const child = spawn('tcpdump', ['-i', 'any', '-n', '-l', '-q', '-t', filter], { stdio: ['ignore', 'pipe', 'pipe'] });
  stack.defer(async () => {
    child.kill('SIGINT');
    await once(child, 'close');
  });
  let text = '';
  child.stdout.setEncoding('utf8').on('data', (piece: string) => {
    const lines = (text + piece).split('\n');
    text = lines.pop() ?? '';
    packets.push(...lines.filter((line) => line !== ''));
  });
  await new Promise<void>((ready, failed) => {
    child.once('error', failed);
    child.stderr.setEncoding('utf8').on('data', (words: string) => words.includes('listening on') && ready());
  });
  return { packets, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}
