import { randomBytes } from 'node:crypto';
import type { Clock, Logger } from '../../main/ports.ts';
import { createSupervisedSocket, type SipWireEvents, type SupervisedSocket } from '../../main/voice/sip-socket.ts';
import { fakeSdp } from './fake-media-page.ts';
import { headerOf } from './test-registrar.ts';

/** A SIP server in memory, one phone at its other end. It registers; everything else is the test's to answer. */
export interface LoopServer {
  openSocket(): SupervisedSocket;
  /** Everything the phone sent, in order. */
  readonly received: readonly string[];
  /** The next message of the phone that begins so and was not taken before. */
  take(start: string): Promise<string>;
  /** Whether such a message came; takes nothing. */
  has(start: string): boolean;
  send(message: string): void;
  /** The connection breaks. */
  lose(): void;
  /** False: nobody answers at the address. */
  isUp: boolean;
  /** The phone's end of its connections. */
  phoneAddress: string | null;
  /** The answer to a REGISTER; null: none. */
  onRegister: (request: string) => string | null;
}

export interface Reply {
  readonly status: string;
  readonly tag?: string;
  readonly lines?: readonly string[];
  readonly sdp?: string | null;
}

const vias = (message: string): string[] => [...message.matchAll(/^Via:.*$/gim)].map(([line]) => line);

/** RFC 3261 §8.2.6.2 */
export function reply(request: string, { status, tag = 'far', lines = [], sdp = null }: Reply): string {
  const to = headerOf(request, 'To') ?? '';
  return write(
    `SIP/2.0 ${status}`,
    [
      ...vias(request),
      `From: ${headerOf(request, 'From')}`,
      `To: ${/;tag=/.test(to) || status.startsWith('100') ? to : `${to};tag=${tag}`}`,
      `Call-ID: ${headerOf(request, 'Call-ID')}`,
      `CSeq: ${headerOf(request, 'CSeq')}`,
      ...lines,
    ],
    sdp,
  );
}

export function ok(request: string, sdp: string | null = null, tag = 'far'): string {
  return reply(request, { status: '200 OK', tag, lines: [`Contact: <sip:far@${tag}.invalid>`], sdp });
}

function write(start: string, lines: readonly string[], content: string | null): string {
  const body = content ?? '';
  const type = content === null ? [] : [`Content-Type: ${body.startsWith('SIP/2.0 ') ? 'message/sipfrag;version=2.0' : 'application/sdp'}`];
  return [start, ...lines, ...type, `Content-Length: ${Buffer.byteLength(body)}`, '', body].join('\r\n');
}

let sessions = 0;
export function farSdp(change: (sdp: string) => string = (sdp) => sdp): string {
  sessions += 1;
  return change(fakeSdp({ session: sessions, version: 1, fragment: `far${sessions}`, mid: '0' }));
}

/** Somebody at the other side of a call: writes the requests of one dialog. */
export interface FarEnd {
  invite(sdp?: string | null, lines?: readonly string[]): string;
  cancel(lines?: readonly string[]): string;
  ack(): string;
  /** In the dialog; the phone's tag comes from what it answered or sent. */
  request(method: string, lines?: readonly string[], sdp?: string | null): string;
  readonly callId: string;
}

/** Calls the phone. `phoneTag`: of its answer, for requests in the dialog. */
export function createCaller(
  server: LoopServer,
  { user = '+493012345', name = 'Maren', host = 'sip.test' }: { user?: string; name?: string | null; host?: string } = {},
): FarEnd {
  const callId = `call-${randomBytes(4).toString('hex')}`;
  const branch = `z9hG4bK${randomBytes(6).toString('hex')}`;
  const from = `From: ${name === null ? '' : `"${name}" `}<sip:${user}@${host}>;tag=caller`;
  let sequence = 1;

  function lines(method: string, via: string, number: number, to: string): string[] {
    return [
      `Via: SIP/2.0/WS far.invalid;branch=${via}`,
      'Max-Forwards: 70',
      from,
      `To: <sip:alice@sip.test>${to}`,
      `Call-ID: ${callId}`,
      `CSeq: ${number} ${method}`,
    ];
  }
  const target = (): string => contactOf(server.received.findLast((message) => message.startsWith('REGISTER ')) ?? '');
  const phoneTag = (): string => {
    const answer = server.received.findLast(
      (message) => message.startsWith('SIP/2.0 ') && headerOf(message, 'Call-ID') === callId && /;tag=/.test(headerOf(message, 'To') ?? ''),
    );
    return /;tag=[^;>]+$/.exec(headerOf(answer ?? '', 'To') ?? '')?.[0] ?? '';
  };
  const contact = 'Contact: <sip:caller@far.invalid>';
  return {
    callId,
    invite: (sdp = farSdp(), more = []) => write(`INVITE ${target()} SIP/2.0`, [...lines('INVITE', branch, sequence, ''), contact, ...more], sdp),
    cancel: (more = []) => write(`CANCEL ${target()} SIP/2.0`, [...lines('CANCEL', branch, sequence, ''), ...more], null),
    ack: () => write(`ACK ${target()} SIP/2.0`, lines('ACK', `z9hG4bK${randomBytes(6).toString('hex')}`, sequence, phoneTag()), null),
    request(method, more = [], sdp = null) {
      sequence += 1;
      const own = lines(method, `z9hG4bK${randomBytes(6).toString('hex')}`, sequence, phoneTag());
      return write(`${method} ${target()} SIP/2.0`, [...own, contact, ...more], sdp);
    },
  };
}

