import { WebSocket } from 'ws';
import type { Failure } from '../../contract/model/failure.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import { failureOfSocketError } from './failure-mapping.ts';
import type { SipSocket } from './jssip-user-agent.ts';
import { judgeSipMessage } from './sip-guard.ts';

/** A socket for JsSIP that tells why it failed and can be hurried or cut. */
export interface SupervisedSocket extends SipSocket {
  readonly failed: Listenable<Failure>;
  /** Cuts the connection: JsSIP connects anew. */
  drop(): void;
  /** Tries at once where it waits between two attempts. */
  hurry(): void;
}

export interface WebSocketSocketDeps {
  readonly url: string;
  readonly clock: Clock;
  readonly logger: Logger;
  /** Delay before the nth attempt after a failure, ms; 0 = at once. */
  readonly delayOf: (failures: number) => number;
}

const pingEveryMs = 2_000;
const pongWithinMs = 4_000;
const handshakeMs = 8_000;

/**
 * SIP over WebSocket (RFC 7118). Pings (RFC 6455 §5.5.2) notice a frozen server within six seconds; every message passes the guard, and what JsSIP throws ends
 * here.
 */
export function createWebSocketSocket({ url, clock, logger, delayOf }: WebSocketSocketDeps): SupervisedSocket {
  const failed = createEmitter<Failure>();
  const target = new URL(url);
  const transport = target.protocol === 'wss:' ? 'wss' : 'ws';
  let ws: WebSocket | null = null;
  let isWanted = false;
  let failures = 0;
  let waiting: Disposable | null = null;
  let heartbeat: Disposable | null = null;
  let lastHeardAt = 0;

  function open(): void {
    waiting = null;
    const opening = new WebSocket(target, ['sip'], { handshakeTimeout: handshakeMs, perMessageDeflate: false, followRedirects: false });
    ws = opening;
    let reason: Failure | null = null;
    opening.on('open', () => {
      failures = 0;
      lastHeardAt = clock.now();
      heartbeat = clock.every(pingEveryMs, () => beat(opening));
      socket.onconnect();
    });
    opening.on('pong', () => (lastHeardAt = clock.now()));
    opening.on('message', (bytes, isBinary) => {
      lastHeardAt = clock.now();
      receive(isBinary ? Buffer.from(bytes as Buffer).toString('utf8') : String(bytes));
    });
    opening.on('error', (error) => {
      reason = failureOfSocketError(error);
      failed.emit(reason);
    });
    opening.on('close', (code) => {
      if (ws !== opening) return;
      ws = null;
      heartbeat?.[Symbol.dispose]();
      heartbeat = null;
      failures += 1;
      if (isWanted && !reason) failed.emit({ reason: 'connection-lost', technical: `WebSocket ${code}` });
      socket.ondisconnect(isWanted, code, reason?.reason ?? '');
    });
  }

  function beat(open: WebSocket): void {
    if (clock.now() - lastHeardAt > pongWithinMs + pingEveryMs) open.terminate();
    else if (open.readyState === WebSocket.OPEN) open.ping();
  }

  function receive(message: string): void {
    const verdict = judgeSipMessage(message);
    if (verdict.kind === 'drop') return logger.warn('sip-message-dropped', { why: verdict.why });
    if (verdict.kind === 'reply') {
      logger.warn('sip-message-refused', { why: verdict.why });
      socket.send(verdict.response);
      return;
    }
    try {
      socket.ondata(verdict.message);
    } catch (error) {
      logger.error('sip-message-unreadable', error);
    }
  }

  const socket: SupervisedSocket = {
    via_transport: transport.toUpperCase(),
    url,
    sip_uri: `sip:${target.host};transport=${transport}`,
    failed,
    connect() {
      if (ws || waiting) return;
      isWanted = true;
      const delayMs = failures === 0 ? 0 : delayOf(failures);
      if (delayMs === 0) open();
      else waiting = clock.after(delayMs, open);
    },
    disconnect() {
      isWanted = false;
      waiting?.[Symbol.dispose]();
      waiting = null;
      ws?.close(1000);
    },
    send(message) {
      if (ws?.readyState !== WebSocket.OPEN) return false;
      ws.send(message);
      return true;
    },
    isConnected: () => ws?.readyState === WebSocket.OPEN,
    isConnecting: () => waiting !== null || ws?.readyState === WebSocket.CONNECTING,
    drop: () => ws?.terminate(),
    hurry() {
      failures = 0;
      if (!waiting) return;
      waiting[Symbol.dispose]();
      open();
    },
    onconnect: () => undefined,
    ondisconnect: () => undefined,
    ondata: () => undefined,
  };
  return socket;
}
