import { randomBytes } from 'node:crypto';
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { answerDigest, readDigestChallenge } from '../../../main/voice/sip-digest.ts';
import { headerOf } from '../../fakes/test-registrar.ts';
import { until } from '../../e2e/harness/remote-desk.ts';

/** Somebody with an account at kamailio and bad intentions: SIP over UDP, written by hand. */
export interface Stranger extends AsyncDisposable {
  /** Where requests reach it. */
  readonly contact: string;
  /** Every message that came, as it came. */
  readonly received: readonly string[];
  /** Answers a request; null: leaves it. Set by the test. */
  onRequest: (request: string) => string | null;
  /** The next message that fits and was not taken before. */
  take(fits: RegExp): Promise<string>;
  /** A request to one of the server's users, with the stranger's own login; answers with the final response. */
  ask(
    method: string,
    user: string,
    options?: { readonly lines?: readonly string[]; readonly sdp?: string; readonly type?: string; readonly callId?: string },
  ): Promise<string>;
  /** ACK for a call that was answered. */
  ack(answer: string): void;
}

const server = { host: '127.0.0.1', port: 5060 };
const token = (): string => randomBytes(6).toString('hex');

/** An offer or answer of plain RTP, where nobody listens. */
export const plainSdp = [
  'v=0',
  'o=- 1 1 IN IP4 127.0.0.1',
  's=-',
  'c=IN IP4 127.0.0.1',
  't=0 0',
  'm=audio 33998 RTP/AVP 8',
  'a=rtpmap:8 PCMA/8000',
  'a=sendrecv',
  '',
].join('\r\n');

/** A response to a request, copied from it (RFC 3261 §8.2.6.2). */
export function answerOf(request: string, status: string, lines: readonly string[] = [], sdp = ''): string {
  const vias = [...request.matchAll(/^(?:Via|Record-Route):.*$/gim)].map(([line]) => line);
  const to = headerOf(request, 'To') ?? '';
  return [
    `SIP/2.0 ${status}`,
    ...vias,
    `From: ${headerOf(request, 'From')}`,
    `To: ${/;tag=/.test(to) ? to : `${to};tag=stranger`}`,
    `Call-ID: ${headerOf(request, 'Call-ID')}`,
    `CSeq: ${headerOf(request, 'CSeq')}`,
    ...lines,
    ...(sdp === '' ? [] : ['Content-Type: application/sdp']),
    `Content-Length: ${Buffer.byteLength(sdp)}`,
    '',
    sdp,
  ].join('\r\n');
}

/** What asks for the digest of whoever sent the request, as if it were their own server. */
export function harvest(request: string, status: 401 | 407, { isStale = false } = {}): string {
  const header = status === 401 ? 'WWW-Authenticate' : 'Proxy-Authenticate';
  return answerOf(request, `${status} Unauthorized`, [
    `${header}: Digest realm="sip.test", nonce="${token()}", algorithm=MD5, qop="auth"${isStale ? ', stale=true' : ''}`,
  ]);
}

/** Digests somebody sent to the stranger. */
export const credentialsIn = (messages: readonly string[]): number => messages.filter((message) => /^(Proxy-)?Authorization:/im.test(message)).length;

export async function startStranger(user: string, password: string): Promise<Stranger> {
  const socket: Socket = createSocket('udp4');
  socket.bind(0, server.host);
  await once(socket, 'listening');
  const contact = `sip:${user}@${server.host}:${socket.address().port}`;
  const received: string[] = [];
  const taken = new Set<string>();
  const send = (message: string): void => socket.send(message, server.port, server.host);
  socket.on('message', (bytes) => {
    const message = bytes.toString('utf8');
    if (message.trim() === '') return;
    // Over UDP it comes again until it is answered.
    received.push(message);
    if (message.startsWith('SIP/2.0 ') || message.startsWith('ACK ')) return;
    const response = stranger.onRequest(message);
    if (response !== null) send(response);
  });

  async function take(fits: RegExp): Promise<string> {
    const found = await until(() => received.find((message) => fits.test(message) && !taken.has(message)), `a message like ${fits}`);
    taken.add(found);
    return found;
  }

  const via = (): string => `Via: SIP/2.0/UDP ${server.host}:${socket.address().port};rport;branch=z9hG4bK${token()}`;
  const stranger: Stranger = {
    contact,
    received,
    onRequest: (request) => answerOf(request, '200 OK'),
    take,
    async ask(method, whom, { lines = [], sdp = '', type = 'application/sdp', callId = token() } = {}) {
      const uri = method === 'REGISTER' ? 'sip:sip.test' : `sip:${whom}@sip.test`;
      const tag = token();
      const write = (sequence: number, more: readonly string[]): string =>
        [
          `${method} ${uri} SIP/2.0`,
          via(),
          'Max-Forwards: 70',
          `From: <sip:${user}@sip.test>;tag=${tag}`,
          `To: <sip:${whom}@sip.test>`,
          `Call-ID: ${callId}`,
          `CSeq: ${sequence} ${method}`,
          `Contact: <${contact}>`,
          ...lines,
          ...more,
          ...(sdp === '' ? [] : [`Content-Type: ${type}`]),
          `Content-Length: ${Buffer.byteLength(sdp)}`,
          '',
          sdp,
        ].join('\r\n');
      const final = (sequence: number): Promise<string> =>
        take(
          new RegExp(
            `^SIP/2\\.0 [2-6][^]*^Call-ID: ${callId}\r\n[^]*^CSeq: ${sequence} |^SIP/2\\.0 [2-6][^]*^CSeq: ${sequence} [^]*^Call-ID: ${callId}\r\n`,
            'm',
          ),
        );
      send(write(1, []));
      const first = await final(1);
      const challenge = readDigestChallenge(headerOf(first, 'WWW-Authenticate') ?? headerOf(first, 'Proxy-Authenticate') ?? '');
      if (!challenge) return first;
      const header = first.startsWith('SIP/2.0 401') ? 'Authorization' : 'Proxy-Authorization';
      send(write(2, [`${header}: ${answerDigest(challenge, { user, password }, { method, uri, count: 1, clientNonce: token() })}`]));
      return final(2);
    },
    ack(answer) {
      const target = /^Contact:\s*<([^>]+)>/im.exec(answer)?.[1] ?? '';
      const routes = [...answer.matchAll(/^Record-Route:\s*(.*)$/gim)].flatMap(([, value = '']) => value.trim().split(/,\s*(?=<)/)).toReversed();
      const copied = ['From', 'To', 'Call-ID'].map((name) => `${name}: ${headerOf(answer, name)}`);
      const sequence = /^\d+/.exec(headerOf(answer, 'CSeq') ?? '')?.[0];
      const head = [`ACK ${target} SIP/2.0`, via(), 'Max-Forwards: 70', ...copied, `CSeq: ${sequence} ACK`];
      send([...head, ...routes.map((route) => `Route: ${route}`), 'Content-Length: 0', '', ''].join('\r\n'));
    },
    async [Symbol.asyncDispose]() {
      socket.close();
      await once(socket, 'close');
    },
  };
  const registered = await stranger.ask('REGISTER', user, { lines: ['Expires: 600'] });
  if (!registered.startsWith('SIP/2.0 200')) throw new Error(registered);
  return stranger;
}
