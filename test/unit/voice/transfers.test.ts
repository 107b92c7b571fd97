import { describe, expect, it } from 'vitest';
import { plainDialPlan } from '../../../contract/model/call-rules.ts';
import type { LiveCall } from '../../../contract/model/call.ts';
import type { CallId } from '../../../contract/model/ids.ts';
import { connectIn } from '../../fakes/connected-calls.ts';
import { createCaller, farSdp, ok, reply, requestOfCallee, type FarEnd } from '../../fakes/loop-server.ts';
import { headerOf } from '../../fakes/test-registrar.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

/** A call of ours that is up; `notify`: what the other side reports of a REFER. */
interface Talk {
  readonly callId: CallId;
  readonly invite: string;
  notify(refer: string, status: string): void;
  bye(): void;
}

const findIn = (calls: readonly LiveCall[], callId: CallId) => calls.find((call) => call.callId === callId);

async function talk(world: VoiceWorld, { tag = 'far' } = {}): Promise<Talk> {
  return pickUp(world, await world.dial(), tag);
}

async function pickUp(world: VoiceWorld, callId: CallId, tag = 'far'): Promise<Talk> {
  const invite = await world.server.take('INVITE ');
  world.server.send(ok(invite, farSdp(), tag));
  await world.until((calls) => findIn(calls, callId)?.state === 'connected');
  await world.server.take('ACK ');
  let sequence = 10;
  const request = (method: string, lines: readonly string[] = [], sdp: string | null = null): void => {
    sequence += 1;
    world.server.send(requestOfCallee(invite, method, { tag, sequence, lines, sdp }));
  };
  return {
    callId,
    invite,
    notify: (refer, status) => request('NOTIFY', notifyLines(refer, status), `SIP/2.0 ${status}`),
    bye: () => request('BYE'),
  };
}

function notifyLines(refer: string, status: string): string[] {
  const number = /^\d+/.exec(headerOf(refer, 'CSeq') ?? '')?.[0];
  const isLast = !status.startsWith('1');
  return [`Event: refer;id=${number}`, `Subscription-State: ${isLast ? 'terminated;reason=noresource' : 'active;expires=60'}`];
}

async function agreeToHold(world: VoiceWorld): Promise<void> {
  const offer = await world.server.take('INVITE ');
  expect(offer).toContain('a=sendonly');
  world.server.send(
    ok(
      offer,
      farSdp((sdp) => sdp.replace('sendrecv', 'recvonly')),
    ),
  );
  await world.server.take('ACK ');
}

async function agreeToResume(world: VoiceWorld): Promise<void> {
  const offer = await world.server.take('INVITE ');
  expect(offer).toContain('a=sendrecv');
  world.server.send(ok(offer, farSdp()));
  await world.server.take('ACK ');
}

/** Asks for a blind transfer and takes the REFER. */
async function blind(world: VoiceWorld, { callId }: Talk, target = '102'): Promise<string> {
  const asked = world.voice.transfer({ callId, target, name: 'Jonas' });
  await agreeToHold(world);
  await asked;
  return world.server.take('REFER ');
}

const stateOf = (world: VoiceWorld, state: string) => world.until((calls) => calls.some(({ transfer }) => transfer?.state === state));
const over = (world: VoiceWorld) => world.until((calls) => calls.length === 0);
const accepted = (refer: string) => reply(refer, { status: '202 Accepted' });

