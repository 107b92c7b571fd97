import { describe, expect, it } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import { defaultCallRules, type CallRules, type ForwardCase } from '../../../contract/model/call-rules.ts';
import { createCaller, farSdp, ok, reply, type FarEnd } from '../../fakes/loop-server.ts';
import { headerOf } from '../../fakes/test-registrar.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

async function worldWith(rules: Partial<CallRules>, options: Parameters<typeof startVoiceWorld>[0] = {}): Promise<VoiceWorld> {
  const world = await startVoiceWorld(options);
  world.rules = { ...defaultCallRules, ...rules };
  return world;
}
const forwarding = (when: ForwardCase, target = 'dave'): Partial<CallRules> => ({
  forwards: { ...defaultCallRules.forwards, [when]: { way: 'phone', target, accountId: null } },
});
const over = (world: VoiceWorld) => world.until((calls) => calls.length === 0);

async function rung(world: VoiceWorld, lines: readonly string[] = []): Promise<FarEnd> {
  const caller = createCaller(world.server);
  world.server.send(caller.invite(farSdp(), lines));
  await world.until((calls) => calls.some(({ state }) => state === 'ringing'));
  return caller;
}

async function talking(world: VoiceWorld): Promise<void> {
  await world.dial();
  world.server.send(ok(await world.server.take('INVITE '), farSdp()));
  await world.until(([call]) => call?.state === 'connected');
  await world.server.take('ACK ');
}
const lastTone = (world: VoiceWorld) => world.page.commands.findLast(({ name }) => name.startsWith('ringer'));

describe('do not disturb', () => {
  it.each([486, 480] as const)('gives the caller %i at once: nothing rings, the call is missed', async (status) => {
    await using world = await worldWith({ isDoNotDisturb: true, doNotDisturbStatus: status });
    world.server.send(createCaller(world.server).invite());
    await world.server.take(`SIP/2.0 ${status}`);
    expect(world.server.received.some((message) => message.startsWith('SIP/2.0 180'))).toBe(false);
    expect(world.voice.list()).toEqual([]);
    expect(world.page.namesOf('ringer')).toEqual([]);
    expect(world.journal[0]).toMatchObject({ address: '+493012345', end: { result: 'missed', failure: null } });
  });

  it('does not touch the call that is up', async () => {
    await using world = await worldWith({});
    await talking(world);
    world.rules = { ...world.rules, isDoNotDisturb: true };
    world.server.send(createCaller(world.server).invite());
    await world.server.take('SIP/2.0 486');
    expect(world.only().state).toBe('connected');
  });
});

describe('call waiting', () => {
  it('off gives the second caller 486 while the first call is up or rings', async () => {
    await using world = await worldWith({ callWaiting: 'busy' });
    const first = await rung(world);
    world.server.send(createCaller(world.server).invite());
    await world.server.take('SIP/2.0 486');
    expect(world.only().state).toBe('ringing');
    world.server.send(first.cancel());
    await over(world);
    await talking(world);
    world.server.send(createCaller(world.server).invite());
    await world.server.take('SIP/2.0 486');
    expect(world.only().state).toBe('connected');
  });
});

