import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AccountStatus } from '../../../contract/model/account.ts';
import { createSipUserAgent } from '../../../main/voice/jssip-user-agent.ts';
import { createMediaLink } from '../../../main/voice/media-link.ts';
import { createRegistrationSupervisor, retryDelayMs, type RegistrationSupervisor } from '../../../main/voice/registration.ts';
import { challenged, createLoopServer, isAuthorised, registered, reply, type LoopServer } from '../../fakes/loop-server.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';
import { headerOf } from '../../fakes/test-registrar.ts';
import { alice } from '../../fakes/voice-accounts.ts';

let clock: ManualClock;
let server: LoopServer;
let supervisor: RegistrationSupervisor;
let password: string | null;
let seen: AccountStatus[];

/** Real JsSIP, its registrar in memory; the supervisor's time is ours, JsSIP's own second before a new connection is not. */
beforeEach(() => {
  clock = createManualClock();
  const logger = createRecordingLogger();
  server = createLoopServer({ clock, logger });
  password = 'alice-pw';
  const socket = server.openSocket();
  const media = createMediaLink({ clock, logger, restartMediaPage() {} });
  const userAgent = createSipUserAgent({
    account: alice,
    password: () => password,
    socket,
    rtc: media.rtcEnvironment('microphone'),
    clock,
    userAgentName: 'test',
  });
  supervisor = createRegistrationSupervisor({ account: alice, userAgent, socket, clock, hasPassword: () => Boolean(password), random: () => 0.5 });
  seen = [];
  supervisor.changed.on((status) => seen.push(status));
});
afterEach(() => {
  supervisor.stop();
  supervisor[Symbol.dispose]();
});

function state(wanted: AccountStatus['state']): Promise<AccountStatus> {
  if (supervisor.status.state === wanted) return Promise.resolve(supervisor.status);
  return new Promise((resolve) => {
    const off = supervisor.changed.on((status) => {
      if (status.state !== wanted) return;
      off();
      resolve(status);
    });
  });
}
const registers = (): readonly string[] => server.received.filter((message) => message.startsWith('REGISTER '));

describe('registering', () => {
  it('says which device this is, as the account has it: the registrar replaces what an earlier start left behind', async () => {
    server.onRegister = (request) => registered(request);
    supervisor.start();
    await state('ok');
    expect(registers()[0]).toContain(`;reg-id=1;+sip.instance="<urn:uuid:${alice.instanceId}>"`);
  });

  it('goes by way of the challenge and says how far it is', async () => {
    server.onRegister = (request) => (isAuthorised(request) ? registered(request) : challenged(request));
    supervisor.start();
    const status = await state('ok');
    expect(status).toMatchObject({ failure: null, lastSuccessAt: clock.now(), nextTryAt: null });
    expect(seen.map((one) => one.state)).toEqual(['connecting', 'registering', 'ok']);
    expect(headerOf(registers()[1]!, 'Authorization')).toContain('username="alice"');
  });

  it('asks for nobody’s help while the server is away, and is back with the server', async () => {
    server.isUp = false;
    supervisor.start();
    expect((await state('degraded')).failure).toMatchObject({ reason: 'connection-refused' });
    server.isUp = true;
    const began = performance.now();
    expect((await state('ok')).failure).toBeNull();
    expect(performance.now() - began).toBeLessThan(2_000);
  });

  it('is renewed over a new connection after the old one broke', async () => {
    supervisor.start();
    await state('ok');
    const began = performance.now();
    server.lose();
    expect(supervisor.status).toMatchObject({ state: 'degraded', failure: { reason: 'connection-lost' } });
    await state('ok');
    expect(performance.now() - began).toBeLessThan(2_000);
    expect(registers()).toHaveLength(2);
  });

  it('asked for again at once takes nothing away from the one that stands', async () => {
    supervisor.start();
    await state('ok');
    supervisor.retry();
    await expect.poll(() => registers().length).toBe(2);
    clock.advance(60_000);
    expect(supervisor.status.state).toBe('ok');
    expect(seen.map((one) => one.state)).not.toContain('degraded');
  });
});