describe('transferred at once', () => {
  it('they are held, told whom to call, and our leg ends when they are connected', async () => {
    await using world = await startVoiceWorld();
    const call = await talk(world);
    const refer = await blind(world, call);
    expect(headerOf(refer, 'Refer-To')).toBe('<sip:102@sip.test>');
    expect(headerOf(refer, 'Referred-By')).toBe('<sip:alice@sip.test>');
    expect(headerOf(refer, 'Call-ID')).toBe(headerOf(call.invite, 'Call-ID'));
    expect(world.only()).toMatchObject({ state: 'held', transfer: { kind: 'blind', state: 'asked', address: '102', name: 'Jonas', failure: null } });
    await expect(world.voice.transfer({ callId: call.callId, target: '103', name: null })).rejects.toMatchObject({ code: 'illegal-state' });

    world.server.send(accepted(refer));
    call.notify(refer, '100 Trying');
    call.notify(refer, '180 Ringing');
    await stateOf(world, 'ringing');
    call.notify(refer, '200 OK');
    const bye = await world.server.take('BYE ');
    expect(headerOf(bye, 'Call-ID')).toBe(headerOf(call.invite, 'Call-ID'));
    await over(world);
    expect(world.journal[0]).toMatchObject({
      transfer: { state: 'done', address: '102', name: 'Jonas' },
      end: { result: 'answered', failure: null },
    });
  });

  it.each([
    ['486 Busy Here', 'callee-busy'],
    ['603 Decline', 'call-declined'],
    ['404 Not Found', 'number-unknown'],
  ])('it fails with %s: we are back with them, and it says why', async (status, reason) => {
    await using world = await startVoiceWorld();
    const call = await talk(world);
    const refer = await blind(world, call);
    world.server.send(accepted(refer));
    call.notify(refer, '100 Trying');
    call.notify(refer, status);
    await agreeToResume(world);
    await world.until(([one]) => one?.state === 'connected');
    expect(world.only()).toMatchObject({ isCurrent: true, isHeldHere: false, transfer: { state: 'failed', failure: { reason } } });
    expect(world.journal[0]).toMatchObject({ end: null, transfer: { state: 'failed' } });
  });

  it('their system takes no transfers: we are back with them', async () => {
    await using world = await startVoiceWorld();
    const call = await talk(world);
    world.server.send(reply(await blind(world, call), { status: '405 Method Not Allowed' }));
    await agreeToResume(world);
    await world.until(([one]) => one?.state === 'connected');
    expect(world.only().transfer).toMatchObject({ state: 'failed', failure: { reason: 'transfer-refused', technical: 'SIP 405' } });
  });

  it('it does not come back into the middle of another talk', async () => {
    await using world = await startVoiceWorld();
    const call = await talk(world);
    const refer = await blind(world, call);
    world.server.send(accepted(refer));
    const other = await talk(world, { tag: 'other' });
    call.notify(refer, '486 Busy Here');
    await stateOf(world, 'failed');
    expect(world.voice.list()).toMatchObject([{ state: 'held' }, { callId: other.callId, state: 'connected', isCurrent: true }]);
  });

  it('a system that refuses hold is told all the same', async () => {
    await using world = await startVoiceWorld();
    const call = await talk(world);
    const asked = world.voice.transfer({ callId: call.callId, target: '102', name: null });
    world.server.send(reply(await world.server.take('INVITE '), { status: '488 Not Acceptable Here' }));
    await asked;
    await world.server.take('REFER ');
    expect(world.only()).toMatchObject({ state: 'connected', notice: null, transfer: { state: 'asked' } });
  });

  it('a server that takes its leave in place of a report has done it', async () => {
    await using world = await startVoiceWorld();
    const call = await talk(world);
    world.server.send(accepted(await blind(world, call)));
    call.bye();
    await over(world);
    expect(world.journal[0]!.transfer).toMatchObject({ state: 'done' });
  });

  it('they hang up while it rings: nobody says it was done', async () => {
    await using world = await startVoiceWorld();
    const call = await talk(world);
    const refer = await blind(world, call);
    world.server.send(accepted(refer));
    call.notify(refer, '180 Ringing');
    await stateOf(world, 'ringing');
    call.bye();
    await over(world);
    expect(world.journal[0]!.transfer).toMatchObject({ state: 'asked' });
  });

  it('nothing is heard for three minutes: we are back with them', async () => {
    await using world = await startVoiceWorld();
    const call = await talk(world);
    const refer = await blind(world, call);
    world.server.send(accepted(refer));
    call.notify(refer, '100 Trying');
    await world.server.take('SIP/2.0 200');
    world.clock.advance(180_000);
    await agreeToResume(world);
    expect(world.only().transfer).toMatchObject({ state: 'failed', failure: { reason: 'transfer-unheard' } });
  });

  it.each([
    ['112', 'transfer-emergency'],
    ['???', 'number-invalid'],
  ])('to %s it is refused, and the call stays as it is', async (target, reason) => {
    await using world = await startVoiceWorld();
    const { callId } = await talk(world);
    await expect(world.voice.transfer({ callId, target, name: null })).rejects.toMatchObject({ failure: { reason } });
    await expect(world.voice.consult({ callId, target, contactId: null })).rejects.toMatchObject({ failure: { reason } });
    expect(world.only()).toMatchObject({ state: 'connected', transfer: null });
  });
});

