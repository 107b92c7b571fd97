import { createServer, type AddressInfo } from 'node:net';
import { createServer as createHttpServer } from 'node:http';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { accountTestResultSchema, plainRoute, type AccountTestResult } from '../../../contract/model/account.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { testAccount } from '../../../main/voice/account-test.ts';
import { createTestCertificate } from '../../fakes/test-certificate.ts';
import { respond, startTestRegistrar, type TestRegistrarOptions } from '../../fakes/test-registrar.ts';
import { createManualClock } from '../../fakes/manual-clock.ts';

const password = 'correct horse';
const dayMs = 86_400_000;
const clock = createSystemClock();
const cleanups: (() => unknown)[] = [];
const authorities = getCACertificates('default');

afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  setDefaultCACertificates(authorities);
});

async function registrar(options: TestRegistrarOptions = {}) {
  const started = await startTestRegistrar(options);
  cleanups.push(() => started[Symbol.asyncDispose]());
  return started;
}

async function attempt(
  serverUrl: string,
  change: Partial<Parameters<typeof testAccount>[0]> = {},
  deps: Partial<Parameters<typeof testAccount>[2]> = {},
): Promise<AccountTestResult> {
  const draft = { ...plainRoute, aor: 'alice@pbx.test', authUser: null, password, serverUrl, ...change };
  return accountTestResultSchema.parse(await testAccount(draft, null, { clock, ...deps }));
}

const outcomes = ({ steps }: AccountTestResult): string =>
  steps.map(({ outcome }) => ({ passed: 'p', failed: 'F', skipped: 's', 'not-reached': '-' })[outcome]).join('');

describe('what works', () => {
  it('goes through every step over WebSocket and leaves nothing behind', async () => {
    const server = await registrar({ password });
    const result = await attempt(server.url);
    expect(result).toMatchObject({ isRegistered: true, failure: null });
    expect(outcomes(result)).toBe('spsppp');
    expect(server.bindings.size).toBe(0);
    const bound = server.requests.filter((request) => /^Contact:/im.test(request) && /^Authorization:/im.test(request));
    expect(bound.map((request) => /expires=(\d+)/.exec(request)?.[1])).toEqual(['60', '0']);
    expect(server.requests.join('')).not.toContain(password);
  });

  it.each(['tcp', 'tls', 'wss'] as const)('over %s', async (transport) => {
    const certificate = createTestCertificate('127.0.0.1', { from: Date.now() - dayMs, to: Date.now() + dayMs });
    setDefaultCACertificates([certificate.cert]);
    const server = await registrar({ password, transport, certificate });
    const result = await attempt(server.url);
    expect(result).toMatchObject({ isRegistered: true, failure: null });
    expect(outcomes(result)).toBe({ tcp: 'spsspp', tls: 'sppspp', wss: 'sppppp' }[transport]);
    expect(server.bindings.size).toBe(0);
  });

  it('says that nobody asked for a password', async () => {
    const server = await registrar({ password: null });
    expect(outcomes(await attempt(server.url, { password: null }))).toBe('spspsp');
  });

  it('resolves a name', async () => {
    const server = await registrar({ password });
    expect(outcomes(await attempt(`ws://localhost:${server.port}`))).toBe('ppsppp');
  });

  it('answers challenges of before RFC 2617, without qop', async () => {
    const server = await registrar({ password, qop: null });
    expect((await attempt(server.url)).isRegistered).toBe(true);
  });

  it('uses the stored password where the form has none, and the user name of its own for the challenge', async () => {
    const server = await registrar({ password });
    const result = await testAccount({ ...plainRoute, aor: 'alice@pbx.test', authUser: 'trunk-7', password: null, serverUrl: server.url }, password, {
      clock,
    });
    expect(result.isRegistered).toBe(true);
    expect(server.requests.at(-1)).toContain('username="trunk-7"');
  });

  it('takes the time a registrar insists on', async () => {
    const server = await registrar({ password, minExpiresS: 300 });
    expect((await attempt(server.url)).isRegistered).toBe(true);
    expect(server.bindings.size).toBe(0);
  });

  it('binds nothing where another device is registered: a server that keeps one would drop it', async () => {
    const other = '<sip:alice@192.0.2.7:5060>';
    const server = await registrar({ password, bound: [other] });
    expect((await attempt(server.url)).isRegistered).toBe(true);
    expect([...server.bindings.keys()]).toEqual([other]);
    expect(server.requests.some((request) => /^Contact:/im.test(request))).toBe(false);
  });

  it('goes on where a registrar does not answer questions about bindings', async () => {
    const server = await registrar({ answer: (request) => (/^Contact:/im.test(request) ? undefined : respond(request, '400 Bad Request')) });
    expect((await attempt(server.url)).isRegistered).toBe(true);
    expect(server.bindings.size).toBe(0);
  });
});

