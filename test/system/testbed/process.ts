import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { connect } from 'node:net';

export interface Server extends AsyncDisposable {
  readonly name: string;
  /** 0: it could not be started. */
  readonly pid: number;
  readonly isRunning: boolean;
  /** Ends it as an administrator would; `kill` as a power cut would. */
  stop(how?: 'end' | 'kill'): Promise<void>;
}

/** Starts a program of the testbed; it is ended by its own id, with everything it started. */
export function startServer(name: string, command: readonly string[], log: string): Server {
  const [program = '', ...args] = command;
  const child: ChildProcess = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const file = createWriteStream(log, { flags: 'a' });
  child.stdout?.pipe(file, { end: false });
  child.stderr?.pipe(file, { end: false });
  const ended = new Promise<void>((done) => {
    child.once('error', () => done());
    child.once('exit', () => done());
  });
  async function stop(how: 'end' | 'kill' = 'end'): Promise<void> {
    const { pid } = child;
    if (pid === undefined || child.exitCode !== null || child.signalCode !== null) return;
    process.kill(-pid, how === 'kill' ? 'SIGKILL' : 'SIGTERM');
    const late = setTimeout(() => process.kill(-pid, 'SIGKILL'), 4_000);
    await ended;
    clearTimeout(late);
  }
  return {
    name,
    pid: child.pid ?? 0,
    get isRunning() {
      return child.exitCode === null && child.signalCode === null;
    },
    stop,
    [Symbol.asyncDispose]: () => stop(),
  };
}

/** Resolves as soon as something listens on the TCP port of 127.0.0.1. */
export async function listening(port: number, withinMs = 15_000): Promise<void> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const isOpen = await new Promise<boolean>((done) => {
      const socket = connect(port, '127.0.0.1');
      socket.once('connect', () => done(true)).once('error', () => done(false));
      socket.once('connect', () => socket.destroy());
    });
    if (isOpen) return;
    if (Date.now() > deadline) throw new Error(`nothing listens on port ${port}`);
    await new Promise((again) => setTimeout(again, 20));
  }
}