describe('by the account’s dial plan', () => {
  const account = { dialPlan: { ...plainDialPlan, outsidePrefix: '0', internalPatterns: ['22xxxxxx'] } };

  it.each([
    ['030 99887766', '003099887766'],
    ['2221 4455', '22214455'],
  ])('%s is whom they are sent to as %s', async (target, user) => {
    await using world = await startVoiceWorld({ account });
    const refer = await blind(world, await talk(world), target);
    expect(headerOf(refer, 'Refer-To')).toBe(`<sip:${user}@sip.test>`);
  });

  it('the consultation dials the prefix and is written down without', async () => {
    await using world = await startVoiceWorld({ account });
    const { callId } = await talk(world);
    const asked = world.voice.consult({ callId, target: '030 99887766', contactId: null });
    await agreeToHold(world);
    await asked;
    expect(await world.server.take('INVITE ')).toMatch(/^INVITE sip:003099887766@sip\.test SIP/);
    expect(world.journal[1]).toMatchObject({ address: '+493099887766', domain: null });
  });

  it('nobody is sent to an emergency line behind the prefix', async () => {
    await using world = await startVoiceWorld({ account });
    const { callId } = await talk(world);
    await expect(world.voice.transfer({ callId, target: '0112', name: null })).rejects.toMatchObject({ failure: { reason: 'transfer-emergency' } });
    expect(world.only()).toMatchObject({ state: 'connected', transfer: null });
  });
});

