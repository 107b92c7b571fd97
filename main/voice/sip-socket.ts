import type { Failure } from '../../contract/model/failure.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import type { SipSocket } from './jssip-user-agent.ts';
import { createRateLimit } from './rate-limit.ts';
import { judgeSipMessage } from './sip-guard.ts';
import type { SipTrace } from './sip-trace.ts';

/** Who is let in to JsSIP. */
export interface SipDoor {
  /** Before it is read at all, or traced: what is not worth more; with the answer, if one is owed. null: it must be read. */
  turnAway(message: string): { readonly answer: string | null } | null;
  /** The answer to a well-formed message that is refused all the same; null: it may come in. */
  screen(message: string): string | null;
}

/** A socket for JsSIP that tells why it failed and can be hurried or cut. */
export interface SupervisedSocket extends SipSocket {
  readonly failed: Listenable<Failure>;
  /** Set by whoever knows whom requests may be for. */
  door: SipDoor;
  /** Cuts the connection: JsSIP connects anew. */
  drop(): void;
  /** Tries at once where it waits between two attempts, and anew where an attempt hangs. */
  hurry(): void;
  /** This end of the connection; null: there is none, or it cannot be told. */
  readonly localAddress: string | null;
}

/** One connection, from its first byte to its last. */
export interface SipWire {
  readonly localAddress: string | null;
  /** False: it is not open. */
  send(message: string): boolean;
  /** In order; nothing is reported any more. */
  close(): void;
  /** At once; its end is reported. */
  cut(): void;
}

export interface SipWireEvents {
  opened(): void;
  received(message: string): void;
  /** Once, also where it never opened. */
  ended(failure: Failure): void;
}

export interface SipSocketDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Delay before the nth attempt after a failure, ms; 0 = at once. */
  readonly delayOf: (failures: number) => number;
  readonly trace?: Pick<SipTrace, 'record'>;
}

export interface SipSocketKind {
  readonly url: string;
  /** Via's transport (RFC 3261 §20.42, RFC 7118 §5.2.1). */
  readonly transport: 'WS' | 'WSS' | 'TCP' | 'TLS';
  /** `host:port` of the server. */
  readonly server: string;
  /** The server in Route (RFC 3261 §8.1.1.1). */
  readonly sipUri: string;
  openWire(events: SipWireEvents): SipWire;
}

/** Whoever sends garbage in floods does not fill the log. */
const mostLogged = { burst: 100, everyMs: 1_000 };

/** Servers answer sooner; what takes longer was begun in another network. */
const hangingMs = 1_000;

export const openDoor: SipDoor = { turnAway: () => null, screen: () => null };

/** What all transports have in common. Every message passes the guard, and what JsSIP throws ends here. */
export function createSupervisedSocket(
  { url, transport, server, sipUri, openWire }: SipSocketKind,
  { clock, logger, delayOf, trace }: SipSocketDeps,
): SupervisedSocket {
  const failed = createEmitter<Failure>();
  let wire: SipWire | null = null;
  let isOpen = false;
  let failures = 0;
  let openingAt = 0;
  let waiting: Disposable | null = null;
  const logged = createRateLimit({ clock, ...mostLogged });

  function open(): void {
    waiting = null;
    openingAt = clock.now();
    const opening: SipWire = openWire({
      opened() {
        if (wire !== opening) return;
        isOpen = true;
        failures = 0;
        socket.onconnect();
      },
      received(message) {
        if (wire === opening) receive(message);
      },
      ended(failure) {
        if (wire !== opening) return;
        wire = null;
        isOpen = false;
        failures += 1;
        failed.emit(failure);
        socket.ondisconnect(true, undefined, failure.reason);
      },
    });
    wire = opening;
  }

  function receive(message: string): void {
    const turnedAway = socket.door.turnAway(message);
    if (turnedAway) return void (turnedAway.answer !== null && wire?.send(turnedAway.answer));
    trace?.record({ direction: 'in', server, message });
    const verdict = judgeSipMessage(message);
    if (verdict.kind === 'pass') return pass(verdict.message);
    if (logged.take()) logger.warn(verdict.kind === 'drop' ? 'sip-message-dropped' : 'sip-message-refused', { why: verdict.why });
    if (verdict.kind === 'reply') socket.send(verdict.response);
  }

  function pass(message: string): void {
    const refusal = socket.door.screen(message);
    if (refusal !== null) return void socket.send(refusal);
    try {
      socket.ondata(message);
    } catch (error) {
      logger.error('sip-message-unreadable', error);
    }
  }

  const socket: SupervisedSocket = {
    via_transport: transport,
    url,
    sip_uri: sipUri,
    failed,
    door: openDoor,
    connect() {
      if (wire || waiting) return;
      const delayMs = failures === 0 ? 0 : delayOf(failures);
      if (delayMs === 0) open();
      else waiting = clock.after(delayMs, open);
    },
    disconnect() {
      waiting?.[Symbol.dispose]();
      waiting = null;
      const closing = wire;
      wire = null;
      isOpen = false;
      closing?.close();
    },
    send(message) {
      const isSent = isOpen && (wire?.send(message) ?? false);
      if (isSent) trace?.record({ direction: 'out', server, message });
      return isSent;
    },
    isConnected: () => isOpen,
    isConnecting: () => waiting !== null || (wire !== null && !isOpen),
    drop: () => wire?.cut(),
    get localAddress() {
      // Written so where a socket takes both kinds (RFC 4291 §2.5.5.2).
      return isOpen ? (wire?.localAddress?.replace(/^::ffff:/i, '') ?? null) : null;
    },
    hurry() {
      failures = 0;
      if (wire && !isOpen && clock.now() - openingAt > hangingMs) return wire.cut();
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
