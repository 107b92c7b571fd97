import { Resolver } from 'node:dns/promises';
import { createServer, type AddressInfo } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import type { Answer } from 'dns-packet';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { testAccount } from '../../../main/voice/account-test.ts';
import { locateServer, type RouteDeps } from '../../../main/voice/sip-route.ts';
import { createStreamSocket } from '../../../main/voice/sip-socket-stream.ts';
import { plainRoute } from '../../../contract/model/account.ts';
import { naptr, srv, startDnsServer, type DnsServer } from '../../fakes/dns-server.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { targetOf } from '../../fakes/sip-target.ts';
import { startTestRegistrar } from '../../fakes/test-registrar.ts';

const servers: DnsServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server[Symbol.asyncDispose]();
});

async function routeBy(zone: Answer[], random = (): number => 0): Promise<RouteDeps & { readonly dns: DnsServer }> {
  const dns = await startDnsServer(zone);
  servers.push(dns);
  const records = new Resolver({ timeout: 500, tries: 1 });
  records.setServers([`127.0.0.1:${dns.port}`]);
  return { dns, random, records };
}

async function places(serverUrl: string, zone: Answer[], random?: () => number): Promise<readonly string[]> {
  const hops = await locateServer(targetOf(serverUrl), await routeBy(zone, random));
  return hops.map(({ host, port, isSecure }) => `${isSecure ? 'tls' : 'tcp'} ${host}:${port}`);
}

const both = [srv('_sips._tcp.sip.test', 'secure.sip.test', 5071), srv('_sip._tcp.sip.test', 'plain.sip.test', 5070)];

it.each([
  ['tls://sip.test:5099', ['tls sip.test:5099']],
  ['tcp://192.0.2.1', ['tcp 192.0.2.1:5060']],
  ['tls://[2001:db8::1]', ['tls 2001:db8::1:5061']],
  ['sip://sip.test:5060', ['tcp sip.test:5060']],
  ['wss://sip.test/ws', ['tls sip.test:443']],
  ['ws://sip.test', ['tcp sip.test:80']],
])('%s needs no records', async (serverUrl, expected) => {
  const route = await routeBy(both);
  const hops = await locateServer(targetOf(serverUrl), route);
  expect(hops.map(({ host, port, isSecure }) => `${isSecure ? 'tls' : 'tcp'} ${host}:${port}`)).toEqual(expected);
  expect(route.dns.asked).toEqual([]);
});

it('tls:// and tcp:// go where SRV says, otherwise to the name itself', async () => {
  expect(await places('tls://sip.test', both)).toEqual(['tls secure.sip.test:5071']);
  expect(await places('tcp://sip.test', both)).toEqual(['tcp plain.sip.test:5070']);
  expect(await places('tls://sip.test', [])).toEqual(['tls sip.test:5061']);
  expect(await places('tcp://sip.test', [])).toEqual(['tcp sip.test:5060']);
});

it('sip:// reads NAPTR, in its order, and what is encrypted alone where there is such', async () => {
  const pointers = [
    naptr('sip.test', 'SIP+D2U', '_sip._udp.sip.test', { order: 1 }),
    naptr('sip.test', 'SIP+D2T', '_other._tcp.sip.test', { order: 2 }),
    naptr('sip.test', 'SIPS+D2T', '_second._tcp.sip.test', { order: 4 }),
    naptr('sip.test', 'SIPS+D2T', '_first._tcp.sip.test', { order: 3 }),
  ];
  const named = [srv('_other._tcp.sip.test', 'o', 1), srv('_first._tcp.sip.test', 'a', 2), srv('_second._tcp.sip.test', 'b', 3)];
  expect(await places('sip://sip.test', [...pointers, ...named])).toEqual(['tls a:2', 'tls b:3']);
  expect(await places('sip://sip.test', [...pointers, named[0]!])).toEqual(['tcp o:1']);
});

