import { copyFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Account, AccountDraft } from '../../contract/model/account.ts';
import type { Failure } from '../../contract/model/failure.ts';
import { startDesktop, type Desktop } from '../e2e/harness/electron.ts';
import { accountDraft, ask, callIn, noCalls, statusIn, until } from '../e2e/harness/remote-desk.ts';
import { naptr, srv, startDnsServer } from '../fakes/dns-server.ts';
import { createTestCertificate, type TestCertificate } from '../fakes/test-certificate.ts';
import { agentHears, becomeFree, dial, talkAtAsterisk } from './scenes/agent-call.ts';
import { startAsterisk, type AsteriskBed } from './testbed/asterisk.ts';
import { hasIpv6, registered, startTestbed, type Testbed } from './testbed/testbed.ts';

const frank = (serverUrl: string, fields: Partial<AccountDraft> = {}): AccountDraft =>
  accountDraft({ aor: 'frank@sip.test', password: 'frank-pw', serverUrl, ...fields });

async function withAccount(desktop: Desktop, draft: AccountDraft, body: () => Promise<void>): Promise<void> {
  const { id } = await ask(desktop, 'accounts.add', draft);
  try {
    await statusIn(desktop, ['ok']);
    await body();
    await becomeFree(desktop);
  } finally {
    await ask(desktop, 'accounts.remove', { accountId: id });
  }
}

/** Is called and hangs up last, calls, holds and resumes. */
async function talkBothWays(desktop: Desktop, { dave, erin }: Testbed): Promise<void> {
  void erin.command('dial', 'sip:frank@sip.test');
  const { callId: incoming } = await callIn(desktop, ['ringing']);
  await ask(desktop, 'voice.answer', { callId: incoming });
  await callIn(desktop, ['connected']);
  await agentHears(desktop, 660);
  // Its BYE finds us by what our Contact said.
  await erin.command('hangup');
  await noCalls(desktop);

  const callId = await dial(desktop, 'dave');
  await callIn(desktop, ['connected']);
  await agentHears(desktop, 440);
  await ask(desktop, 'voice.hold', { callId });
  expect((await callIn(desktop, ['held'])).isHeldHere).toBe(true);
  await ask(desktop, 'voice.resume', { callId });
  await agentHears(desktop, 440);
  const since = dave.events.length;
  await ask(desktop, 'voice.hang-up', { callId });
  await dave.event('CALL_CLOSED', { since });
  await noCalls(desktop);
}

describe('at kamailio', () => {
  let bed: Testbed;
  let desktop: Desktop;
  beforeAll(async () => {
    bed = await startTestbed();
    desktop = await startDesktop({ env: { NODE_EXTRA_CA_CERTS: join(bed.run, 'cert.pem') } });
  });
  afterAll(async () => {
    await desktop[Symbol.asyncDispose]();
    await bed[Symbol.asyncDispose]();
  });

  const ports = { ws: 8080, wss: 8443, tcp: 5060, tls: 5061 } as const;
  const transports = Object.keys(ports) as (keyof typeof ports)[];
  const places = transports.flatMap((transport) =>
    ['127.0.0.1', ...(hasIpv6 ? ['[::1]'] : [])].map((host) => `${transport}://${host}:${ports[transport]}`),
  );

  it.each(places)('%s: registers, is called, calls, holds', async (serverUrl) => {
    await registered(bed, ['dave', 'erin']);
    await withAccount(desktop, frank(serverUrl), () => talkBothWays(desktop, bed));
  });

  it.each(['tcp', 'tls'] as const)('%s through an outbound proxy to a domain that only it knows', async (transport) => {
    await registered(bed, ['dave', 'erin']);
    const draft = frank(`${transport}://nowhere.invalid`, { outboundProxy: `127.0.0.1:${ports[transport]}`, trusted: null });
    // The certificate is for the address.
    await withAccount(desktop, draft, () => talkBothWays(desktop, bed));
  });

  it('a domain alone is found by its records, with TLS where it offers both, and the next place where one is dead', async () => {
    await using dns = await startDnsServer(
      [
        naptr('sip.test', 'SIP+D2T', '_sip._tcp.sip.test'),
        naptr('sip.test', 'SIPS+D2T', '_sips._tcp.sip.test', { order: 20 }),
        srv('_sips._tcp.sip.test', 'dead.sip.test', 5999),
        srv('_sips._tcp.sip.test', 'live.sip.test', ports.tls, { priority: 1 }),
        { type: 'A', name: 'dead.sip.test', data: '127.0.0.1' },
        { type: 'A', name: 'live.sip.test', data: '127.0.0.1' },
      ],
      53,
    );
    await registered(bed, ['dave', 'erin']);
    const test = await ask(desktop, 'accounts.test', { draft: frank('sip:sip.test'), accountId: null });
    expect(test).toMatchObject({ isRegistered: true, failure: null });
    expect(test.steps.find(({ step }) => step === 'tls')?.outcome).toBe('passed');
    await withAccount(desktop, frank('sip:sip.test'), () => talkBothWays(desktop, bed));
    expect(dns.asked).toContain('NAPTR sip.test');
  });

  describe('that takes Via and Contact at their word', () => {
    beforeAll(async () => {
      await bed.stopKamailio();
      await bed.startKamailio(['-A', 'STRICT']);
    });
    afterAll(async () => {
      await bed.stopKamailio();
      await bed.startKamailio();
    });

    it.each(['tcp', 'tls'] as const)('%s: registers, is called, calls, holds', async (transport) => {
      await registered(bed, ['dave', 'erin']);
      await withAccount(desktop, frank(`${transport}://127.0.0.1:${ports[transport]}`), () => talkBothWays(desktop, bed));
    });
  });
});