describe('what stands in the way', () => {
  it('a host that does not exist', async () => {
    const result = await attempt('wss://pbx.threadline.invalid');
    expect(result.failure?.reason).toBe('host-unknown');
    expect(outcomes(result)).toBe('F-----');
  });

  it('a port nobody listens on', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const result = await attempt(`ws://127.0.0.1:${port}`);
    expect(result.failure).toEqual({ reason: 'connection-refused', technical: 'ECONNREFUSED' });
    expect(outcomes(result)).toBe('sF----');
  });

  it.each([
    ['tls-self-signed', '127.0.0.1', [-1, 1], false],
    ['tls-expired', '127.0.0.1', [-2, -1], true],
    ['tls-wrong-host', 'pbx.test', [-1, 1], true],
  ] as const)('%s', async (reason, host, [from, to], isTrusted) => {
    const certificate = createTestCertificate(host, { from: Date.now() + from * dayMs, to: Date.now() + to * dayMs });
    if (isTrusted) setDefaultCACertificates([certificate.cert]);
    const server = await registrar({ password, transport: 'wss', certificate });
    const result = await attempt(server.url);
    expect(result.failure?.reason).toBe(reason);
    expect(outcomes(result)).toBe('spF---');
  });

  it('TLS asked of a server that has none', async () => {
    const server = await registrar({ password });
    const result = await attempt(server.url.replace('ws:', 'wss:'));
    expect(result.failure?.reason).toBe('tls-failed');
    expect(outcomes(result)).toBe('spF---');
  });

  it('a web server that takes no WebSocket', async () => {
    const server = createHttpServer((_, response) => response.writeHead(404).end()).listen(0, '127.0.0.1');
    cleanups.push(() => new Promise((resolve) => server.close(resolve)));
    await new Promise((resolve) => server.once('listening', resolve));
    const result = await attempt(`ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`);
    expect(result.failure).toEqual({ reason: 'websocket-refused', technical: 'HTTP 404' });
    expect(outcomes(result)).toBe('spsF--');
  });

  it('a wrong password', async () => {
    const server = await registrar({ password });
    const result = await attempt(server.url, { password: 'wrong' });
    expect(result.failure).toEqual({ reason: 'password-refused', technical: 'SIP 401' });
    expect(outcomes(result)).toBe('spspF-');
    // One challenge, one answer: more would lock accounts.
    expect(server.requests).toHaveLength(2);
  });

  it('no password at all', async () => {
    const server = await registrar({ password });
    expect((await attempt(server.url, { password: null })).failure).toEqual({ reason: 'password-missing', field: 'password' });
  });

  it('a registrar that wants another digest than we speak', async () => {
    const server = await registrar({ password, algorithms: ['MD5', 'SHA-256'] });
    expect((await attempt(server.url)).failure).toEqual({ reason: 'registrar-error', technical: 'digest SHA-256' });
  });

  it.each([
    ['403 Forbidden', 'account-forbidden', 'spspF-'],
    ['404 Not Found', 'account-unknown', 'spspsF'],
    ['503 Service Unavailable', 'registrar-overloaded', 'spspsF'],
    ['500 Oops', 'registrar-error', 'spspsF'],
  ])('%s', async (status, reason, expected) => {
    const server = await registrar({ answer: (request) => respond(request, status) });
    const result = await attempt(server.url);
    expect(result.failure?.reason).toBe(reason);
    expect(outcomes(result)).toBe(expected);
  });

  it('a server that hangs up on us', async () => {
    const server = await registrar({ answer: () => null });
    void server.seen(() => true).then(() => server[Symbol.asyncDispose]());
    expect((await attempt(server.url)).failure?.reason).toBe('connection-lost');
  });

  it.each([
    [{ serverUrl: 'http://pbx.test' }, 'server-address-invalid', 'serverUrl'],
    [{ serverUrl: 'wss://' }, 'server-address-invalid', 'serverUrl'],
    [{ serverUrl: 'wss://user:pass@pbx.test' }, 'server-address-invalid', 'serverUrl'],
    [{ aor: 'alice' }, 'field-invalid', 'aor'],
  ])('%o', async (change, reason, field) => {
    const result = await attempt('ws://127.0.0.1:1', change);
    expect(result.failure).toEqual({ reason, field });
    expect(outcomes(result)).toBe('------');
  });
});

describe('what takes too long', () => {
  it('a registrar that never answers', async () => {
    const manual = createManualClock();
    const server = await registrar({ answer: () => null });
    const result = attempt(server.url, {}, { clock: manual });
    await server.seen(() => true);
    manual.advance(6_000);
    expect((await result).failure?.reason).toBe('registrar-silent');
    expect(outcomes(await result)).toBe('spspF-');
  });

  it('a server that takes the connection and says nothing', async () => {
    const manual = createManualClock();
    const server = createServer().listen(0, '127.0.0.1');
    cleanups.push(() => new Promise((resolve) => server.close(resolve)));
    await new Promise((resolve) => server.once('listening', resolve));
    const asked = new Promise<void>((resolve) => server.once('connection', (socket) => socket.once('data', () => resolve())));
    const result = attempt(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, {}, { clock: manual });
    await asked;
    manual.advance(5_000);
    expect((await result).failure?.reason).toBe('connection-timed-out');
    expect(outcomes(await result)).toBe('spsF--');
  });

  it('ends when it is told to, and still removes what was asked for', async () => {
    const abort = new AbortController();
    const server = await registrar({
      answer: (request) => {
        if (/;expires=60/.test(request)) abort.abort();
        return undefined;
      },
    });
    const result = await attempt(server.url, {}, { signal: abort.signal });
    expect(result.isRegistered).toBe(false);
    await server.seen((request) => /;expires=0/.test(request));
    expect(server.bindings.size).toBe(0);
  });
});
