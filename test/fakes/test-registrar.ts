import { createHash, randomBytes } from 'node:crypto';
import { createServer as createHttpServer } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { WebSocketServer } from 'ws';
import { createSipFrames } from '../../main/voice/sip-frames.ts';

export interface TestRegistrar extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
  /** Every request that came, as it came. */
  readonly requests: readonly string[];
  /** Contacts bound now, with the seconds they were granted. */
  readonly bindings: ReadonlyMap<string, number>;
  /** Resolves with the next REGISTER that satisfies the condition. */
  seen(condition: (request: string) => boolean): Promise<string>;
  /** To every phone that is connected, as it is. */
  send(message: Buffer): void;
}

export interface TestRegistrarOptions {
  readonly transport?: 'ws' | 'wss' | 'tcp' | 'tls';
  readonly host?: string;
  readonly certificate?: { key: string; cert: string };
  /** null: lets everybody in. */
  readonly password?: string | null;
  readonly realm?: string;
  readonly qop?: string | null;
  readonly algorithms?: readonly string[];
  /** Bindings of other devices that are there already. */
  readonly bound?: readonly string[];
  readonly minExpiresS?: number;
  /** The answer in place of a registrar's own; null: no answer at all. */
  readonly answer?: (request: string) => string | null | undefined;
}

const md5 = (text: string): string => createHash('md5').update(text).digest('hex');

export function headerOf(message: string, name: string): string | undefined {
  return new RegExp(`^${name}\\s*:\\s*(.*)$`, 'im').exec(message)?.[1]?.trim();
}

/** A response with what a request asks to be copied (RFC 3261 §8.2.6.2). */
export function respond(request: string, status: string, lines: readonly string[] = []): string {
  const copied = ['Via', 'From', 'Call-ID', 'CSeq'].map((name) => `${name}: ${headerOf(request, name)}`);
  return [`SIP/2.0 ${status}`, ...copied, `To: ${headerOf(request, 'To')};tag=registrar`, ...lines, 'Content-Length: 0', '', ''].join('\r\n');
}

/** A registrar of RFC 3261 §10.3 on the loopback: digest by MD5, bindings, nothing else. */
export async function startTestRegistrar(options: TestRegistrarOptions = {}): Promise<TestRegistrar> {
  const { transport = 'ws', password = null, realm = 'registrar.test', qop = 'auth', algorithms = ['MD5'], minExpiresS = 0 } = options;
  const requests: string[] = [];
  const bindings = new Map<string, number>((options.bound ?? []).map((contact) => [contact, 600]));
  const nonces = new Set<string>();
  const waiting = new Set<(request: string) => void>();

  function isAuthorised(request: string): boolean {
    if (password === null) return true;
    const given = headerOf(request, 'Authorization') ?? '';
    const field = (name: string): string => new RegExp(`\\b${name}="?([^",]*)`).exec(given)?.[1] ?? '';
    if (!nonces.has(field('nonce')) || field('realm') !== realm) return false;
    const middle = qop ? `${field('nonce')}:${field('nc')}:${field('cnonce')}:auth` : field('nonce');
    return field('response') === md5(`${md5(`${field('username')}:${realm}:${password}`)}:${middle}:${md5(`REGISTER:${field('uri')}`)}`);
  }

  function challenge(request: string): string {
    const nonce = randomBytes(8).toString('hex');
    nonces.add(nonce);
    const extra = qop ? `, qop="${qop}"` : '';
    return respond(
      request,
      '401 Unauthorized',
      algorithms.map((algorithm) => `WWW-Authenticate: Digest realm="${realm}", nonce="${nonce}", algorithm=${algorithm}${extra}`),
    );
  }

  function register(request: string): string {
    if (!isAuthorised(request)) return challenge(request);
    const [, contact, expires] = /^Contact:\s*(<[^>]*>).*;expires=(\d+)/im.exec(request) ?? [];
    if (contact !== undefined) {
      if (Number(expires) > 0 && Number(expires) < minExpiresS) return respond(request, '423 Interval Too Brief', [`Min-Expires: ${minExpiresS}`]);
      if (Number(expires) === 0) bindings.delete(contact);
      else bindings.set(contact, Number(expires));
    }
    return respond(
      request,
      '200 OK',
      [...bindings].map(([bound, seconds]) => `Contact: ${bound};expires=${seconds}`),
    );
  }

  function receive(message: string, send: (response: string) => void): void {
    requests.push(message);
    const own = options.answer?.(message);
    const response = own === undefined ? (message.startsWith('REGISTER ') ? register(message) : null) : own;
    if (response !== null) send(response);
    for (const listener of waiting) listener(message);
  }

  const { server, sockets, phones } = listen(transport, options.certificate, receive);
  await new Promise<void>((resolve) => server.listen(0, options.host ?? '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    url: `${transport}://${options.host === '::1' ? '[::1]' : '127.0.0.1'}:${port}`,
    send: (message) => phones.forEach((send) => send(message)),
    requests,
    bindings,
    seen: (condition) =>
      new Promise((resolve) => {
        const listener = (request: string): void => {
          if (condition(request)) resolve(request);
        };
        waiting.add(listener);
        for (const request of requests) listener(request);
      }),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

type Receive = (message: string, send: (response: string) => void) => void;

function listen(
  transport: 'ws' | 'wss' | 'tcp' | 'tls',
  certificate: { key: string; cert: string } | undefined,
  receive: Receive,
): { server: Server; sockets: Set<Socket>; phones: Set<(message: Buffer) => void> } {
  const sockets = new Set<Socket>();
  const phones = new Set<(message: Buffer) => void>();
  const overStream = (socket: Socket): void => {
    const send = (message: Buffer): void => void socket.write(message);
    phones.add(send);
    socket.on('close', () => phones.delete(send));
    const frames = createSipFrames((message) => receive(message.toString('utf8'), (response) => socket.write(response)));
    socket.on('data', (bytes: Buffer) => frames.take(bytes)).on('error', () => undefined);
  };
  const server: Server =
    transport === 'tcp'
      ? createTcpServer(overStream)
      : transport === 'tls'
        ? createTlsServer(certificate ?? {}, overStream)
        : transport === 'ws'
          ? createHttpServer()
          : createHttpsServer(certificate ?? {});
  if (transport === 'ws' || transport === 'wss') {
    const upgrades = new WebSocketServer({
      server: server as ReturnType<typeof createHttpServer>,
      handleProtocols: (offered) => (offered.has('sip') ? 'sip' : false),
    });
    upgrades.on('connection', (ws) => {
      ws.on('message', (bytes) => receive(String(bytes), (response) => ws.send(response)));
      ws.on('error', () => undefined);
      const send = (message: Buffer): void => ws.send(message, { binary: true });
      phones.add(send);
      ws.on('close', () => phones.delete(send));
    });
  }
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
  });
  server.on('tlsClientError', () => undefined);
  return { server, sockets, phones };
}
