import { describe, expect, it } from 'vitest';
import { connectIn } from '../../fakes/connected-calls.ts';
import { challenged, createCaller, farSdp, isAuthorised, ok, registered, reply, type FarEnd } from '../../fakes/loop-server.ts';
import { headerOf } from '../../fakes/test-registrar.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

/** Registered with a password: the realm is known. */
async function startGuardedWorld(): Promise<VoiceWorld> {
  const world = await startVoiceWorld();
  world.server.onRegister = (request) => (isAuthorised(request) ? registered(request) : challenged(request));
  world.voice.retry(null);
  await expect.poll(() => world.server.received.some(isAuthorised)).toBe(true);
  return world;
}

const recordRoute = ['Record-Route: <sip:proxy.sip.test;transport=ws;lr>'];
/** Digests that went out but for the registrar's. */
const leaks = ({ server }: VoiceWorld) => server.received.filter((message) => isAuthorised(message) && !message.startsWith('REGISTER ')).length;

/** Whatever was sent before has been dealt with. */
async function settled({ server }: VoiceWorld): Promise<void> {
  server.send(createCaller(server).invite(null).replaceAll('INVITE', 'OPTIONS'));
  await server.take('SIP/2.0 200');
}

describe('a caller who asks for our digest gets none', () => {
  it('when put on hold and hung up on, behind a proxy', async () => {
    await using world = await startGuardedWorld();
    await connectIn(world, { lines: recordRoute });
    const held = world.voice.hold(world.only().callId);
    world.server.send(challenged(await world.server.take('INVITE '), 'sip.test', 407));
    await expect(held).rejects.toMatchObject({ failure: { reason: 'hold-refused' } });
    expect(world.only().state).toBe('connected');
    await world.voice.hangUp(world.only().callId);
    world.server.send(challenged(await world.server.take('BYE ')));
    await settled(world);
    expect(leaks(world)).toBe(0);
  });

  it('but our own server does, for an offer in a dialog with it', async () => {
    await using world = await startGuardedWorld();
    await connectIn(world);
    const held = world.voice.hold(world.only().callId);
    world.server.send(challenged(await world.server.take('INVITE ')));
    const again = await world.server.take('INVITE ');
    expect(again).toSatisfy(isAuthorised);
    world.server.send(
      ok(
        again,
        farSdp((sdp) => sdp.replace('sendrecv', 'recvonly')),
      ),
    );
    await held;
  });
});

describe('whom we call', () => {
  it('gets no digest by asking after our server has', async () => {
    await using world = await startGuardedWorld();
    await world.dial();
    world.server.send(challenged(await world.server.take('INVITE '), 'sip.test', 407));
    const authorised = await world.server.take('INVITE ');
    world.server.send(challenged(authorised, 'sip.test', 407).replace('algorithm=MD5', 'algorithm=MD5, stale=true'));
    await world.until((calls) => calls.length === 0);
    expect(leaks(world)).toBe(1);
  });

  it('sends us nowhere else', async () => {
    await using world = await startGuardedWorld();
    await world.dial();
    const invite = await world.server.take('INVITE ');
    world.server.send(reply(invite, { status: '302 Moved Temporarily', lines: ['Contact: <sip:mallory@mallory.test>'] }));
    await world.until((calls) => calls.length === 0);
    expect(world.server.has('INVITE ')).toBe(false);
    expect(leaks(world)).toBe(0);
  });
});

