import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import type { AccountTarget } from './account-target.ts';
import { createSipFrames } from './sip-frames.ts';

/** A way to a SIP server that carries whole messages. */
export interface SipPipe {
  /** Via's transport and sent-by (RFC 3261 §18.1.1, RFC 7118 §5.2.1). */
  readonly via: string;
  /** Host, port and parameters of a Contact that leads back here. */
  readonly contactHost: string;
  /** Rejects when the server ends it; never settles otherwise. */
  readonly ended: Promise<never>;
  send(message: string): void;
  onMessage: (message: string) => void;
  close(): void;
}

/** Rejects with the resolver's error. */
export async function resolveHost(host: string): Promise<readonly string[]> {
  return (await lookup(host, { all: true })).map(({ address }) => address);
}

/** Tries the addresses one after the other; the last one's error counts. */
export async function openTcp(addresses: readonly string[], port: number, keep: (socket: Socket) => void): Promise<Socket> {
  let failed: unknown = null;
  for (const address of addresses) {
    const socket = connect({ host: address, port });
    keep(socket);
    try {
      await once(socket, 'connect');
      socket.setNoDelay(true);
      return socket;
    } catch (error) {
      failed = error;
      socket.destroy();
    }
  }
  throw failed;
}

export async function openTls(socket: Socket, host: string): Promise<Socket> {
  const secure = connectTls({ socket, host, ...(isIP(host) === 0 ? { servername: host } : {}) });
  await once(secure, 'secureConnect');
  return secure;
}

/** The upgrade, over the connection that is there already, so that each step is seen by itself. */
export async function openWebSocket({ url, isSecure }: AccountTarget, socket: Socket, invalidHost: string): Promise<SipPipe> {
  const ws = new WebSocket(url, ['sip'], { createConnection: () => socket, perMessageDeflate: false, followRedirects: false });
  await once(ws, 'open');
  const pipe: SipPipe = {
    via: `SIP/2.0/${isSecure ? 'WSS' : 'WS'} ${invalidHost}`,
    contactHost: `${invalidHost};transport=ws`,
    send: (message) => ws.send(message),
    ended: endOf(ws),
    onMessage: () => undefined,
    close: () => ws.close(1000),
  };
  ws.on('message', (bytes) => pipe.onMessage(String(bytes)));
  return pipe;
}

export function overStream(socket: Socket, { isSecure }: AccountTarget): SipPipe {
  const address = socket.localAddress ?? '127.0.0.1';
  const host = `${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`;
  const pipe: SipPipe = {
    via: `SIP/2.0/${isSecure ? 'TLS' : 'TCP'} ${host}`,
    contactHost: `${host};transport=${isSecure ? 'tls' : 'tcp'}`,
    send: (message) => void socket.write(message),
    ended: endOf(socket),
    onMessage: () => undefined,
    close: () => socket.end(),
  };
  const frames = createSipFrames((message) => pipe.onMessage(message.toString('utf8')));
  socket.on('data', (bytes: Buffer) => {
    if (!frames.take(bytes)) socket.destroy(Object.assign(new Error('not SIP'), { code: 'EPROTO' }));
  });
  return pipe;
}

function closed(): Error {
  return Object.assign(new Error('closed by the server'), { code: 'ECONNRESET' });
}

function endOf(open: Opening): Promise<never> {
  const ended = new Promise<never>((_, reject) => {
    open.on('error', reject);
    open.on('close', () => reject(closed()));
  });
  ended.catch(() => undefined);
  return ended;
}

interface Opening {
  once(event: string, listener: (error: Error) => void): unknown;
  off(event: string, listener: (error: Error) => void): unknown;
  on(event: string, listener: (error: Error) => void): unknown;
}

function once(opening: Opening, event: string): Promise<void> {
  return new Promise((resolve, reject) => {
    const end = (): void => reject(closed());
    // Stays: an error that comes after the race is lost must find a listener.
    opening.on('error', reject);
    opening.once('close', end);
    opening.once(event, () => {
      opening.off('close', end);
      resolve();
    });
  });
}
