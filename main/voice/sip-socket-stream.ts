import { connect, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { Failure } from '../../contract/model/failure.ts';
import type { Clock } from '../ports.ts';
import type { AccountTarget } from './account-target.ts';
import { failureOfSocketError } from '../lib/socket-failure.ts';
import { createSipFrames } from './sip-frames.ts';
import { createSupervisedSocket, type SipSocketDeps, type SipWire, type SipWireEvents, type SupervisedSocket } from './sip-socket.ts';
import { rewriteForStream } from './sip-stream-rewriting.ts';

const connectMs = 8_000;
const pingEveryMs = 5_000;
const silenceLimitMs = 12_000;

/** SIP over TCP and TLS (RFC 3261 §18). Keep-alives (RFC 5626 §3.5.1) notice a frozen server where it has answered them before: not every server does. */
export function createStreamSocket(target: AccountTarget, deps: SipSocketDeps): SupervisedSocket {
  const { url, isSecure, port } = target;
  const kind = { url: url.href, transport: isSecure ? ('TLS' as const) : ('TCP' as const), server: `${url.hostname}:${port}` };
  return createSupervisedSocket({ ...kind, openWire: (events) => openWire(target, deps.clock, events) }, deps);
}

function openWire({ host, port, isSecure }: AccountTarget, clock: Clock, events: SipWireEvents): SipWire {
  const stream: Socket = isSecure ? connectTls({ host, port, ...(isIP(host) === 0 ? { servername: host } : {}) }) : connect({ host, port });
  stream.setNoDelay(true);
  let failure: Failure | null = null;
  let isOpen = false;
  let hasPonged = false;
  let lastHeardAt = 0;
  let timer = clock.after(connectMs, () => fail({ reason: 'connection-timed-out' }));

  function fail(reason: Failure): void {
    failure = reason;
    stream.destroy();
  }
  function beat(): void {
    if (hasPonged && clock.now() - lastHeardAt > silenceLimitMs) fail({ reason: 'connection-lost', technical: 'keep-alive' });
    else stream.write('\r\n\r\n');
  }
  const frames = createSipFrames((message) => events.received(message.toString('utf8')));
  stream.on(isSecure ? 'secureConnect' : 'connect', () => {
    timer[Symbol.dispose]();
    isOpen = true;
    lastHeardAt = clock.now();
    timer = clock.every(pingEveryMs, beat);
    events.opened();
  });
  stream.on('data', (bytes: Buffer) => {
    lastHeardAt = clock.now();
    hasPonged ||= bytes.equals(pong);
    if (!frames.take(bytes)) fail({ reason: 'protocol-error', technical: 'RFC 3261 §18.3' });
  });
  stream.on('error', (error) => (failure ??= failureOfSocketError(error)));
  stream.on('close', () => {
    timer[Symbol.dispose]();
    isOpen = false;
    events.ended(failure ?? { reason: 'connection-lost' });
  });
  return {
    get localAddress() {
      return stream.localAddress ?? null;
    },
    send(message) {
      if (!isOpen) return false;
      const { localAddress = '127.0.0.1', localPort } = stream;
      const address = localAddress.includes(':') ? `[${localAddress}]` : localAddress;
      stream.write(rewriteForStream(message, { host: `${address}:${localPort}`, transport: isSecure ? 'tls' : 'tcp' }));
      return true;
    },
    close() {
      timer[Symbol.dispose]();
      if (!isOpen) return void stream.destroy();
      stream.end();
      timer = clock.after(1_000, () => stream.destroy());
    },
    cut: () => fail({ reason: 'connection-lost' }),
  };
}

const pong = Buffer.from('\r\n');
