import type { Failure } from '../../contract/model/failure.ts';
import { failureOfSocketError } from '../lib/socket-failure.ts';
import type { Clock } from '../ports.ts';
import { proxyUri, type AccountTarget } from './account-target.ts';
import { createWireOpener, type OpenConnection, type WireDeps } from './sip-connection.ts';
import { createSipFrames } from './sip-frames.ts';
import { createSupervisedSocket, type SipSocketDeps, type SipWire, type SipWireEvents, type SupervisedSocket } from './sip-socket.ts';
import { rewriteForStream } from './sip-stream-rewriting.ts';

const pingEveryMs = 5_000;
const silenceLimitMs = 12_000;

/** SIP over TCP and TLS (RFC 3261 §18). Keep-alives (RFC 5626 §3.5.1) notice a frozen server where it has answered them before: not every server does. */
export function createStreamSocket(target: AccountTarget, deps: SipSocketDeps & WireDeps): SupervisedSocket {
  const { url, transport } = target;
  const openWire = createWireOpener(target, deps, (connection, events) => attach(connection, deps.clock, events));
  // Which of the two it is, where DNS says, is written into each message as it is sent.
  const kind = { url: url.href, transport: transport === 'tcp' ? ('TCP' as const) : ('TLS' as const), server: url.host, sipUri: proxyUri(url) };
  return createSupervisedSocket({ ...kind, openWire }, deps);
}

function attach({ socket: stream, isSecure }: OpenConnection, clock: Clock, events: SipWireEvents): SipWire {
  let failure: Failure | null = null;
  let isOpen = true;
  let hasPonged = false;
  let lastHeardAt = clock.now();
  let timer = clock.every(pingEveryMs, beat);

  function fail(reason: Failure): void {
    failure = reason;
    stream.destroy();
  }
  function beat(): void {
    if (hasPonged && clock.now() - lastHeardAt > silenceLimitMs) fail({ reason: 'connection-lost', technical: 'keep-alive' });
    else stream.write('\r\n\r\n');
  }
  const frames = createSipFrames((message) => events.received(message.toString('utf8')));
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
  // Whoever hears of it sends at once: over what is returned here.
  queueMicrotask(events.opened);
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