describe('answering by itself', () => {
  it('waits, sounds a tone for a second, answers with sound, and the agent talks', async () => {
    await using world = await worldWith({ autoAnswer: 'header' });
    const caller = await rung(world, ['Call-Info: <sip:sip.test>;answer-after=3']);
    expect(world.only()).toMatchObject({ state: 'ringing', answersAt: world.clock.now() + 3_000 });
    await expect.poll(() => lastTone(world)).toMatchObject({ name: 'ringer.start', input: { tone: 'incoming' } });
    world.clock.advance(2_000);
    await expect.poll(() => lastTone(world)).toMatchObject({ name: 'ringer.start', input: { tone: 'auto-answer' } });
    expect(world.only().state).toBe('ringing');
    world.clock.advance(1_000);
    const answer = await world.server.take('SIP/2.0 200');
    expect(answer).toContain('m=audio');
    world.server.send(caller.ack());
    await world.until(([call]) => call?.state === 'connected' && call.isCurrent);
    await expect.poll(() => lastTone(world)?.name).toBe('ringer.stop');
  });

  it('at once still sounds the tone first', async () => {
    await using world = await worldWith({ autoAnswer: 'header' });
    await rung(world, ['Alert-Info: <http://sip.test>;info=alert-autoanswer']);
    await expect.poll(() => lastTone(world)).toMatchObject({ input: { tone: 'auto-answer' } });
    world.clock.advance(999);
    expect(world.server.has('SIP/2.0 200')).toBe(false);
    world.clock.advance(1);
    await world.server.take('SIP/2.0 200');
  });

  it('is not done because a caller asks for it, unless the agent wants that', async () => {
    await using world = await worldWith({ autoAnswer: 'off' });
    await rung(world, ['Call-Info: <sip:sip.test>;answer-after=0', 'Alert-Info: info=alert-autoanswer']);
    world.clock.advance(10_000);
    expect(world.only()).toMatchObject({ state: 'ringing', answersAt: null });
    expect(world.page.namesOf('microphone')).toEqual([]);
  });

  it('never happens during a call, nor where one began meanwhile', async () => {
    await using world = await worldWith({ autoAnswer: 'all', autoAnswerAfterMs: 5_000 });
    const caller = await rung(world);
    expect(world.only().answersAt).not.toBeNull();
    world.server.send(createCaller(world.server).invite());
    await world.until((calls) => calls.length === 2);
    expect(world.voice.list().map(({ answersAt }) => answersAt)).toEqual([null, null]);
    world.server.send(caller.cancel());
    await world.until((calls) => calls.length === 1);
    world.clock.advance(20_000);
    expect(world.only()).toMatchObject({ state: 'ringing' });
    expect(world.page.namesOf('microphone')).toEqual([]);
  });

  it('leaves the call ringing where there is no microphone', async () => {
    await using world = await worldWith({ autoAnswer: 'all', autoAnswerAfterMs: 0 });
    world.page.refuse('microphone.open', new ContractError('unavailable', { failure: { reason: 'microphone-missing' } }));
    await rung(world);
    world.clock.advance(1_000);
    await world.until(([call]) => call?.answersAt === null);
    expect(world.only().state).toBe('ringing');
    await expect.poll(() => lastTone(world)).toMatchObject({ input: { tone: 'incoming' } });
  });

  it('a caller who gives up before is missed, and nothing is answered later', async () => {
    await using world = await worldWith({ autoAnswer: 'all', autoAnswerAfterMs: 4_000 });
    const caller = await rung(world);
    world.server.send(caller.cancel());
    await over(world);
    world.clock.advance(10_000);
    expect(world.page.namesOf('microphone')).toEqual([]);
    expect(world.journal[0]!.end).toMatchObject({ result: 'missed' });
  });
});

describe('forwarding', () => {
  it('of all calls answers 302 with the address, also while the agent is away', async () => {
    await using world = await worldWith(forwarding('always', '030 99887766'));
    for (const admission of ['ring', 'unavailable'] as const) {
      world.admission = admission;
      world.server.send(createCaller(world.server).invite());
      expect(headerOf(await world.server.take('SIP/2.0 302'), 'Contact')).toBe('<sip:+493099887766@sip.test>');
    }
    expect(world.journal.map(({ end }) => end)).toMatchObject([{ result: 'forwarded', failure: null }, { result: 'forwarded' }]);
    expect(world.page.namesOf('ringer')).toEqual([]);
  });

  it('when busy sends the second caller on', async () => {
    await using world = await worldWith({ ...forwarding('busy'), callWaiting: 'busy' });
    await talking(world);
    world.server.send(createCaller(world.server).invite());
    expect(headerOf(await world.server.take('SIP/2.0 302'), 'Contact')).toBe('<sip:dave@sip.test>');
    expect(world.only().state).toBe('connected');
  });

  it('of an unanswered call rings first', async () => {
    await using world = await worldWith({ ...forwarding('noAnswer'), forwardAfterMs: 8_000 });
    await rung(world);
    world.clock.advance(7_999);
    expect(world.only().state).toBe('ringing');
    world.clock.advance(1);
    expect(headerOf(await world.server.take('SIP/2.0 302'), 'Contact')).toBe('<sip:dave@sip.test>');
    await over(world);
    expect(world.journal[0]!.end).toMatchObject({ result: 'forwarded', failure: null });
  });

  it('leaves an answered call where it is', async () => {
    await using world = await worldWith({ ...forwarding('noAnswer'), forwardAfterMs: 8_000 });
    const caller = await rung(world);
    await world.voice.answer(world.only().callId);
    await world.server.take('SIP/2.0 200');
    world.server.send(caller.ack());
    await world.until(([call]) => call?.state === 'connected');
    world.clock.advance(30_000);
    expect(world.only().state).toBe('connected');
  });

  it('to the account itself, or to the emergency services, does not happen', async () => {
    await using world = await worldWith(forwarding('always', 'alice'));
    await rung(world);
    world.rules = { ...world.rules, ...forwarding('always', '112') };
    world.server.send(createCaller(world.server).invite());
    await world.until((calls) => calls.length === 2);
    expect(world.server.has('SIP/2.0 302')).toBe(false);
  });
});

