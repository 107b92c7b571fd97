import { connect } from 'node:net';

export type ManagerEvent = Readonly<Record<string, string>>;

/** Asterisk's own account of what happens: its manager interface (AMI, docs.asterisk.org: lines of `Key: value`, a blank line after each). */
export interface Manager extends Disposable {
  readonly events: readonly ManagerEvent[];
  /** The first event of a kind, from `since` (index into `events`) on. */
  event(name: string, options?: { since?: number; withinMs?: number; where?: (event: ManagerEvent) => boolean }): Promise<ManagerEvent>;
  action(name: string, fields?: Readonly<Record<string, string>>): void;
}

export async function connectManager(port = 5038): Promise<Manager> {
  const socket = connect(port, '127.0.0.1');
  await new Promise<void>((done, failed) => socket.once('connect', () => done()).once('error', failed));
  const events: ManagerEvent[] = [];
  const listeners = new Set<() => void>();
  let pending = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    pending += text;
    const blocks = pending.split('\r\n\r\n');
    pending = blocks.pop() ?? '';
    for (const block of blocks) events.push(Object.fromEntries(block.split('\r\n').map((line) => line.split(/:\s?(.*)/s, 2))));
    for (const listener of listeners) listener();
  });
  function action(name: string, fields: Readonly<Record<string, string>> = {}): void {
    const lines = Object.entries({ Action: name, ...fields }).map(([key, value]) => `${key}: ${value}\r\n`);
    socket.write(`${lines.join('')}\r\n`);
  }
  action('Login', { Username: 'test', Secret: 'test' });
  return {
    events,
    action,
    event(name, { since = 0, withinMs = 10_000, where = () => true } = {}) {
      return new Promise((done, failed) => {
        const look = (): boolean => {
          const found = events.slice(since).find((event) => event['Event'] === name && where(event));
          if (!found) return false;
          clearTimeout(late);
          listeners.delete(look);
          done(found);
          return true;
        };
        const late = setTimeout(() => {
          listeners.delete(look);
          const seen = events.slice(since).map((event) => event['Event']);
          failed(new Error(`no ${name} within ${withinMs} ms; seen: ${seen.join(' ')}`));
        }, withinMs);
        if (!look()) listeners.add(look);
      });
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}
