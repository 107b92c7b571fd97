import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { WebSocket } from 'ws';
import { mainSide, viewSide } from '../../../contract/contract.ts';
import { connect, type Connection } from '../../../contract/rpc.ts';
import { createWebSocketChannel } from '../../../main/browser/websocket-channel.ts';
import { createTestFolder } from '../../fakes/test-core.ts';

const path = (file: string): string => fileURLToPath(new URL(file, import.meta.url));

/** The program as it is built, in the shell that needs no Electron, in a process of its own. */
export interface BuiltCore extends AsyncDisposable {
  readonly dataFolder: string;
  readonly view: Pick<Connection<typeof viewSide, typeof mainSide>, 'call'>;
  /** Resolves with a function that says how long the main loop was held up since, p99. */
  watchLoop(): () => Promise<number>;
}

export async function startBuiltCore(): Promise<BuiltCore> {
  const folder = createTestFolder();
  const args = ['--require', path('loop-stall.cjs'), path('../../../out/main/browser.js'), '--profile', folder.path, '--no-open'];
  const program = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit', 'ipc'] });
  const address = await addressOf(program.stdout!);
  const entered = await fetch(address, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const { origin } = new URL(address);
  const ws = new WebSocket(`${origin.replace('http', 'ws')}/view`, { headers: { origin, cookie } });
  const channel = createWebSocketChannel(ws);
  await once(ws, 'open');
  const onIncident = (error: unknown, where: string): never => {
    throw new Error(`view could not read ${where}`, { cause: error });
  };
  const view = connect(channel, { own: viewSide, peer: mainSide, handlers: {}, onIncident });
  return {
    dataFolder: folder.path,
    view,
    watchLoop() {
      program.send('begin');
      return async () => {
        const answer = once(program, 'message') as Promise<[{ p99Ms: number }]>;
        program.send('end');
        return (await answer)[0].p99Ms;
      };
    },
    async [Symbol.asyncDispose]() {
      ws.terminate();
      const ended = once(program, 'exit');
      program.kill('SIGTERM');
      await ended;
      folder[Symbol.dispose]();
    },
  };
}

async function addressOf(output: NodeJS.ReadableStream): Promise<string> {
  for await (const line of createInterface(output)) if (line.startsWith('http://')) return line;
  throw new Error('the program ended before it said its address');
}
