import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import { afterEach, describe, expect, it } from 'vitest';
import { plainRoute } from '../../../contract/model/account.ts';
import { createSystemClock } from '../../../main/lib/system-clock.ts';
import { testAccount } from '../../../main/voice/account-test.ts';
import { createSipDoorkeeper } from '../../../main/voice/sip-doorkeeper.ts';
import { createStreamSocket } from '../../../main/voice/sip-socket-stream.ts';
import { createWebSocketSocket } from '../../../main/voice/sip-socket-ws.ts';
import type { SipSocketDeps, SupervisedSocket } from '../../../main/voice/sip-socket.ts';
import type { AccountTarget } from '../../../main/voice/account-target.ts';
import type { VoiceAccount } from '../../../main/voice/voice-accounts.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { targetOf } from '../../fakes/sip-target.ts';
import { createTestCertificate } from '../../fakes/test-certificate.ts';
import { headerOf, startTestRegistrar, type TestRegistrar } from '../../fakes/test-registrar.ts';
import { startVoiceWorld } from '../../fakes/voice-world.ts';

const machines = getCACertificates('default');
afterEach(() => setDefaultCACertificates(machines));
const dayMs = 86_400_000;

const socketOf = (target: AccountTarget, deps: SipSocketDeps): SupervisedSocket =>
  target.isWebSocket ? createWebSocketSocket(target, deps) : createStreamSocket(target, deps);

/** The account registers, calls dave, and what it sent is answered. */
async function registerAndCall(
  registrar: TestRegistrar,
  account: Partial<VoiceAccount>,
): Promise<{ register: string; invite: string; contact: string }> {
  const { user = 'alice', domain = 'sip.test' } = account;
  const target = targetOf(registrar.url, { aor: `${user}@${domain}`, outboundProxy: account.outboundProxy ?? null });
  await using world = await startVoiceWorld({
    account,
    openSocket: (deps) => socketOf(target, { ...deps, clock: createSystemClock(), delayOf: () => 0 }),
  });
  const register = await registrar.seen((message) => message.startsWith('REGISTER '));
  await expect.poll(() => registrar.bindings.size).toBe(1);
  const [contact = ''] = registrar.bindings.keys();
  void world.voice.dial({ target: 'dave', accountId: null, contactId: null, isConfirmed: false }).catch(() => undefined);
  return { register, contact, invite: await registrar.seen((message) => message.startsWith('INVITE ')) };
}

describe.each(['ws', 'wss', 'tcp', 'tls'] as const)('over %s at an IPv6 address', (transport) => {
  it('registers, calls, and passes the account’s test', async () => {
    const certificate = createTestCertificate('::1', { from: Date.now() - dayMs, to: Date.now() + dayMs });
    setDefaultCACertificates([certificate.cert]);
    await using registrar = await startTestRegistrar({ transport, host: '::1', certificate });
    const { register, invite, contact } = await registerAndCall(registrar, { domain: '[::1]' });
    expect(register).toMatch(/^REGISTER sip:\[::1\] SIP\/2\.0\r\n/);
    expect(invite).toMatch(/^INVITE sip:dave@\[::1\] SIP\/2\.0\r\n/);
    expect(headerOf(register, 'To')).toBe('<sip:alice@[::1]>');
    if (transport === 'tcp' || transport === 'tls') {
      expect(headerOf(register, 'Via')).toMatch(new RegExp(String.raw`^SIP/2\.0/${transport.toUpperCase()} \[::1\]:\d+;rport;branch=`));
      expect(contact).toMatch(new RegExp(String.raw`^<sip:\w+@\[::1\]:\d+;transport=${transport}>$`));
      expect(headerOf(invite, 'Contact')).toMatch(/^<sip:\w+@\[::1\]:\d+;transport=/);
    }
    const account = { ...plainRoute, aor: 'alice@[::1]', serverUrl: registrar.url, authUser: null, password: null };
    expect(await testAccount(account, null, { clock: createSystemClock() })).toMatchObject({ isRegistered: true });
  });
});

it('requests for us at an IPv6 address are ours', () => {
  const account = { id: 1 as never, user: 'alice', domain: '[2001:db8::1]' };
  const door = createSipDoorkeeper({ account, serverHost: '[2001:db8::1]', clock: { now: () => 0 }, logger: createRecordingLogger() });
  const options = (uri: string): string =>
    [
      `OPTIONS ${uri} SIP/2.0`,
      'Via: SIP/2.0/TCP [2001:db8::1]:5060;branch=z9hG4bK1',
      'From: <sip:b@[2001:db8::2]>;tag=1',
      'To: <sip:alice@[2001:db8::1]>',
      'Call-ID: 1',
      'CSeq: 1 OPTIONS',
      '',
      '',
    ].join('\r\n');
  expect(door.screen(options('sip:alice@[2001:db8::1]:5070;transport=tcp'))).toBeNull();
  expect(door.screen(options('sip:alice@other.test'))).toMatch(/^SIP\/2\.0 404 /);
});

describe('an outbound proxy', () => {
  it.each(['tcp', 'ws'] as const)('over %s is connected to and named first on the way to the domain', async (transport) => {
    await using proxy = await startTestRegistrar({ transport });
    const outboundProxy = `127.0.0.1:${proxy.port}`;
    const account = { domain: 'sip.test', outboundProxy, serverUrl: `${transport}://unreachable.invalid:5060` };
    const route = `<sip:${outboundProxy};transport=${transport};lr>`;
    const { register, invite } = await registerAndCall(proxy, account);
    expect(register).toMatch(/^REGISTER sip:sip\.test SIP\/2\.0\r\n/);
    expect([headerOf(register, 'Route'), headerOf(invite, 'Route')]).toEqual([route, route]);
    const draft = { ...account, aor: 'alice@sip.test', trusted: null, authUser: null, password: null };
    expect(await testAccount(draft, null, { clock: createSystemClock() })).toMatchObject({ isRegistered: true });
    expect(headerOf(proxy.requests.at(-1) ?? '', 'Route')).toBe(route);
  });

  it('is not named where there is none', async () => {
    await using registrar = await startTestRegistrar({ transport: 'tcp' });
    const { register } = await registerAndCall(registrar, {});
    expect(headerOf(register, 'Route')).toBeUndefined();
  });
});
