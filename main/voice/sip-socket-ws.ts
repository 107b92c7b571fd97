import { WebSocket } from 'ws';
import type { Failure } from '../../contract/model/failure.ts';
import type { Clock } from '../ports.ts';
import { failureOfSocketError } from '../lib/socket-failure.ts';
import { proxyUri, type AccountTarget } from './account-target.ts';
import { createWireOpener, type OpenConnection, type WireDeps } from './sip-connection.ts';
import { createSupervisedSocket, type SipSocketDeps, type SipWire, type SipWireEvents, type SupervisedSocket } from './sip-socket.ts';

const pingEveryMs = 2_000;
const silenceLimitMs = 6_000;
const handshakeMs = 8_000;
/** A server that does not answer the closing handshake is left (RFC 6455 §7.1.1). */
const farewellMs = 1_000;

/** SIP over WebSocket (RFC 7118). Pings (RFC 6455 §5.5.2) notice a frozen server within six to eight seconds. */
export function createWebSocketSocket(target: AccountTarget, deps: SipSocketDeps & WireDeps): SupervisedSocket {
  const { url, transport } = target;
  const openWire = createWireOpener(target, deps, (connection, events) => attach(connection, { url, clock: deps.clock }, events));
  const kind = { url: url.href, transport: transport === 'wss' ? ('WSS' as const) : ('WS' as const), server: url.host, sipUri: proxyUri(url) };
  return createSupervisedSocket({ ...kind, openWire }, deps);
}

function attach({ socket }: OpenConnection, { url, clock }: { readonly url: URL; readonly clock: Clock }, events: SipWireEvents): SipWire {
  const options = { createConnection: () => socket, handshakeTimeout: handshakeMs, perMessageDeflate: false, followRedirects: false };
  const ws = new WebSocket(url, ['sip'], options);
  let failure: Failure | null = null;
  let heartbeat: Disposable | null = null;
  let lastHeardAt = 0;

  function beat(): void {
    if (clock.now() - lastHeardAt > silenceLimitMs) ws.terminate();
    else ws.ping();
  }
  ws.on('open', () => {
    lastHeardAt = clock.now();
    heartbeat = clock.every(pingEveryMs, beat);
    events.opened();
  });
  ws.on('pong', () => (lastHeardAt = clock.now()));
  ws.on('message', (bytes) => {
    lastHeardAt = clock.now();
    events.received(String(bytes));
  });
  ws.on('error', (error) => (failure = failureOfSocketError(error)));
  ws.on('close', (code) => {
    heartbeat?.[Symbol.dispose]();
    events.ended(failure ?? { reason: 'connection-lost', technical: `WebSocket ${code}` });
  });
  return {
    get localAddress() {
      return socket.localAddress ?? null;
    },
    send(message) {
      if (ws.readyState !== WebSocket.OPEN) return false;
      ws.send(message);
      return true;
    },
    close() {
      heartbeat?.[Symbol.dispose]();
      ws.close(1000);
      const farewell = clock.after(farewellMs, () => ws.terminate());
      ws.on('close', () => farewell[Symbol.dispose]());
    },
    cut: () => ws.terminate(),
  };
}