describe('asked first', () => {
  async function consult(world: VoiceWorld, { callId }: Talk): Promise<CallId> {
    const asked = world.voice.consult({ callId, target: '102', contactId: null });
    await agreeToHold(world);
    return asked;
  }

  it('the colleague’s call takes the place of ours, and both legs end', async () => {
    await using world = await startVoiceWorld();
    const customer = await talk(world);
    const consultId = await consult(world, customer);
    const colleague = await pickUp(world, consultId, 'colleague');
    expect(world.voice.list()).toMatchObject([
      { callId: customer.callId, state: 'held', isCurrent: false },
      { callId: consultId, state: 'connected', isCurrent: true, consultsFor: customer.callId },
    ]);

    await world.voice.connect({ callId: customer.callId, otherCallId: consultId });
    const refer = await world.server.take('REFER ');
    expect(headerOf(refer, 'Call-ID')).toBe(headerOf(customer.invite, 'Call-ID'));
    const [, address, replaces] = /^<([^?]+)\?Replaces=([^>]+)>$/.exec(headerOf(refer, 'Refer-To') ?? '') ?? [];
    expect(address).toBe('sip:102@sip.test');
    const ourTag = /;tag=(\S+)/.exec(headerOf(colleague.invite, 'From') ?? '')?.[1];
    expect(decodeURIComponent(replaces ?? '')).toBe(`${headerOf(colleague.invite, 'Call-ID')};to-tag=colleague;from-tag=${ourTag}`);

    world.server.send(accepted(refer));
    customer.notify(refer, '200 OK');
    await world.server.take('BYE ');
    await world.server.take('BYE ');
    await over(world);
    expect(world.journal[0]!.transfer).toMatchObject({ kind: 'attended', state: 'done', address: '102' });
    expect(world.journal[1]!.transfer).toBeNull();
  });

  it('a consultation that came in is replaced by its own tags', async () => {
    await using world = await startVoiceWorld();
    const customer = await talk(world);
    const caller = createCaller(world.server);
    world.server.send(caller.invite());
    const second = (await world.until((calls) => calls.length === 2))[1]!.callId;
    const answered = world.voice.answer(second);
    await agreeToHold(world);
    await answered;
    const answer = await world.server.take('SIP/2.0 200');
    world.server.send(caller.ack());
    await world.until((calls) => findIn(calls, second)?.state === 'connected');

    await world.voice.connect({ callId: customer.callId, otherCallId: second });
    const referTo = decodeURIComponent(headerOf(await world.server.take('REFER '), 'Refer-To') ?? '');
    const ourTag = /;tag=(\S+)/.exec(headerOf(answer, 'To') ?? '')?.[1];
    expect(referTo).toBe(`<sip:+493012345@sip.test?Replaces=${caller.callId};to-tag=caller;from-tag=${ourTag}>`);
  });

  it('it fails: both calls are there as before', async () => {
    await using world = await startVoiceWorld();
    const customer = await talk(world);
    const consultId = await consult(world, customer);
    await pickUp(world, consultId, 'colleague');
    await world.voice.connect({ callId: customer.callId, otherCallId: consultId });
    const refer = await world.server.take('REFER ');
    world.server.send(accepted(refer));
    customer.notify(refer, '481 Call/Transaction Does Not Exist');
    await stateOf(world, 'failed');
    expect(world.voice.list()).toMatchObject([
      { state: 'held', transfer: { kind: 'attended', failure: { technical: 'SIP 481' } } },
      { callId: consultId, state: 'connected', isCurrent: true },
    ]);
  });

  it('the colleague is busy: the agent is back with the customer', async () => {
    await using world = await startVoiceWorld();
    const customer = await talk(world);
    await consult(world, customer);
    world.server.send(reply(await world.server.take('INVITE '), { status: '486 Busy Here' }));
    await agreeToResume(world);
    await world.until(([call]) => call?.state === 'connected');
    expect(world.only()).toMatchObject({ callId: customer.callId, isCurrent: true });
    expect(world.finished).toMatchObject([{ failure: { reason: 'callee-busy' } }]);
  });

  it('back: the consultation ends and the customer is resumed', async () => {
    await using world = await startVoiceWorld();
    const customer = await talk(world);
    const consultId = await consult(world, customer);
    await pickUp(world, consultId, 'colleague');
    const back = world.voice.goBack(consultId);
    await world.server.take('BYE ');
    await agreeToResume(world);
    await back;
    expect(world.only()).toMatchObject({ callId: customer.callId, state: 'connected', isCurrent: true });
  });

  it('connected while it still rings, the customer is sent after it', async () => {
    await using world = await startVoiceWorld();
    const customer = await talk(world);
    const consultId = await consult(world, customer);
    const invite = await world.server.take('INVITE ');
    world.server.send(reply(invite, { status: '180 Ringing' }));
    await world.until((calls) => findIn(calls, consultId)?.state === 'remote-ringing');
    await world.voice.connect({ callId: customer.callId, otherCallId: consultId });
    world.server.send(ok(await world.server.take('CANCEL ')));
    world.server.send(reply(invite, { status: '487 Request Terminated' }));
    expect(headerOf(await world.server.take('REFER '), 'Refer-To')).toBe('<sip:102@sip.test>');
    expect(findIn(world.voice.list(), customer.callId)).toMatchObject({ isHeldHere: true, transfer: { kind: 'blind' } });
  });
});