describe('a certificate that this machine does not trust', () => {
  let bed: Testbed;
  let desktop: Desktop;
  beforeAll(async () => {
    bed = await startTestbed();
    desktop = await startDesktop();
  });
  afterAll(async () => {
    await desktop[Symbol.asyncDispose]();
    await bed[Symbol.asyncDispose]();
  });
  afterEach(async () => {
    for (const { id } of (await ask(desktop, 'accounts.list', {})).accounts) await ask(desktop, 'accounts.remove', { accountId: id });
  });

  const dayMs = 86_400_000;
  const make = (host: string, days: readonly [number, number] = [-1, 1]): TestCertificate =>
    createTestCertificate(host, { from: Date.now() + days[0] * dayMs, to: Date.now() + days[1] * dayMs });
  async function serveWith({ key, cert }: TestCertificate): Promise<void> {
    await bed.stopKamailio();
    writeFileSync(join(bed.run, 'key.pem'), key);
    writeFileSync(join(bed.run, 'cert.pem'), cert);
    await bed.startKamailio();
  }
  const failureOf = async (account: Account): Promise<Failure> =>
    until(async () => {
      const { statuses } = await ask(desktop, 'accounts.list', {});
      return statuses.find(({ accountId, failure }) => accountId === account.id && failure?.certificate)?.failure;
    }, 'a refused certificate');

  it.each(['tls://127.0.0.1:5061', 'wss://127.0.0.1:8443'])(
    '%s: is asked about, accepted, and asked about again when it changes',
    async (serverUrl) => {
      await serveWith(make('127.0.0.1'));
      const draft = frank(serverUrl);
      const { failure } = await ask(desktop, 'accounts.test', { draft, accountId: null });
      expect(failure?.reason).toBe('tls-self-signed');
      const account = await ask(desktop, 'accounts.add', { ...draft, trusted: failure?.certificate?.offer ?? null });
      await statusIn(desktop, ['ok']);

      await serveWith(make('127.0.0.1'));
      const changed = await failureOf(account);
      expect(changed).toMatchObject({ reason: 'tls-changed', certificate: { before: failure?.certificate?.fingerprint } });
      expect(bed.registrations('frank')).toBe(0);
      await ask(desktop, 'accounts.edit', {
        accountId: account.id,
        draft: { ...draft, password: null, trusted: changed.certificate?.offer ?? null },
      });
      await statusIn(desktop, ['ok']);
    },
  );

  it.each([
    ['has expired', make('127.0.0.1', [-2, -1]), 'tls-expired'],
    ['is for another name', make('pbx.test'), 'tls-wrong-host'],
  ])('%s: is told apart', async (_what, certificate, reason) => {
    await serveWith(certificate);
    const file = join(bed.run, 'trusted.pem');
    copyFileSync(join(bed.run, 'cert.pem'), file);
    await using trusting = await startDesktop({ env: { NODE_EXTRA_CA_CERTS: file } });
    const { failure } = await ask(trusting, 'accounts.test', { draft: frank('tls://127.0.0.1:5061'), accountId: null });
    expect(failure).toMatchObject({ reason, certificate: { before: null } });
  });
});

describe('at Asterisk', () => {
  let bed: AsteriskBed;
  let desktop: Desktop;
  beforeAll(async () => {
    bed = await startAsterisk();
    desktop = await startDesktop({ env: { NODE_EXTRA_CA_CERTS: bed.certificate } });
  });
  afterAll(async () => {
    await desktop[Symbol.asyncDispose]();
    await bed[Symbol.asyncDispose]();
  });

  it.each(['tcp://127.0.0.1:5080', 'tls://127.0.0.1:5081', 'wss://127.0.0.1:8089/ws'])(
    '%s: registers, calls, is called, holds',
    async (serverUrl) => {
      await withAccount(desktop, accountDraft({ aor: '101@127.0.0.1', password: 'pw101', serverUrl }), async () => {
        await talkAtAsterisk(desktop, bed, '101');
      });
    },
  );
});
