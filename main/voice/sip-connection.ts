import { connect, type Socket } from 'node:net';
import type { Failure } from '../../contract/model/failure.ts';
import { failureOfSocketError } from '../lib/socket-failure.ts';
import type { Clock } from '../ports.ts';
import { once, openTls } from './account-connection.ts';
import type { AccountTarget } from './account-target.ts';
import { ProbeFailure } from './probe-failure.ts';
import { locateServer, systemRoute, type Hop, type RouteDeps } from './sip-route.ts';
import type { SipSocketDeps, SipWire, SipWireEvents } from './sip-socket.ts';

/** Ready to be written to: connected, and where it is to be secure, judged. */
export interface OpenConnection {
  readonly socket: Socket;
  readonly isSecure: boolean;
}

export type WireDeps = Pick<SipSocketDeps, 'clock'> & { readonly route?: RouteDeps };

const connectMs = 8_000;
/** Where there is another place to try. */
const nextHopMs = 3_000;

/** The way to one account's server, place by place (RFC 3263 §4.3). One that took the connection and then said nothing comes last the next time. */
export function createWireOpener(
  target: AccountTarget,
  { clock, route = systemRoute }: WireDeps,
  attach: (connection: OpenConnection, events: SipWireEvents) => SipWire,
): (events: SipWireEvents) => SipWire {
  let silent: Hop | null = null;
  const isSilent = (hop: Hop): boolean => hop.host === silent?.host && hop.port === silent.port;
  const locate = async (): Promise<readonly Hop[]> =>
    (await locateServer(target, route)).toSorted((a, b) => Number(isSilent(a)) - Number(isSilent(b)));

  return (events) => {
    const { promise: cancelled, reject } = Promise.withResolvers<never>();
    const attempt = { socket: null as Socket | null, isOver: false };
    let wire: SipWire | null = null;
    let opened: Hop | null = null;

    async function open(): Promise<void> {
      const { connection, hop } = await tryEach(await Promise.race([locate(), cancelled]), { target, clock, attempt });
      opened = hop;
      wire = attach(connection, events);
    }
    function cancel(): void {
      attempt.isOver = true;
      attempt.socket?.destroy();
      reject(new ProbeFailure({ reason: 'connection-lost' }));
    }
    let isClosed = false;
    Promise.race([open(), cancelled]).catch((error: unknown) => {
      if (!isClosed) events.ended(failureOf(error));
    });
    return {
      get localAddress() {
        return wire?.localAddress ?? null;
      },
      send: (message) => wire?.send(message) ?? false,
      close() {
        isClosed = true;
        if (wire) wire.close();
        else cancel();
      },
      cut() {
        silent = opened;
        if (wire) wire.cut();
        else cancel();
      },
    };
  };
}

interface Attempt {
  socket: Socket | null;
  isOver: boolean;
}

async function tryEach(
  hops: readonly Hop[],
  { target, clock, attempt }: { target: AccountTarget; clock: Clock; attempt: Attempt },
): Promise<{ connection: OpenConnection; hop: Hop }> {
  let failure: Failure = { reason: 'host-unknown', technical: 'SRV .' };
  for (const [index, hop] of hops.entries()) {
    const limitMs = index < hops.length - 1 ? nextHopMs : connectMs;
    let isLate = false;
    const timer = clock.after(limitMs, () => {
      isLate = true;
      attempt.socket?.destroy();
    });
    try {
      const socket = await openHop(hop, target, (begun) => (attempt.socket = begun));
      if (!attempt.isOver) return { connection: { socket, isSecure: hop.isSecure }, hop };
      socket.destroy();
    } catch (error) {
      attempt.socket?.destroy();
      failure = isLate ? { reason: 'connection-timed-out' } : failureOf(error);
    } finally {
      timer[Symbol.dispose]();
    }
    if (attempt.isOver) break;
  }
  throw new ProbeFailure(failure);
}

async function openHop({ host, port, isSecure }: Hop, target: AccountTarget, begun: (socket: Socket) => void): Promise<Socket> {
  const plain = connect({ host, port });
  begun(plain);
  plain.setNoDelay(true);
  await once(plain, 'connect');
  return isSecure ? openTls(plain, target) : plain;
}

function failureOf(error: unknown): Failure {
  return error instanceof ProbeFailure ? error.failure : failureOfSocketError(error);
}