/** The other side of a call of the phone's: a request in its dialog. */
export function requestOfCallee(
  invite: string,
  method: string,
  { tag = 'far', sequence = 1, sdp = null, lines = [] }: { tag?: string; sequence?: number; sdp?: string | null; lines?: readonly string[] } = {},
): string {
  return write(
    `${method} ${contactOf(invite)} SIP/2.0`,
    [
      `Via: SIP/2.0/WS far.invalid;branch=z9hG4bK${randomBytes(6).toString('hex')}`,
      'Max-Forwards: 70',
      `From: ${headerOf(invite, 'To')};tag=${tag}`,
      `To: ${headerOf(invite, 'From')}`,
      `Call-ID: ${headerOf(invite, 'Call-ID')}`,
      `CSeq: ${sequence} ${method}`,
      'Contact: <sip:far@far.invalid>',
      ...lines,
    ],
    sdp,
  );
}

export const bodyOf = (message: string): string => message.slice(message.indexOf('\r\n\r\n') + 4);
const contactOf = (message: string): string => /^Contact:\s*<([^>]+)>/im.exec(message)?.[1] ?? 'sip:alice@sip.test';

export function createLoopServer({ clock, logger }: { clock: Clock; logger: Logger }): LoopServer {
  const received: string[] = [];
  const untaken: string[] = [];
  const waiting = new Set<{ readonly start: string; readonly resolve: (message: string) => void }>();
  let events: SipWireEvents | null = null;

  /** Later: JsSIP has not finished its transaction within its own turn. */
  function deliver(message: string): void {
    const to = events;
    queueMicrotask(() => to?.received(message));
  }
  function receive(message: string): void {
    if (message.trim() === '') return;
    received.push(message);
    if (message.startsWith('REGISTER ')) {
      const answer = server.onRegister(message);
      if (answer !== null) deliver(answer);
    }
    for (const waiter of waiting) {
      if (!message.startsWith(waiter.start)) continue;
      waiting.delete(waiter);
      return waiter.resolve(message);
    }
    untaken.push(message);
  }

  const server: LoopServer = {
    received,
    isUp: true,
    phoneAddress: null,
    onRegister: registered,
    openSocket: () =>
      createSupervisedSocket(
        {
          url: 'ws://loop.invalid/',
          transport: 'WS',
          server: 'loop.invalid',
          sipUri: 'sip:loop.invalid;transport=ws',
          openWire(opening) {
            let isOpen = false;
            queueMicrotask(() => {
              if (!server.isUp) return opening.ended({ reason: 'connection-refused', technical: 'ECONNREFUSED' });
              isOpen = true;
              events = opening;
              opening.opened();
            });
            const end = (): void => {
              if (events === opening) events = null;
              isOpen = false;
            };
            return {
              get localAddress() {
                return server.phoneAddress;
              },
              send(message) {
                if (isOpen) receive(message);
                return isOpen;
              },
              close: end,
              cut() {
                end();
                opening.ended({ reason: 'connection-lost' });
              },
            };
          },
        },
        { clock, logger, delayOf: () => 0 },
      ),
    take(start) {
      const at = untaken.findIndex((message) => message.startsWith(start));
      if (at >= 0) return Promise.resolve(untaken.splice(at, 1)[0]!);
      return new Promise((resolve) => waiting.add({ start, resolve }));
    },
    has: (start) => untaken.some((message) => message.startsWith(start)),
    send: deliver,
    lose() {
      const lost = events;
      events = null;
      lost?.ended({ reason: 'connection-lost' });
    },
  };
  return server;
}

export function registered(request: string): string {
  const contact = headerOf(request, 'Contact') ?? '';
  return reply(request, { status: '200 OK', tag: 'registrar', lines: /expires=0/.test(contact) ? [] : [`Contact: ${contact}`] });
}

export function challenged(request: string, realm = 'sip.test', status: 401 | 407 = 401): string {
  const header = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
  const nonce = randomBytes(8).toString('hex');
  return reply(request, {
    status: `${status} Unauthorized`,
    lines: [`${header}: Digest realm="${realm}", nonce="${nonce}", algorithm=MD5, qop="auth"`],
  });
}

export const isAuthorised = (request: string): boolean => /^(Proxy-)?Authorization: Digest /im.test(request);
