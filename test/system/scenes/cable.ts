import { execFileSync } from 'node:child_process';
import { readlink } from 'node:fs/promises';
import { setTimeout } from 'node:timers/promises';

export type SwapKind = 'other address' | 'other address after a gap' | 'down and up';
export const swapKinds: readonly SwapKind[] = ['other address', 'other address after a gap', 'down and up'];

/** The other end's address. */
export const farAddress = '10.77.0.1';

/** The phone's only way to its server: a pair of interfaces between two network namespaces. */
export interface Cable extends Disposable {
  /** This end's. */
  readonly address: string;
  /** Answers when the network was there again, epoch ms. */
  swap(kind: SwapKind): Promise<number>;
}

const gapMs = 700;
const ip = (...args: string[]): void => void execFileSync('ip', args, { stdio: ['ignore', 'ignore', 'inherit'] });

const networkOf = (process: number | 'self'): Promise<string> => readlink(`/proc/${process}/ns/net`);

/** `pid`: of a process in the other namespace; one that has just been started may still be on its way there. */
export async function layCable(pid: number): Promise<Cable> {
  while ((await networkOf(pid)) === (await networkOf('self'))) await setTimeout(10);
  const far = (...args: string[]): void => void execFileSync('nsenter', ['-t', String(pid), '-n', 'ip', ...args]);
  let at = 1;
  const addressOf = (number: number): string => `10.77.1.${number}`;
  ip('link', 'add', 'swap0', 'type', 'veth', 'peer', 'name', 'swap1', 'netns', String(pid));
  // The test run's other network would be one more way out.
  ip('link', 'set', 'pbx0', 'down');
  far('link', 'set', 'lo', 'up');
  far('addr', 'add', `${farAddress}/16`, 'dev', 'swap1');
  far('link', 'set', 'swap1', 'up');
  ip('addr', 'add', `${addressOf(at)}/16`, 'dev', 'swap0');
  ip('link', 'set', 'swap0', 'up');
  return {
    get address() {
      return addressOf(at);
    },
    async swap(kind) {
      if (kind === 'down and up') {
        ip('link', 'set', 'swap0', 'down');
        await setTimeout(gapMs);
        ip('link', 'set', 'swap0', 'up');
        return Date.now();
      }
      ip('addr', 'del', `${addressOf(at)}/16`, 'dev', 'swap0');
      if (kind === 'other address after a gap') await setTimeout(gapMs);
      at = (at % 250) + 1;
      ip('addr', 'add', `${addressOf(at)}/16`, 'dev', 'swap0');
      return Date.now();
    },
    [Symbol.dispose]() {
      ip('link', 'del', 'swap0');
      ip('link', 'set', 'pbx0', 'up');
    },
  };
}
