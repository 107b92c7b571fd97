import type { Socket } from 'node:net';
import { WebSocket } from 'ws';
import type { Failure } from '../../contract/model/failure.ts';
import type { Clock } from '../ports.ts';
import { failureOfSocketError } from '../lib/socket-failure.ts';
import { createSupervisedSocket, type SipSocketDeps, type SipWire, type SipWireEvents, type SupervisedSocket } from './sip-socket.ts';

const pingEveryMs = 2_000;
const silenceLimitMs = 6_000;
const handshakeMs = 8_000;
/** A server that does not answer the closing handshake is left (RFC 6455 §7.1.1). */
const farewellMs = 1_000;

/** SIP over WebSocket (RFC 7118). Pings (RFC 6455 §5.5.2) notice a frozen server within six to eight seconds. */
export function createWebSocketSocket(url: URL, deps: SipSocketDeps): SupervisedSocket {
  const transport = url.protocol === 'wss:' ? 'WSS' : 'WS';
  return createSupervisedSocket({ url: url.href, transport, server: url.host, openWire: (events) => openWire(url, deps.clock, events) }, deps);
}

function openWire(url: URL, clock: Clock, events: SipWireEvents): SipWire {
  const ws = new WebSocket(url, ['sip'], { handshakeTimeout: handshakeMs, perMessageDeflate: false, followRedirects: false });
  let failure: Failure | null = null;
  let heartbeat: Disposable | null = null;
  let lastHeardAt = 0;
  let stream: Socket | null = null;

  function beat(): void {
    if (clock.now() - lastHeardAt > silenceLimitMs) ws.terminate();
    else ws.ping();
  }
  ws.on('upgrade', (response) => (stream = response.socket));
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
      return stream?.localAddress ?? null;
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
