import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { plainRoute, type AccountTestResult } from '../../../contract/model/account.ts';
import type { TrustedCertificate } from '../../../contract/model/certificate.ts';
import { failureSchema, type Failure } from '../../../contract/model/failure.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { testAccount } from '../../../main/voice/account-test.ts';
import { createStreamSocket } from '../../../main/voice/sip-socket-stream.ts';
import { createWebSocketSocket } from '../../../main/voice/sip-socket-ws.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { targetOf } from '../../fakes/sip-target.ts';
import { createTestAuthority, createTestCertificate, fingerprintOf, type TestCertificate } from '../../fakes/test-certificate.ts';
import { startTestRegistrar } from '../../fakes/test-registrar.ts';

const dayMs = 86_400_000;
const now = Date.now();
const today = { from: now - dayMs, to: now + dayMs };
const past = { from: now - 2 * dayMs, to: now - dayMs };
const clock = createSystemClock();
const machines = getCACertificates('default');
afterEach(() => setDefaultCACertificates(machines));

const authority = createTestAuthority('Example Works CA', today);
const issued = (host = '127.0.0.1'): TestCertificate => createTestCertificate(host, { ...today, authority });
const leafOf = ({ key, cert }: TestCertificate): TestCertificate => ({
  key,
  cert: cert.slice(0, cert.indexOf('-----END')) + '-----END CERTIFICATE-----\n',
});

/** What the account's test says, and that its connection says the same. */
async function refusal(certificate: TestCertificate, trusted: TrustedCertificate | null, transport: 'tls' | 'wss' = 'tls'): Promise<Failure | null> {
  await using registrar = await startTestRegistrar({ transport, certificate });
  const account = { ...plainRoute, aor: 'alice@sip.test', serverUrl: registrar.url, authUser: null, password: null, trusted };
  const tested: AccountTestResult = await testAccount(account, null, { clock });
  const target = targetOf(registrar.url, { trusted });
  const deps = { clock, logger: createRecordingLogger(), delayOf: () => 60_000 };
  const socket = transport === 'wss' ? createWebSocketSocket(target, deps) : createStreamSocket(target, deps);
  const before = registrar.requests.length;
  const failure = await new Promise<Failure | null>((resolve) => {
    socket.failed.on(resolve);
    socket.onconnect = () => resolve(null);
    socket.connect();
  });
  socket.disconnect();
  expect(failure).toEqual(tested.failure);
  if (failure) expect(registrar.requests.slice(before)).toEqual([]);
  return failure && failureSchema.parse(failure);
}

describe.each(['tls', 'wss'] as const)('over %s', (transport) => {
  it('one that vouches for itself is shown, and taken once it was accepted', async () => {
    const own = createTestCertificate('127.0.0.1', today);
    const failure = await refusal(own, null, transport);
    expect(failure).toMatchObject({
      reason: 'tls-self-signed',
      certificate: {
        subject: 'Threadline test 127.0.0.1',
        issuer: 'Threadline test 127.0.0.1',
        fingerprint: fingerprintOf(own),
        before: null,
        offer: { fingerprint: fingerprintOf(own), authorityPem: null },
      },
    });
    expect(failure!.certificate!.validTo).toBe(Math.floor(today.to / 1_000) * 1_000);
    expect(await refusal(own, failure!.certificate!.offer, transport)).toBeNull();
  });

  it('another one than was accepted is refused, and both are named', async () => {
    const [first, second] = [createTestCertificate('127.0.0.1', today), createTestCertificate('127.0.0.1', today)];
    const trusted = { fingerprint: fingerprintOf(first), authorityPem: null };
    expect(await refusal(second, trusted, transport)).toMatchObject({
      reason: 'tls-changed',
      certificate: { fingerprint: fingerprintOf(second), before: fingerprintOf(first), offer: { fingerprint: fingerprintOf(second) } },
    });
  });
});

describe('an authority of its own', () => {
  it('that the server sends along can be accepted, and its next certificate with it', async () => {
    const failure = await refusal(issued(), null);
    expect(failure).toMatchObject({
      reason: 'tls-untrusted',
      certificate: { issuer: 'Example Works CA', offer: { fingerprint: fingerprintOf(authority) } },
    });
    const { offer } = failure!.certificate!;
    expect(await refusal(issued(), offer)).toBeNull();
    // As servers are often set up that were told of a root by hand.
    expect(await refusal(leafOf(issued()), offer)).toBeNull();
  });

  it('that is left out cannot be: what it issued can', async () => {
    const leaf = leafOf(issued());
    const { offer } = (await refusal(leaf, null))!.certificate!;
    expect(offer).toEqual({ fingerprint: fingerprintOf(leaf), authorityPem: null });
    expect(await refusal(leaf, offer)).toBeNull();
  });

  it('vouches for the server’s name alone', async () => {
    const { offer } = (await refusal(issued(), null))!.certificate!;
    const other = issued('elsewhere.test');
    expect(await refusal(other, offer)).toMatchObject({
      reason: 'tls-wrong-host',
      certificate: { before: null, offer: { fingerprint: fingerprintOf(other), authorityPem: null } },
    });
  });

  it('is not taken from another of the same name', async () => {
    const { offer } = (await refusal(issued(), null))!.certificate!;
    const forged = createTestAuthority('Example Works CA', today);
    const failure = await refusal(createTestCertificate('127.0.0.1', { ...today, authority: forged }), offer);
    expect(failure).toMatchObject({ reason: 'tls-changed', certificate: { before: fingerprintOf(authority) } });
    // Nor by a certificate that only comes with the right one.
    const own = createTestCertificate('127.0.0.1', today);
    expect((await refusal({ ...own, cert: own.cert + authority.cert }, offer))?.reason).toBe('tls-changed');
  });
});

it('one that has expired, or is for another name, is named so, and can be accepted all the same', async () => {
  setDefaultCACertificates([authority.cert]);
  const expired = createTestCertificate('127.0.0.1', { ...past, authority });
  const foreign = issued('elsewhere.test');
  for (const [certificate, reason] of [
    [expired, 'tls-expired'],
    [foreign, 'tls-wrong-host'],
  ] as const) {
    const failure = await refusal(certificate, null);
    expect(failure).toMatchObject({ reason, certificate: { offer: { fingerprint: fingerprintOf(certificate), authorityPem: null } } });
    expect(await refusal(certificate, failure!.certificate!.offer)).toBeNull();
  }
});

it('one that this machine trusts needs no acceptance, whatever was accepted before', async () => {
  setDefaultCACertificates([authority.cert]);
  expect(await refusal(issued(), { fingerprint: fingerprintOf(createTestCertificate('127.0.0.1', today)), authorityPem: null })).toBeNull();
});