it('sip:// without NAPTR asks for both services; without any record it is TLS', async () => {
  expect(await places('sip://sip.test', both)).toEqual(['tls secure.sip.test:5071']);
  expect(await places('sip://sip.test', both.slice(1))).toEqual(['tcp plain.sip.test:5070']);
  expect(await places('sip://sip.test', [])).toEqual(['tls sip.test:5061']);
});

it('a domain that says it has no such service is believed', async () => {
  expect(await places('tls://sip.test', [srv('_sips._tcp.sip.test', '.', 0)])).toEqual([]);
});

it('name servers that do not answer are no reason not to try the name', async () => {
  const silence = (): Promise<never> => Promise.reject(Object.assign(new Error('timeout'), { code: 'ETIMEOUT' }));
  const hops = await locateServer(targetOf('tls://sip.test'), { records: { resolveNaptr: silence, resolveSrv: silence }, random: () => 0 });
  expect(hops).toEqual([{ host: 'sip.test', port: 5061, isSecure: true }]);
});

it('draws by weight within a priority', async () => {
  const name = '_sip._tcp.sip.test';
  const zone = [
    srv(name, 'backup', 1, { priority: 20, weight: 100 }),
    srv(name, 'light', 1, { priority: 10, weight: 10 }),
    srv(name, 'heavy', 1, { priority: 10, weight: 90 }),
  ];
  const first = async (drawn: number): Promise<string | undefined> => (await places('tcp://sip.test', zone, () => drawn))[0];
  expect([await first(0), await first(0.05), await first(0.5), await first(0.999)]).toEqual([
    'tcp light:1',
    'tcp light:1',
    'tcp heavy:1',
    'tcp heavy:1',
  ]);
  expect((await places('tcp://sip.test', zone)).at(-1)).toBe('tcp backup:1');
});

async function closedPort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as AddressInfo;
  await new Promise((resolve) => server.close(resolve));
  return port;
}

it('the next place is tried where the first takes no connection', async () => {
  await using registrar = await startTestRegistrar({ transport: 'tcp' });
  const name = '_sip._tcp.sip.test';
  const zone = [srv(name, '127.0.0.1', await closedPort()), srv(name, '127.0.0.1', registrar.port, { priority: 1 })];
  const route = await routeBy(zone);
  const socket = createStreamSocket(targetOf('tcp://sip.test'), {
    clock: createSystemClock(),
    logger: createRecordingLogger(),
    delayOf: () => 0,
    route,
  });
  const failures: string[] = [];
  socket.failed.on(({ reason }) => failures.push(reason));
  await new Promise<void>((connected) => {
    socket.onconnect = connected;
    socket.connect();
  });
  expect(failures).toEqual([]);
  socket.disconnect();

  const account = { ...plainRoute, aor: 'alice@sip.test', serverUrl: 'tcp://sip.test', authUser: null, password: null };
  expect(await testAccount(account, null, { clock: createSystemClock(), route })).toMatchObject({ isRegistered: true });
});

it('a place that was silent comes last when it is tried again', async () => {
  await using silent = await startTestRegistrar({ transport: 'tcp' });
  await using other = await startTestRegistrar({ transport: 'tcp' });
  const name = '_sip._tcp.sip.test';
  const route = await routeBy([srv(name, '127.0.0.1', silent.port), srv(name, '127.0.0.1', other.port, { priority: 1 })]);
  const socket = createStreamSocket(targetOf('tcp://sip.test'), {
    clock: createSystemClock(),
    logger: createRecordingLogger(),
    delayOf: () => 0,
    route,
  });
  const connect = (): Promise<void> =>
    new Promise((connected) => {
      socket.onconnect = connected;
      socket.connect();
    });
  await connect();
  const ended = new Promise<void>((resolve) => (socket.ondisconnect = () => resolve()));
  socket.drop();
  await ended;
  await connect();
  const request = 'OPTIONS sip:sip.test SIP/2.0\r\nVia: SIP/2.0/TCP x.invalid;branch=z9hG4bKx\r\nCall-ID: x\r\nContent-Length: 0\r\n\r\n';
  socket.send(request);
  await other.seen((message) => message.includes('Call-ID: x'));
  expect(silent.requests).toEqual([]);
  socket.disconnect();
});
