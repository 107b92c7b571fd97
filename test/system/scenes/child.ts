import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

/** A scene in a process of its own: it answers each order with one message, in turn. */
export interface Child extends AsyncDisposable {
  readonly pid: number;
  ask<Answer>(order: object): Promise<Answer>;
}

/** `isFar`: in a network namespace of its own, with no way to anywhere. */
export function startChild(file: string, { isFar = false } = {}): Child {
  const node = [process.execPath, join(import.meta.dirname, file)];
  const [command = '', ...args] = isFar ? ['unshare', '-n', ...node] : node;
  const child = spawn(command, args, { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ended = once(child, 'exit');
  return {
    pid: child.pid!,
    ask(order) {
      return new Promise((resolve, reject) => {
        const gone = (): void => reject(new Error(`${file} ended`));
        child.once('exit', gone);
        child.once('message', (answer) => {
          child.off('exit', gone);
          resolve(answer as never);
        });
        child.send(order);
      });
    },
    async [Symbol.asyncDispose]() {
      if (child.connected) child.disconnect();
      await ended;
    },
  };
}
