import { connect, type Socket } from 'node:net';

export interface BaresipEvent {
  readonly type: string;
  readonly class?: string;
  readonly peeruri?: string;
  readonly param?: string;
  /** performance.now() when it was read. */
  readonly at: number;
}

/** A plain phone, driven over its ctrl_tcp module: JSON in netstrings. */
export interface Baresip extends Disposable {
  readonly events: readonly BaresipEvent[];
  command(command: string, params?: string): Promise<string>;
  /** The first event of a type from now on, or one already seen after `since` (index into `events`). */
  event(type: string, options?: { since?: number; withinMs?: number }): Promise<BaresipEvent>;
}

export async function connectBaresip(port: number): Promise<Baresip> {
  const socket = await open(port);
  const events: BaresipEvent[] = [];
  const answers: ((answer: string) => void)[] = [];
  const listeners = new Set<() => void>();
  let pending = Buffer.alloc(0);
  socket.on('data', (bytes) => {
    pending = Buffer.concat([pending, bytes]);
    for (;;) {
      const colon = pending.indexOf(':');
      const length = Number(pending.subarray(0, colon));
      if (colon < 0 || pending.length < colon + length + 2) return;
      const message = JSON.parse(pending.subarray(colon + 1, colon + 1 + length).toString()) as Record<string, unknown>;
      pending = pending.subarray(colon + length + 2);
      if (message['response'] === true) answers.shift()?.(String(message['data'] ?? ''));
      else {
        events.push({ ...message, at: performance.now() } as unknown as BaresipEvent);
        for (const listener of listeners) listener();
      }
    }
  });
  return {
    events,
    command(command, params = '') {
      const text = JSON.stringify({ command, params, token: '1' });
      return new Promise((done) => {
        answers.push(done);
        socket.write(`${Buffer.byteLength(text)}:${text},`);
      });
    },
    event(type, { since = events.length, withinMs = 10_000 } = {}) {
      return new Promise((done, failed) => {
        const look = (): boolean => {
          const found = events.slice(since).find((event) => event.type === type);
          if (!found) return false;
          clearTimeout(late);
          listeners.delete(look);
          done(found);
          return true;
        };
        const late = setTimeout(() => {
          listeners.delete(look);
          failed(
            new Error(
              `no ${type} within ${withinMs} ms; seen: ${events
                .slice(since)
                .map((event) => event.type)
                .join(' ')}`,
            ),
          );
        }, withinMs);
        if (!look()) listeners.add(look);
      });
    },
    [Symbol.dispose]: () => socket.destroy(),
  };
}

async function open(port: number): Promise<Socket> {
  return new Promise((done, failed) => {
    const socket = connect(port, '127.0.0.1', () => done(socket));
    socket.once('error', failed);
  });
}
