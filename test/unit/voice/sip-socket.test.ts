import { createServer as createHttpServer } from 'node:http';
import { createServer as createTcpServer, type AddressInfo, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { Failure } from '../../../contract/model/failure.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import type { Clock } from '../../../main/ports.ts';
import { createSipUserAgent } from '../../../main/voice/jssip-user-agent.ts';
import { createMediaLink } from '../../../main/voice/media-link.ts';
import type { SupervisedSocket } from '../../../main/voice/sip-socket.ts';
import { createStreamSocket } from '../../../main/voice/sip-socket-stream.ts';
import { createWebSocketSocket } from '../../../main/voice/sip-socket-ws.ts';
import { rewriteForStream } from '../../../main/voice/sip-stream-rewriting.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger, type RecordingLogger } from '../../fakes/memory-ports.ts';
import { targetOf } from '../../fakes/sip-target.ts';
import { createTestCertificate } from '../../fakes/test-certificate.ts';
import { headerOf, startTestRegistrar } from '../../fakes/test-registrar.ts';
import { alice } from '../../fakes/voice-accounts.ts';

function open(
  serverUrl: string,
  { clock = createSystemClock(), logger = createRecordingLogger() }: { clock?: Clock; logger?: RecordingLogger } = {},
): SupervisedSocket {
  const target = targetOf(serverUrl);
  const deps = { clock, logger, delayOf: () => 0 };
  return target.isWebSocket ? createWebSocketSocket(target, deps) : createStreamSocket(target, deps);
}

const next = <T>(listenable: { on(listener: (value: T) => void): () => void }): Promise<T> =>
  new Promise((resolve) => {
    const off = listenable.on((value) => {
      off();
      resolve(value);
    });
  });

/** What JsSIP hears of a socket. */
function listen(socket: SupervisedSocket): { connected: Promise<void>; disconnected: Promise<void>; messages: string[]; message(): Promise<string> } {
  const messages: string[] = [];
  let waiting: ((message: string) => void) | null = null;
  socket.ondata = (message) => {
    messages.push(message);
    waiting?.(message);
  };
  return {
    connected: new Promise((resolve) => (socket.onconnect = resolve)),
    disconnected: new Promise((resolve) => (socket.ondisconnect = () => resolve())),
    messages,
    message: () => new Promise((resolve) => (waiting = resolve)),
  };
}

async function serve(server: Server): Promise<{ port: number; next(): Promise<Socket> } & AsyncDisposable> {
  const sockets = new Set<Socket>();
  const untaken: Socket[] = [];
  let waiting: ((socket: Socket) => void) | null = null;
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('error', () => undefined);
    if (waiting) waiting(socket);
    else untaken.push(socket);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    next: () => new Promise((resolve) => (untaken.length > 0 ? resolve(untaken.shift()!) : (waiting = resolve))),
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

const options = [
  'OPTIONS sip:alice@sip.test SIP/2.0',
  'Via: SIP/2.0/TCP far.invalid;branch=z9hG4bKx',
  'Max-Forwards: 70',
  'From: <sip:b@sip.test>;tag=b',
  'To: <sip:alice@sip.test>',
  'Call-ID: x',
  'CSeq: 1 OPTIONS',
  'l: 0',
  '',
  '',
].join('\r\n');

describe.each(['ws', 'tcp'] as const)('over %s', (transport) => {
  it('JsSIP registers and signs off', async () => {
    await using registrar = await startTestRegistrar({ transport, password: 'alice-pw' });
    const clock = createSystemClock();
    const logger = createRecordingLogger();
    using media = createMediaLink({ clock, logger, restartMediaPage() {} });
    const userAgent = createSipUserAgent({
      account: alice,
      password: () => 'alice-pw',
      socket: open(registrar.url),
      rtc: media.rtcEnvironment('microphone'),
      clock,
      userAgentName: 'test',
    });
    const registered = next(userAgent.registered);
    userAgent.start();
    await registered;
    const [contact = ''] = [...registrar.bindings.keys()];
    if (transport === 'tcp') {
      expect(contact).toMatch(/^<sip:\w+@127\.0\.0\.1:\d+;transport=tcp>$/);
      expect(headerOf(registrar.requests[0]!, 'Via')).toMatch(/^SIP\/2\.0\/TCP 127\.0\.0\.1:\d+;rport;branch=/);
    } else expect(contact).toMatch(/^<sip:\w+@\w+\.invalid;transport=ws>$/);
    const left = next(userAgent.unregistered);
    userAgent.stop();
    await left;
    expect(registrar.bindings.size).toBe(0);
  });

  it('nobody listening is said as it is', async () => {
    const gone = await startTestRegistrar({ transport });
    await gone[Symbol.asyncDispose]();
    const socket = open(gone.url);
    const { disconnected } = listen(socket);
    const failed = next(socket.failed);
    socket.connect();
    expect(await failed).toMatchObject({ reason: 'connection-refused', technical: 'ECONNREFUSED' });
    await disconnected;
    expect(socket.isConnected() || socket.isConnecting()).toBe(false);
  });

  it('can be left and taken up again at once', async () => {
    await using registrar = await startTestRegistrar({ transport });
    const socket = open(registrar.url);
    await new Promise<void>((resolve) => {
      socket.onconnect = resolve;
      socket.connect();
    });
    socket.disconnect();
    expect(socket.isConnected()).toBe(false);
    await new Promise<void>((resolve) => {
      socket.onconnect = resolve;
      socket.connect();
    });
    expect(socket.isConnected()).toBe(true);
    socket.disconnect();
  });
});

describe('TLS', () => {
  it.each(['wss', 'tls'] as const)('%s to a server nobody vouches for is refused, and said so', async (transport) => {
    const certificate = createTestCertificate('127.0.0.1', { from: Date.now() - 60_000, to: Date.now() + 60_000 });
    await using registrar = await startTestRegistrar({ transport, certificate });
    const socket = open(registrar.url);
    const failed = next(socket.failed);
    socket.connect();
    expect((await failed).reason).toBe('tls-self-signed');
    socket.disconnect();
  });

  it('a server that speaks no TLS is said so', async () => {
    await using server = await serve(createTcpServer((socket) => socket.end('220 hello\r\n')));
    const socket = open(`tls://127.0.0.1:${server.port}`);
    const failed = next(socket.failed);
    socket.connect();
    expect((await failed).reason).toBe('tls-failed');
    socket.disconnect();
  });

  it('a server that never answers the handshake is left after eight seconds', async () => {
    await using server = await serve(createTcpServer());
    const clock = createManualClock();
    const socket = open(`tls://127.0.0.1:${server.port}`, { clock });
    const failed = next(socket.failed);
    socket.connect();
    await server.next();
    clock.advance(8_000);
    expect(await failed).toEqual({ reason: 'connection-timed-out' });
    socket.disconnect();
  });

  it('an expired certificate is named', async () => {
    const certificate = createTestCertificate('127.0.0.1', { from: Date.now() - 120_000, to: Date.now() - 60_000 });
    await using server = await serve(createTlsServer(certificate));
    const socket = open(`tls://127.0.0.1:${server.port}`);
    const failed = next(socket.failed);
    socket.connect();
    expect((await failed).reason).toBe('tls-expired');
    socket.disconnect();
  });
});

describe('a frozen server', () => {
  it('behind a WebSocket is noticed by its missing pongs', async () => {
    const upgrades = new WebSocketServer({ noServer: true, autoPong: false });
    const http = createHttpServer().on('upgrade', (request, socket, head) => upgrades.handleUpgrade(request, socket, head, () => undefined));
    await using frozen = await serve(http);
    const clock = createManualClock();
    const socket = open(`ws://127.0.0.1:${frozen.port}`, { clock });
    const { connected } = listen(socket);
    const failed = next<Failure>(socket.failed);
    socket.connect();
    await connected;
    clock.advance(6_000);
    expect(socket.isConnected()).toBe(true);
    clock.advance(2_000);
    expect(await failed).toMatchObject({ reason: 'connection-lost' });
    socket.disconnect();
  });

  it('behind a stream is noticed where it answered keep-alives before', async () => {
    await using server = await serve(createTcpServer());
    const clock = createManualClock();
    const socket = open(`tcp://127.0.0.1:${server.port}`, { clock });
    const { connected } = listen(socket);
    const failed = next(socket.failed);
    socket.connect();
    await connected;
    const far = await server.next();
    clock.advance(60_000);
    expect(socket.isConnected()).toBe(true);
    const ping = (): Promise<string> => new Promise((resolve) => far.once('data', (bytes) => resolve(String(bytes))));
    const pinged = ping();
    clock.advance(5_000);
    expect(await pinged).toMatch(/^(\r\n\r\n)+$/);
    far.write('\r\n');
    // What was sent before this ping came has been read when the loop comes round.
    const pingedAgain = ping();
    clock.advance(5_000);
    await pingedAgain;
    await new Promise(setImmediate);
    clock.advance(20_000);
    expect(await failed).toMatchObject({ reason: 'connection-lost', technical: 'keep-alive' });
    socket.disconnect();
  });
});

describe('what comes in', () => {
  it('over a stream is cut into messages; what cannot be cut ends the connection', async () => {
    await using server = await serve(createTcpServer());
    const socket = open(`tcp://127.0.0.1:${server.port}`);
    const { connected, messages, message } = listen(socket);
    const failed = next(socket.failed);
    socket.connect();
    await connected;
    const far = await server.next();
    const first = message();
    far.write(`\r\n${options.slice(0, 40)}`);
    far.write(options.slice(40));
    await first;
    expect(messages).toEqual([options]);
    far.write('OPTIONS sip:alice@sip.test SIP/2.0\r\nContent-Length: -1\r\n\r\n');
    expect(await failed).toMatchObject({ reason: 'protocol-error' });
    socket.disconnect();
  });

  it('and makes JsSIP stumble ends in the log', async () => {
    await using server = await serve(createTcpServer());
    const logger = createRecordingLogger();
    const socket = open(`tcp://127.0.0.1:${server.port}`, { logger });
    const { connected } = listen(socket);
    socket.connect();
    await connected;
    socket.ondata = () => {
      throw new TypeError('stumbled');
    };
    (await server.next()).write(options);
    await expect.poll(() => logger.lines.map(({ event }) => event)).toEqual(['sip-message-unreadable']);
    expect(socket.isConnected()).toBe(true);
    socket.disconnect();
  });
});

describe('messages over a stream', () => {
  const address = { host: '[2001:db8::1]:5070', transport: 'tls' } as const;

  it('name the connection in Via and Contact, and nothing else changes', () => {
    const request =
      'INVITE sip:bob@sip.test SIP/2.0\r\nVia: SIP/2.0/TLS ab12.invalid;branch=z9hG4bK1\r\nContact: <sip:u7@ab12.invalid;transport=ws;ob>\r\nContent-Length: 3\r\n\r\nv=0';
    expect(rewriteForStream(request, address)).toBe(
      'INVITE sip:bob@sip.test SIP/2.0\r\nVia: SIP/2.0/TLS [2001:db8::1]:5070;rport;branch=z9hG4bK1\r\nContact: <sip:u7@[2001:db8::1]:5070;transport=tls;ob>\r\nContent-Length: 3\r\n\r\nv=0',
    );
  });

  it('keep another’s Via, and a GRUU (RFC 5627)', () => {
    const response =
      'SIP/2.0 200 OK\r\nVia: SIP/2.0/TLS proxy.invalid;branch=z9hG4bK1\r\nContact: <sip:u7@sip.test;gr=urn:uuid:1>\r\nContent-Length: 0\r\n\r\n';
    expect(rewriteForStream(response, address)).toBe(response);
  });

  it('get the length they lack', () => {
    expect(rewriteForStream('SIP/2.0 400 Bad Request\r\nCall-ID: x\r\n\r\n', address)).toBe(
      'SIP/2.0 400 Bad Request\r\nCall-ID: x\r\nContent-Length: 0\r\n\r\n',
    );
    expect(rewriteForStream('\r\n', address)).toBe('\r\n');
  });
});