describe('requests', () => {
  const contactOf = (world: VoiceWorld) => /^Contact:\s*<([^>]+)>/im.exec(world.server.received[0]!)![1]!;
  const at = (uri: string) => (world: VoiceWorld, invite: string) => invite.replace(contactOf(world), uri);
  it.each([
    ['for our contact', (_: VoiceWorld, invite: string) => invite, '180'],
    ['for our address', at('sip:alice@sip.test'), '180'],
    ['for our name at an address of the server’s', at('sip:alice@10.0.0.5:5060'), '180'],
    ['for our name at another domain', at('sip:alice@mallory.test'), '404'],
    ['for somebody else', at('sip:bob@sip.test'), '404'],
    ['for a contact that is not ours', at('sip:k3k3k3k3@sip.test;transport=ws'), '404'],
  ])('%s: %s', async (_what, change, status) => {
    await using world = await startVoiceWorld();
    world.server.send(change(world, createCaller(world.server).invite()));
    await world.server.take(`SIP/2.0 ${status}`);
    expect(world.voice.list()).toHaveLength(status === '180' ? 1 : 0);
    expect(world.journal).toHaveLength(status === '180' ? 1 : 0);
  });

  it.each(['INFO', 'UPDATE', 'NOTIFY', 'BYE'])('%s of no dialog: 481', async (method) => {
    await using world = await startVoiceWorld();
    world.server.send(createCaller(world.server).request(method, method === 'NOTIFY' ? ['Event: dialog', 'Subscription-State: active'] : []));
    await world.server.take('SIP/2.0 481');
  });

  it('a report of voicemail that nobody asked for is taken', async () => {
    await using world = await startVoiceWorld();
    world.server.send(createCaller(world.server).request('NOTIFY', ['Event: message-summary', 'Subscription-State: active']));
    await world.server.take('SIP/2.0 200');
  });
});

describe('a flood of calls', () => {
  it('rings four times, leaves few lines, is said once, and then a normal call works', async () => {
    await using world = await startVoiceWorld();
    const said: number[] = [];
    world.voice.flooded.on((accountId) => said.push(accountId));
    for (let sent = 0; sent < 2_000; sent += 1) {
      world.server.send(createCaller(world.server, { user: `+4930${sent}` }).invite());
      if (sent % 50 === 0) await new Promise(setImmediate);
    }
    await settled(world);
    expect(world.voice.list()).toHaveLength(4);
    expect(world.journal).toHaveLength(12);
    expect(world.server.received.filter((message) => message.startsWith('SIP/2.0 486'))).toHaveLength(1_996);
    expect(said).toEqual([1]);
    expect(world.logger.lines.filter(({ level }) => level !== 'info')).toMatchObject([{ event: 'invite-flood' }]);

    for (const { callId } of world.voice.list()) await world.voice.decline(callId);
    await world.until((calls) => calls.length === 0);
    world.clock.advance(2_000);
    await connectIn(world);
    expect(said).toHaveLength(1);
  });
});

describe('a talk is taken over', () => {
  const replaces = ({ caller, answer }: { caller: FarEnd; answer: string }) =>
    `Replaces: ${caller.callId};to-tag=${/;tag=(\S+)/.exec(headerOf(answer, 'To') ?? '')?.[1]};from-tag=caller`;

  it('by nobody from elsewhere, who may know its tags', async () => {
    await using world = await startVoiceWorld();
    const first = await connectIn(world);
    const { callId } = world.only();
    world.server.send(createCaller(world.server, { user: 'mallory', host: 'mallory.test' }).invite(farSdp(), [replaces(first)]));
    await world.server.take('SIP/2.0 486');
    expect(world.only()).toMatchObject({ callId, state: 'connected' });
    expect(world.journal).toHaveLength(1);
  });

  it('by a colleague of the other side, where that is elsewhere', async () => {
    await using world = await startVoiceWorld();
    const caller = createCaller(world.server, { user: 'maren', host: 'partner.test' });
    const { answer } = await connectIn(world, { caller });
    world.server.send(
      createCaller(world.server, { user: 'jonas', name: 'Jonas', host: 'Partner.test' }).invite(farSdp(), [replaces({ caller, answer })]),
    );
    await world.server.take('SIP/2.0 200');
    expect(world.voice.list().some(({ callerName }) => callerName === 'Jonas')).toBe(true);
  });

  it('while it still rings by nobody', async () => {
    await using world = await startVoiceWorld();
    const caller = createCaller(world.server);
    world.server.send(caller.invite());
    const answer = await world.server.take('SIP/2.0 180');
    await world.until((calls) => calls.length === 1);
    world.server.send(createCaller(world.server, { user: '+493055555' }).invite(farSdp(), [replaces({ caller, answer })]));
    await world.server.take('SIP/2.0 4');
    expect(world.only().state).toBe('ringing');
  });
});
