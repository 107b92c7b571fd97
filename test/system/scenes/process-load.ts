import { readdirSync, readFileSync } from 'node:fs';
import type { Desktop } from '../../e2e/harness/electron.ts';

/** What the two processes that carry a call hold: main, and the media page. */
export interface Footprint {
  /** Memory that is theirs alone, bytes, after garbage was collected. */
  readonly bytes: number;
  /** Open files and sockets of both. */
  readonly descriptors: number;
  /** Connections, sound contexts and running timers of the media page and main that a call may leave behind. */
  readonly handles: Readonly<Record<string, number>>;
}

/** Process ids of main and of the media page. */
export async function processIds(desktop: Desktop): Promise<readonly [number, number]> {
  return desktop.app.evaluate(({ BrowserWindow }) => {
    const media = BrowserWindow.getAllWindows().find(({ webContents }) => webContents.getURL().includes('/media.html'));
    return [process.pid, media?.webContents.getOSProcessId() ?? 0] as const;
  });
}

export async function footprint(desktop: Desktop): Promise<Footprint> {
  const page = await desktop.media();
  const session = await page.context().newCDPSession(page);
  try {
    const resources = await desktop.app.evaluate(async () => {
      process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
      const collect = process.getBuiltinModule('node:vm').runInNewContext('gc') as () => void;
      for (let time = 0; time < 3; time += 1) {
        collect();
        await new Promise((later) => setTimeout(later, 50));
      }
      return process.getActiveResourcesInfo();
    });
    for (let time = 0; time < 3; time += 1) await session.send('HeapProfiler.collectGarbage');
    const count = async (prototype: string): Promise<number> => {
      const { result } = await session.send('Runtime.evaluate', { expression: prototype });
      const { objects } = await session.send('Runtime.queryObjects', { prototypeObjectId: result.objectId ?? '' });
      const { result: length } = await session.send('Runtime.callFunctionOn', {
        objectId: objects.objectId ?? '',
        functionDeclaration: 'function () { return this.length }',
      });
      return Number(length.value);
    };
    const ids = await processIds(desktop);
    return {
      bytes: sum(ids.map(privateBytes)),
      descriptors: sum(ids.map((id) => readdirSync(`/proc/${id}/fd`).length)),
      handles: {
        connections: await count('RTCPeerConnection.prototype'),
        soundContexts: await count('AudioContext.prototype'),
        tracks: await count('MediaStreamTrack.prototype'),
        timers: resources.filter((name) => name === 'Timeout').length,
        sockets: resources.filter((name) => name.startsWith('TCP')).length,
      },
    };
  } finally {
    await session.detach();
  }
}

/** Share of one core (%) that each of these processes takes from now on for `forMs`. */
export async function coreShare(ids: readonly number[], forMs: number): Promise<readonly number[]> {
  const before = ids.map(cpuMs);
  const since = performance.now();
  // Time is what is measured here.
  await new Promise((over) => setTimeout(over, forMs));
  const tookMs = performance.now() - since;
  return ids.map((id, at) => ((cpuMs(id) - (before[at] ?? 0)) / tookMs) * 100);
}

/** User and system time of all threads, from 100 ticks a second (proc_pid_stat(5)). */
function cpuMs(id: number): number {
  const stat = readFileSync(`/proc/${id}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

function privateBytes(id: number): number {
  const rollup = readFileSync(`/proc/${id}/smaps_rollup`, 'utf8');
  return sum([...rollup.matchAll(/^Private_(?:Clean|Dirty):\s+(\d+) kB/gm)].map(([, kb]) => Number(kb) * 1_024));
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);