describe('a refusal', () => {
  it.each([
    ['401', 'password-refused'],
    ['403 Forbidden', 'account-forbidden'],
    ['404 Not Found', 'account-unknown'],
  ])('%s stops and asks', async (status, reason) => {
    server.onRegister = (request) => (status === '401' ? challenged(request) : reply(request, { status }));
    supervisor.start();
    expect((await state('auth-needed')).failure).toMatchObject({ reason });
    const asked = registers().length;
    clock.advance(600_000);
    expect(registers()).toHaveLength(asked);
  });

  it('names the missing password', async () => {
    password = null;
    server.onRegister = challenged;
    supervisor.start();
    expect((await state('auth-needed')).failure).toMatchObject({ reason: 'password-missing' });
  });

  it('is over with the corrected password, without a restart', async () => {
    let isRight = false;
    server.onRegister = (request) => (isAuthorised(request) && isRight ? registered(request) : challenged(request));
    password = 'wrong';
    supervisor.start();
    await state('auth-needed');
    const before = headerOf(registers().findLast(isAuthorised)!, 'Authorization');
    password = 'right';
    isRight = true;
    supervisor.retry();
    await state('ok');
    expect(headerOf(registers().findLast(isAuthorised)!, 'Authorization')).not.toBe(before);
  });
});

describe('a registrar that cannot now', () => {
  it('is asked again when it said', async () => {
    let isOverloaded = true;
    server.onRegister = (request) =>
      isOverloaded ? reply(request, { status: '503 Service Unavailable', lines: ['Retry-After: 30 (busy)'] }) : registered(request);
    supervisor.start();
    const status = await state('degraded');
    expect(status).toMatchObject({ failure: { reason: 'registrar-overloaded' }, nextTryAt: clock.now() + 30_000 });
    isOverloaded = false;
    clock.advance(29_999);
    expect(registers()).toHaveLength(1);
    clock.advance(1);
    await state('ok');
    expect(registers()).toHaveLength(2);
  });

  it('is asked less and less often', async () => {
    server.onRegister = (request) => reply(request, { status: '500 Server Internal Error' });
    supervisor.start();
    const delays: number[] = [];
    for (let n = 0; n < 4; n += 1) {
      const { nextTryAt } = await state('degraded');
      delays.push(nextTryAt! - clock.now());
      const again = new Promise<void>((resolve) => {
        const off = supervisor.changed.on((status) => {
          if (status.state !== 'registering') return;
          off();
          resolve();
        });
      });
      clock.advance(nextTryAt! - clock.now());
      await again;
    }
    expect(delays).toEqual([750, 1_500, 3_000, 6_000]);
  });

  it('and says nothing is left after eight seconds, over a new connection', async () => {
    server.onRegister = () => null;
    supervisor.start();
    await state('registering');
    await expect.poll(() => registers().length).toBe(1);
    clock.advance(7_999);
    expect(supervisor.status.state).toBe('registering');
    clock.advance(1);
    expect(supervisor.status).toMatchObject({ state: 'degraded' });
    server.onRegister = registered;
    await state('ok');
  });

  it('is not asked any more after stop; start begins anew', async () => {
    supervisor.start();
    await state('ok');
    supervisor.stop();
    expect(supervisor.status).toMatchObject({ state: 'paused', failure: null });
    await expect.poll(() => registers().some((request) => /expires=0/.test(headerOf(request, 'Contact') ?? ''))).toBe(true);
    supervisor.start();
    await state('ok');
  });
});

describe('the delay', () => {
  it('doubles up to a minute and is spread', () => {
    expect([1, 2, 3, 7, 20].map((failures) => retryDelayMs(failures, () => 0))).toEqual([500, 1_000, 2_000, 30_000, 30_000]);
    expect([1, 2, 3, 7, 20].map((failures) => retryDelayMs(failures, () => 1))).toEqual([1_000, 2_000, 4_000, 60_000, 60_000]);
  });
});