describe('they hand us over', () => {
  const referTo = (uri: string) => [`Refer-To: ${uri}`];

  it('it is shown and followed on the agent’s word; they hear how it goes', async () => {
    await using world = await startVoiceWorld();
    const { callId, caller } = await connectIn(world);
    world.server.send(caller.request('REFER', referTo('"Jonas" <sip:102@sip.test>')));
    await world.server.take('SIP/2.0 202');
    const trying = await world.server.take('NOTIFY ');
    expect(trying).toContain('SIP/2.0 100');
    world.server.send(ok(trying));
    await world.until(([call]) => call?.referral !== null);
    expect(world.only().referral).toEqual({ address: '102', name: 'Jonas' });

    const followed = world.voice.follow({ callId, isFollowed: true });
    await agreeToHold(world);
    await followed;
    const invite = await world.server.take('INVITE ');
    expect(invite).toMatch(/^INVITE sip:102@sip\.test /);
    world.server.send(ok(invite, farSdp()));
    const done = await world.server.take('NOTIFY ');
    expect(done).toContain('SIP/2.0 200');
    await world.until((calls) => calls[1]?.state === 'connected');
    expect(world.voice.list()).toMatchObject([
      { callId, isHeldHere: true },
      { isCurrent: true, direction: 'out' },
    ]);
    expect(world.journal[0]!.transfer).toMatchObject({ kind: 'theirs', state: 'done', address: '102' });
    world.clock.advance(4_000);
    expect(headerOf(await world.server.take('BYE '), 'Call-ID')).toBe(caller.callId);
  });

  it('whoever we are sent to is busy: back with them', async () => {
    await using world = await startVoiceWorld();
    const { callId, caller } = await connectIn(world);
    world.server.send(caller.request('REFER', referTo('<sip:102@sip.test>')));
    world.server.send(ok(await world.server.take('NOTIFY ')));
    const followed = world.voice.follow({ callId, isFollowed: true });
    await agreeToHold(world);
    await followed;
    world.server.send(reply(await world.server.take('INVITE '), { status: '486 Busy Here' }));
    expect(await world.server.take('NOTIFY ')).toContain('SIP/2.0 486');
    await agreeToResume(world);
    await world.until(([call]) => call?.state === 'connected');
    expect(world.only().transfer).toMatchObject({ kind: 'theirs', state: 'failed', failure: { reason: 'callee-busy' } });
  });

  it('the agent stays: they hear 603', async () => {
    await using world = await startVoiceWorld();
    const { callId, caller } = await connectIn(world);
    world.server.send(caller.request('REFER', referTo('<sip:102@sip.test>')));
    world.server.send(ok(await world.server.take('NOTIFY ')));
    await world.until(([call]) => call?.referral !== null);
    await world.voice.follow({ callId, isFollowed: false });
    expect(await world.server.take('NOTIFY ')).toContain('SIP/2.0 603');
    expect(world.only()).toMatchObject({ state: 'connected', referral: null });
    await expect(world.voice.follow({ callId, isFollowed: true })).rejects.toMatchObject({ code: 'illegal-state' });
  });

  it.each([
    ['an emergency number', '<sip:112@sip.test>'],
    ['another method', '<sip:102@sip.test;method=BYE>'],
    ['a header that breaks out', `<sip:102@sip.test?Replaces=${encodeURIComponent('a;to-tag=b;from-tag=c\r\nAlert-Info: x')}>`],
  ])('%s is refused without a word', async (_what, uri) => {
    await using world = await startVoiceWorld();
    const { caller } = await connectIn(world);
    world.server.send(caller.request('REFER', referTo(uri)));
    world.server.send(ok(await world.server.take('NOTIFY ')));
    expect(await world.server.take('NOTIFY ')).toContain('SIP/2.0 603');
    expect(world.only().referral).toBeNull();
    expect(world.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('outside of a call of ours nobody refers us', async () => {
    await using world = await startVoiceWorld();
    const stranger = createCaller(world.server);
    world.server.send(stranger.request('REFER', referTo('<sip:102@sip.test>')));
    await world.server.take('SIP/2.0 405');
    const { answer } = await connectIn(world);
    const forged = createCaller(world.server)
      .request('REFER', referTo('<sip:102@sip.test>'))
      .replace(/^To: .*$/m, `To: ${headerOf(answer, 'To')}`);
    world.server.send(forged);
    await world.server.take('SIP/2.0 481');
    expect(world.server.has('NOTIFY ')).toBe(false);
  });
});

describe('somebody takes the other side’s place', () => {
  const replaces = ({ caller, answer }: { caller: FarEnd; answer: string }) => {
    const ourTag = /;tag=(\S+)/.exec(headerOf(answer, 'To') ?? '')?.[1];
    return `Replaces: ${caller.callId};to-tag=${ourTag};from-tag=caller`;
  };

  it('the agent goes on with them, muted as before, and the first leg ends', async () => {
    await using world = await startVoiceWorld();
    const first = await connectIn(world);
    await world.voice.mute(first.callId, true);
    const next = createCaller(world.server, { user: '+493055555', name: 'Jonas' });
    world.server.send(next.invite(farSdp(), [replaces(first)]));
    await world.server.take('SIP/2.0 200');
    world.server.send(next.ack());
    expect(headerOf(await world.server.take('BYE '), 'Call-ID')).toBe(first.caller.callId);
    await world.until((calls) => calls.length === 1 && calls[0]!.state === 'connected');
    expect(world.only()).toMatchObject({ callerName: 'Jonas', isCurrent: true, isMuted: true });
    expect(world.journal[0]!.transfer).toMatchObject({ kind: 'theirs', state: 'done' });
    expect(world.journal).toHaveLength(2);
  });

  it('also while nobody is to disturb: it is the same talk', async () => {
    await using world = await startVoiceWorld();
    const first = await connectIn(world);
    world.rules = { ...world.rules, isDoNotDisturb: true, callWaiting: 'busy' };
    const next = createCaller(world.server, { user: '+493055555', name: 'Jonas' });
    world.server.send(next.invite(farSdp(), [replaces(first)]));
    await world.server.take('SIP/2.0 200');
    world.server.send(next.ack());
    await world.until((calls) => calls.length === 1 && calls[0]!.callerName === 'Jonas');
  });

  it('a call on hold is not answered into: it rings', async () => {
    await using world = await startVoiceWorld();
    const first = await connectIn(world);
    const held = world.voice.hold(first.callId);
    await agreeToHold(world);
    await held;
    const next = createCaller(world.server, { user: '+493055555' });
    world.server.send(next.invite(farSdp(), [replaces(first)]));
    await world.until((calls) => calls.some(({ state }) => state === 'ringing'));
    expect(world.server.has('SIP/2.0 200')).toBe(false);
  });

  it('an offer in the call itself takes no place', async () => {
    await using world = await startVoiceWorld();
    const { caller } = await connectIn(world);
    world.server.send(caller.request('INVITE', [`Replaces: ${caller.callId};to-tag=a;from-tag=b`], farSdp()));
    await world.server.take('SIP/2.0 486');
    expect(world.only().state).toBe('connected');
  });

  it.each([
    ['forged tags', (line: string) => line.replace('from-tag=caller', 'from-tag=guessed'), '481'],
    ['another call', (line: string) => line.replace(/call-\w+/, 'call-unknown'), '481'],
    ['only a call that still rings', (line: string) => `${line};early-only`, '486'],
  ])('%s: refused, the call goes on', async (_what, forge, status) => {
    await using world = await startVoiceWorld();
    const first = await connectIn(world);
    world.server.send(createCaller(world.server, { user: '+493055555' }).invite(farSdp(), [forge(replaces(first))]));
    await world.server.take(`SIP/2.0 ${status}`);
    expect(world.only()).toMatchObject({ callId: first.callId, state: 'connected' });
    expect(world.journal).toHaveLength(1);
  });
});
