import { lookup } from 'node:dns/promises';
import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { WebSocket } from 'ws';
import type { AccountTarget } from './account-target.ts';
import { ProbeFailure } from './probe-failure.ts';
import { judgeCertificate, verificationOf } from './server-certificate.ts';
import { createSipFrames } from './sip-frames.ts';
import type { Hop } from './sip-route.ts';

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

/** Every address of every place, in order. Rejects with the resolver's error where there is none at all. */
export async function resolveHops(hops: readonly Hop[]): Promise<readonly Hop[]> {
  const found = await Promise.allSettled(hops.map(resolveHop));
  const addresses = found.flatMap((result) => (result.status === 'fulfilled' ? result.value : []));
  const failed = found.find((result) => result.status === 'rejected');
  if (addresses.length === 0) throw failed?.reason ?? new ProbeFailure({ reason: 'host-unknown', technical: 'SRV .' });
  return addresses;
}

async function resolveHop(hop: Hop): Promise<readonly Hop[]> {
  if (isIP(hop.host) !== 0) return [hop];
  return (await lookup(hop.host, { all: true })).map(({ address }) => ({ ...hop, host: address }));
}

/** Tries one place after the other; the last one's error counts. */
export async function openTcp(hops: readonly Hop[], keep: (socket: Socket) => void): Promise<{ readonly socket: Socket; readonly hop: Hop }> {
  let failed: unknown = null;
  for (const hop of hops) {
    const socket = connect({ host: hop.host, port: hop.port });
    keep(socket);
    try {
      await once(socket, 'connect');
      socket.setNoDelay(true);
      return { socket, hop };
    } catch (error) {
      failed = error;
      socket.destroy();
    }
  }
  throw failed;
}

/** Rejects with a ProbeFailure where the certificate is refused; nothing was sent then but the handshake. */
export async function openTls(socket: Socket, { host, trusted }: Pick<AccountTarget, 'host' | 'trusted'>): Promise<Socket> {
  const secure = connectTls({ socket, ...verificationOf(host, trusted) });
  await once(secure, 'secureConnect');
  const refusal = judgeCertificate(secure, trusted);
  if (!refusal) return secure;
  secure.destroy();
  throw new ProbeFailure(refusal);
}

/** The upgrade, over the connection that is there already, so that each step is seen by itself. */
export async function openWebSocket({ url, transport }: AccountTarget, socket: Socket, invalidHost: string): Promise<SipPipe> {
  const ws = new WebSocket(url, ['sip'], { createConnection: () => socket, perMessageDeflate: false, followRedirects: false });
  await once(ws, 'open');
  const pipe: SipPipe = {
    via: `SIP/2.0/${transport.toUpperCase()} ${invalidHost}`,
    contactHost: `${invalidHost};transport=ws`,
    send: (message) => ws.send(message),
    ended: endOf(ws),
    onMessage: () => undefined,
    close: () => ws.close(1000),
  };
  ws.on('message', (bytes) => pipe.onMessage(String(bytes)));
  return pipe;
}

export function overStream(socket: Socket, { isSecure }: Pick<Hop, 'isSecure'>): SipPipe {
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

/** Resolves with the event; rejects where it ends before. */
export function once(opening: Opening, event: string): Promise<void> {
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