describe('the dial plan of the account', () => {
  const dialPlan = { country: 'DE', outsidePrefix: '0', numberForm: 'national', internalPatterns: ['2xxxxxxx'] } as const;
  it.each([
    ['+49 30 99887766', '003099887766', '+493099887766'],
    ['2221 4455', '22214455', '22214455'],
    ['*21#', '*21%23', '*21#'],
  ])('%s goes out as %s and is written down as %s', async (typed, dialled, written) => {
    await using world = await startVoiceWorld({ account: { dialPlan: { ...dialPlan, internalPatterns: [...dialPlan.internalPatterns] } } });
    await world.dial(typed);
    expect(await world.server.take('INVITE ')).toContain(`INVITE sip:${dialled}@sip.test SIP`);
    expect(world.journal[0]!.address).toBe(written);
  });

  it('a call goes out as one of its numbers where the agent chooses it, an emergency call never', async () => {
    await using world = await startVoiceWorld({ account: { callerIds: [{ number: '+49 30 5550100', name: 'ACME Sales' }] } });
    const request = { accountId: null, contactId: null, callerId: '+49 30 5550100', isConfirmed: true };
    await world.voice.dial({ ...request, target: '201' });
    const invite = await world.server.take('INVITE ');
    expect(headerOf(invite, 'From')).toContain('"ACME Sales" <sip:alice@sip.test>');
    expect(headerOf(invite, 'P-Preferred-Identity')).toBe('"ACME Sales" <sip:+49305550100@sip.test>');
    await world.voice.dial({ ...request, target: '112' });
    expect(headerOf(await world.server.take('INVITE '), 'P-Preferred-Identity')).toBeUndefined();
    await expect(world.voice.dial({ ...request, target: '201', callerId: '110' })).rejects.toMatchObject({ failure: { field: 'callerId' } });
  });

  it('an emergency number asks first, goes out as it is, and finds a line where all are taken', async () => {
    await using world = await startVoiceWorld({ account: { dialPlan: { ...dialPlan, internalPatterns: ['1xx'] } } });
    for (let n = 0; n < 4; n += 1) world.server.send(createCaller(world.server).invite());
    await world.until((calls) => calls.length === 4);
    await expect(world.dial('112')).rejects.toMatchObject({ failure: { reason: 'emergency-number' } });
    await world.voice.dial({ target: '112', accountId: null, contactId: null, isConfirmed: true });
    expect(await world.server.take('INVITE ')).toMatch(/^INVITE sip:112@sip\.test SIP/);
  });

  it('an emergency call goes out although whoever is on the line cannot be held', async () => {
    await using world = await startVoiceWorld();
    await talking(world);
    const dialled = world.voice.dial({ target: '112', accountId: null, contactId: null, isConfirmed: true });
    world.server.send(reply(await world.server.take('INVITE '), { status: '405 Method Not Allowed' }));
    await dialled;
    await world.server.take('ACK ');
    expect(await world.server.take('INVITE ')).toMatch(/^INVITE sip:112@sip\.test SIP/);
  });
});
