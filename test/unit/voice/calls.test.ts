import { describe, expect, it } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import { connectIn, connectOut } from '../../fakes/connected-calls.ts';
import { bodyOf, challenged, createCaller, farSdp, isAuthorised, ok, registered, reply, requestOfCallee } from '../../fakes/loop-server.ts';
import { headerOf } from '../../fakes/test-registrar.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

const over = (world: VoiceWorld) => world.until((calls) => calls.length === 0);

describe('a call out', () => {
  it('rings, is heard early, is answered and ends with BYE', async () => {
    await using world = await startVoiceWorld();
    const callId = await world.dial('030 99887766');
    const invite = await world.server.take('INVITE ');
    expect(invite).toMatch(/^INVITE sip:\+493099887766@sip\.test SIP/);
    expect(invite).toContain('typ host');
    expect(world.only()).toMatchObject({ callId, state: 'dialling', direction: 'out', isCurrent: true, answeredAt: null });

    world.server.send(reply(invite, { status: '180 Ringing' }));
    await world.until(([call]) => call?.state === 'remote-ringing');
    expect(world.page.commands.findLast(({ name }) => name.startsWith('ringer'))).toEqual({ name: 'ringer.start', input: { tone: 'ringback' } });
    const sdp = farSdp();
    world.server.send(reply(invite, { status: '183 Session Progress', lines: ['Contact: <sip:far@far.invalid>'], sdp }));
    await world.until(([call]) => call?.state === 'early-media');
    await expect.poll(() => world.page.namesOf('ringer').at(-1)).toBe('ringer.stop');

    world.server.send(ok(invite, sdp));
    await world.until(([call]) => call?.state === 'connected');
    expect(world.only().answeredAt).toBe(world.clock.now());
    await world.server.take('ACK ');
    await world.voice.hangUp(callId);
    const bye = await world.server.take('BYE ');
    expect(world.voice.list()).toEqual([]);
    world.server.send(ok(bye));
    expect(world.journal[0]).toMatchObject({ direction: 'out', answeredAt: world.clock.now(), end: { result: 'answered', failure: null } });
  });

  it('is authenticated where the proxy asks for it', async () => {
    await using world = await startVoiceWorld();
    world.server.onRegister = (request) => (isAuthorised(request) ? registered(request) : challenged(request));
    world.voice.retry(null);
    await expect.poll(() => world.server.received.some(isAuthorised)).toBe(true);
    await world.dial();
    const invite = await world.server.take('INVITE ');
    world.server.send(challenged(invite, 'sip.test', 407));
    expect(await world.server.take('INVITE ')).toSatisfy(isAuthorised);
  });

  it.each([
    ['486 Busy Here', 'busy', 'callee-busy'],
    ['603 Decline', 'refused', 'call-declined'],
    ['404 Not Found', 'failed', 'number-unknown'],
    ['488 Not Acceptable Here', 'failed', 'codec-mismatch'],
    ['480 Temporarily Unavailable', 'unanswered', 'callee-unavailable'],
  ])('ends with one reason: %s', async (status, result, reason) => {
    await using world = await startVoiceWorld();
    await world.dial();
    world.server.send(reply(await world.server.take('INVITE '), { status }));
    await over(world);
    expect(world.journal[0]!.end).toMatchObject({ result, failure: { reason } });
    expect(world.finished).toMatchObject([{ wasAnswered: false, failure: { reason } }]);
  });

  it('is cancelled while it rings', async () => {
    await using world = await startVoiceWorld();
    const callId = await world.dial();
    const invite = await world.server.take('INVITE ');
    world.server.send(reply(invite, { status: '180 Ringing' }));
    await world.until(([call]) => call?.state === 'remote-ringing');
    await world.voice.hangUp(callId);
    world.server.send(ok(await world.server.take('CANCEL ')));
    world.server.send(reply(invite, { status: '487 Request Terminated' }));
    expect(world.journal[0]!.end).toMatchObject({ result: 'cancelled', failure: null });
  });

  it('answered by two devices keeps the first and ends the second', async () => {
    await using world = await startVoiceWorld();
    const { invite } = await connectOut(world);
    world.server.send(ok(invite, farSdp(), 'second'));
    expect(headerOf(await world.server.take('ACK '), 'To')).toContain('tag=second');
    expect(headerOf(await world.server.take('BYE '), 'To')).toContain('tag=second');
    expect(world.only().state).toBe('connected');
  });

  it.each([
    ['???', 'number-invalid', 'invalid-input'],
    ['112', 'emergency-number', 'refused'],
  ])('to %s is not begun', async (target, reason, code) => {
    await using world = await startVoiceWorld();
    await expect(world.dial(target)).rejects.toMatchObject({ code, failure: { reason } });
    expect(world.journal).toEqual([]);
  });

  it('is refused at once where the account is not registered', async () => {
    await using world = await startVoiceWorld();
    world.server.isUp = false;
    world.server.lose();
    await expect(world.dial()).rejects.toMatchObject({ code: 'unavailable', failure: { reason: 'connection-lost' } });
  });

  it('begun when the connection breaks has failed, and nobody cancelled it', async () => {
    await using world = await startVoiceWorld();
    await world.dial();
    await world.server.take('INVITE ');
    world.server.lose();
    await over(world);
    expect(world.journal[0]!.end).toMatchObject({ result: 'failed', failure: { reason: 'connection-lost' } });
  });

  it('without a microphone does not begin', async () => {
    await using world = await startVoiceWorld();
    world.page.refuse('microphone.open', new ContractError('unavailable', { failure: { reason: 'microphone-missing' } }));
    await expect(world.dial()).rejects.toMatchObject({ failure: { reason: 'microphone-missing' } });
    expect(world.voice.list()).toEqual([]);
  });
});

describe('a call in', () => {
  it('rings, is answered and ends with the caller’s BYE', async () => {
    await using world = await startVoiceWorld();
    const { caller, callId } = await connectIn(world);
    expect(world.journal[0]).toMatchObject({ direction: 'in', address: '+493012345', callerName: 'Maren', isAnonymous: false, domain: null });
    expect(world.page.commands.filter(({ name }) => name === 'ringer.start')).toMatchObject([{ input: { tone: 'incoming' } }]);
    world.server.send(caller.request('BYE'));
    await world.server.take('SIP/2.0 200');
    await over(world);
    expect(world.finished).toMatchObject([{ callId, wasAnswered: true, failure: null }]);
  });

  it.each([
    ['is missed when the caller gives up', [], 'missed'],
    ['is no missed call when somebody else answered', ['Reason: SIP;cause=200;text="Call completed elsewhere"'], 'answered-elsewhere'],
    ['of a gateway that gave up is missed', ['Reason: Q.850;cause=16'], 'missed'],
  ])('%s', async (_, lines, result) => {
    await using world = await startVoiceWorld();
    const caller = createCaller(world.server);
    world.server.send(caller.invite());
    await world.until(([call]) => call?.state === 'ringing');
    world.server.send(caller.cancel(lines));
    await over(world);
    await world.server.take('SIP/2.0 487');
    expect(world.journal[0]!.end).toMatchObject({ result, failure: null });
  });

  it('is declined with 603', async () => {
    await using world = await startVoiceWorld();
    world.server.send(createCaller(world.server).invite());
    const [call] = await world.until((calls) => calls.length === 1);
    await world.voice.decline(call!.callId);
    await world.server.take('SIP/2.0 603');
    expect(world.journal[0]!.end).toMatchObject({ result: 'declined' });
  });

  it('while the agent takes none hears 480 and is written down as missed', async () => {
    await using world = await startVoiceWorld();
    world.admission = 'unavailable';
    world.server.send(createCaller(world.server).invite());
    await world.server.take('SIP/2.0 480');
    expect(world.voice.list()).toEqual([]);
    expect(world.journal[0]!.end).toMatchObject({ result: 'missed' });
  });

  it('with a withheld number is anonymous', async () => {
    await using world = await startVoiceWorld();
    world.server.send(createCaller(world.server, { user: 'anonymous', name: null }).invite());
    await world.until((calls) => calls.length === 1);
    expect(world.journal[0]).toMatchObject({ isAnonymous: true, callerName: null });
  });

  it('that rings when the connection breaks does not ring on as a ghost', async () => {
    await using world = await startVoiceWorld();
    world.server.send(createCaller(world.server).invite());
    await world.until(([call]) => call?.state === 'ringing');
    world.server.lose();
    await over(world);
    expect(world.journal[0]!.end).toMatchObject({ result: 'missed', failure: { reason: 'connection-lost' } });
  });

  it('that cannot be set up ends with a reason', async () => {
    await using world = await startVoiceWorld();
    world.page.stall('peer.create-answer');
    world.server.send(createCaller(world.server).invite());
    const [call] = await world.until((calls) => calls.length === 1);
    await world.voice.answer(call!.callId);
    await expect.poll(() => world.page.namesOf('peer.create-answer').length).toBe(1);
    world.clock.advance(20_000);
    await over(world);
    expect(world.journal[0]!.end?.failure).not.toBeNull();
    expect(world.logger.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });

  it('beyond the fourth is refused with 486', async () => {
    await using world = await startVoiceWorld();
    for (let n = 0; n < 4; n += 1) world.server.send(createCaller(world.server).invite());
    await world.until((calls) => calls.length === 4);
    world.server.send(createCaller(world.server).invite());
    await world.server.take('SIP/2.0 486');
    expect(world.voice.list()).toHaveLength(4);
    expect(world.journal[4]!.end).toMatchObject({ result: 'missed' });
    await expect(world.dial()).rejects.toMatchObject({ failure: { reason: 'line-limit' } });
  });

  it('while another is up waits with a tone of its own, and answering it holds the first', async () => {
    await using world = await startVoiceWorld();
    const { callId: first } = await connectOut(world);
    const caller = createCaller(world.server);
    world.server.send(caller.invite());
    const calls = await world.until((list) => list.length === 2);
    const second = calls[1]!.callId;
    expect(world.page.commands.findLast(({ name }) => name === 'ringer.start')).toMatchObject({ input: { tone: 'call-waiting' } });

    const answered = world.voice.answer(second);
    const hold = await world.server.take('INVITE ');
    expect(hold).toContain('a=sendonly');
    world.server.send(
      ok(
        hold,
        farSdp((sdp) => sdp.replace('sendrecv', 'recvonly')),
      ),
    );
    await answered;
    await world.server.take('SIP/2.0 200');
    world.server.send(caller.ack());
    await world.until((list) => list[1]?.state === 'connected');
    expect(world.voice.list()).toMatchObject([
      { callId: first, state: 'held', isHeldHere: true, isCurrent: false },
      { callId: second, isCurrent: true },
    ]);

    const switched = world.voice.switchTo(first);
    world.server.send(
      ok(
        await world.server.take('INVITE '),
        farSdp((sdp) => sdp.replace('sendrecv', 'recvonly')),
      ),
    );
    world.server.send(ok(await world.server.take('INVITE '), farSdp()));
    await switched;
    expect(world.voice.list()).toMatchObject([
      { state: 'connected', isCurrent: true },
      { state: 'held', isCurrent: false },
    ]);
  });
});

describe('during a call', () => {
  it.each(['405 Method Not Allowed', '488 Not Acceptable Here'])('hold refused with %s keeps the call, and says so', async (status) => {
    await using world = await startVoiceWorld();
    const { callId } = await connectOut(world);
    const held = world.voice.hold(callId);
    const refused = expect(held).rejects.toMatchObject({ code: 'refused', failure: { reason: 'hold-refused' } });
    world.server.send(reply(await world.server.take('INVITE '), { status }));
    await refused;
    expect(world.only()).toMatchObject({ state: 'connected', isHeldHere: false, notice: { reason: 'hold-refused' } });
    expect(world.page.commands.findLast(({ name }) => name === 'peer.set-local-description')?.input).toMatchObject({
      description: { type: 'rollback' },
    });

    const again = world.voice.hold(callId);
    world.server.send(
      ok(
        await world.server.take('INVITE '),
        farSdp((sdp) => sdp.replace('sendrecv', 'recvonly')),
      ),
    );
    await again;
    expect(world.only()).toMatchObject({ state: 'held', isHeldHere: true, notice: null });
  });

  it('the other side holds and resumes', async () => {
    await using world = await startVoiceWorld();
    const { invite } = await connectOut(world);
    world.server.send(requestOfCallee(invite, 'INVITE', { sequence: 5, sdp: farSdp((sdp) => sdp.replace('sendrecv', 'sendonly')) }));
    await world.until(([call]) => call?.isHeldThere === true);
    expect(world.only()).toMatchObject({ state: 'held', isHeldHere: false });
    expect(bodyOf(await world.server.take('SIP/2.0 200'))).toContain('m=audio');
    world.server.send(requestOfCallee(invite, 'ACK', { sequence: 5 }));
    world.server.send(requestOfCallee(invite, 'INVITE', { sequence: 6, sdp: farSdp() }));
    await world.until(([call]) => call?.isHeldThere === false);
    expect(world.only().state).toBe('connected');
  });

  it('two offers at once: theirs is refused with 491 and not applied, ours is made anew', async () => {
    await using world = await startVoiceWorld();
    const { callId, invite } = await connectOut(world);
    const held = world.voice.hold(callId);
    const ours = await world.server.take('INVITE ');
    const applied = world.page.namesOf('peer.set-remote-description').length;
    world.server.send(requestOfCallee(invite, 'INVITE', { sequence: 7, sdp: farSdp((sdp) => sdp.replace('sendrecv', 'sendonly')) }));
    await world.server.take('SIP/2.0 491');
    world.server.send(reply(ours, { status: '491 Request Pending' }));
    // RFC 3261 §14.1: who made the call waits 2.1 to 4 s.
    let again = '';
    void world.server.take('INVITE ').then((invite) => (again = invite));
    await expect
      .poll(() => {
        world.clock.advance(500);
        return again;
      })
      .not.toBe('');
    expect(Number.parseInt(headerOf(again, 'CSeq') ?? '', 10)).toBe(Number.parseInt(headerOf(ours, 'CSeq') ?? '', 10) + 1);
    expect(world.page.namesOf('peer.set-remote-description')).toHaveLength(applied);
    world.server.send(
      ok(
        again,
        farSdp((sdp) => sdp.replace('sendrecv', 'recvonly')),
      ),
    );
    await held;
    expect(world.only()).toMatchObject({ state: 'held', isHeldHere: true, isHeldThere: false });
  });

  it('mutes the call’s own track', async () => {
    await using world = await startVoiceWorld();
    const { callId } = await connectOut(world);
    await world.voice.mute(callId, true);
    expect(world.only().isMuted).toBe(true);
    await world.voice.mute(callId, false);
    await expect
      .poll(() => world.page.commands.filter(({ name }) => name === 'peer.enable-audio').map(({ input }) => input['isEnabled']))
      .toEqual([false, true]);
  });

  it.each([
    ['auto', 'an answer with PCMU and telephone-event/8000', (sdp: string) => sdp.replace('111 0 126', '0 126'), 'rfc4733'],
    ['auto', 'an answer with Opus and telephone-event/8000', (sdp: string) => sdp, 'info'],
    ['rfc4733', 'an answer with Opus', (sdp: string) => sdp, 'rfc4733'],
    ['info', 'an answer with PCMU', (sdp: string) => sdp.replace('111 0 126', '0 126'), 'info'],
  ] as const)('tones with DTMF mode %s and %s', async (dtmfMode, _, change, way) => {
    await using world = await startVoiceWorld({ account: { dtmfMode } });
    const { callId } = await connectOut(world, farSdp(change));
    await world.voice.sendDtmf(callId, '5');
    expect(world.only().dtmfSent).toBe('5');
    if (way === 'info') expect(bodyOf(await world.server.take('INFO '))).toMatch(/^Signal=5\r\nDuration=\d+/);
    else await expect.poll(() => world.page.commands.find(({ name }) => name === 'peer.send-dtmf')?.input).toMatchObject({ tones: '5' });
    expect(world.server.has('INFO ')).toBe(false);
  });

  it('the connection breaks: the call recovers, tells the peer where it is, and a BYE then arrives', async () => {
    await using world = await startVoiceWorld();
    const { callId, invite } = await connectOut(world);
    world.server.lose();
    expect(world.only()).toMatchObject({ state: 'recovering', notice: { reason: 'connection-lost' } });
    await expect(world.voice.hold(callId)).rejects.toMatchObject({ code: 'illegal-state' });
    const offer = await world.server.take('INVITE ');
    expect(headerOf(offer, 'Call-ID')).toBe(headerOf(invite, 'Call-ID'));
    world.server.send(ok(offer, farSdp()));
    await world.until(([call]) => call?.state === 'connected');
    expect(world.only().notice).toBeNull();
    world.server.send(requestOfCallee(invite, 'BYE', { sequence: 9 }));
    await over(world);
    expect(world.journal[0]!.end).toMatchObject({ result: 'answered', failure: null });
  });

  it('the peer no longer knows the call after the connection broke: it does not stay as a ghost', async () => {
    await using world = await startVoiceWorld();
    await connectOut(world);
    world.server.lose();
    world.server.send(reply(await world.server.take('INVITE '), { status: '481 Call/Transaction Does Not Exist' }));
    await over(world);
    expect(world.journal[0]!.end).toMatchObject({ result: 'answered', failure: { reason: 'call-lost' } });
  });

  it('a renegotiation that is refused keeps the call', async () => {
    await using world = await startVoiceWorld();
    await connectOut(world);
    world.server.lose();
    world.server.send(reply(await world.server.take('INVITE '), { status: '488 Not Acceptable Here' }));
    await world.until(([call]) => call?.state === 'connected');
    expect(world.journal[0]!.end).toBeNull();
  });

  it('the connection breaks while hold is being asked for: the call stays', async () => {
    await using world = await startVoiceWorld();
    const { callId } = await connectOut(world);
    const refused = expect(world.voice.hold(callId)).rejects.toMatchObject({ failure: { reason: 'hold-refused' } });
    await world.server.take('INVITE ');
    world.server.lose();
    await refused;
    expect(world.only().state).toBe('recovering');
    world.server.send(ok(await world.server.take('INVITE '), farSdp()));
    await world.until(([call]) => call?.state === 'connected');
  });
});

describe('the microphone', () => {
  const used = (world: VoiceWorld): readonly string[] => world.page.namesOf('microphone');
  /** Whatever is on its way arrives first: time that jumps over a request is a page that hangs. */
  async function pass(world: VoiceWorld, ms: number): Promise<void> {
    await new Promise((done) => setTimeout(done, 0));
    world.clock.advance(ms);
  }

  it('stays open from one call to the next, and is closed a minute after the last', async () => {
    await using world = await startVoiceWorld();
    const { callId } = await connectOut(world);
    await world.voice.hangUp(callId);
    await pass(world, 59_999);
    const next = await connectOut(world);
    await pass(world, 120_000);
    expect(used(world)).toEqual(['microphone.open']);
    await world.voice.hangUp(next.callId);
    await pass(world, 60_000);
    await expect.poll(() => used(world)).toEqual(['microphone.open', 'microphone.close']);
  });

  it('lost is said during a call, found again is said too, and the next call asks for it anew', async () => {
    await using world = await startVoiceWorld();
    const { callId } = await connectOut(world);
    world.page.emit('microphone.lost', { failure: { reason: 'microphone-lost' } });
    await world.until(([call]) => call?.notice?.reason === 'microphone-lost');
    world.page.emit('microphone.restored', { label: 'Other' });
    await world.until(([call]) => call?.notice === null);
    await world.voice.hangUp(callId);
    world.page.refuse('microphone.open', new ContractError('unavailable', { failure: { reason: 'microphone-missing' } }));
    await expect(world.dial()).rejects.toMatchObject({ failure: { reason: 'microphone-missing' } });
  });
});

describe('digests', () => {
  it('never answer a challenge that comes in reply to the end of an incoming call', async () => {
    await using world = await startVoiceWorld();
    world.server.onRegister = (request) => (isAuthorised(request) ? registered(request) : challenged(request));
    world.voice.retry(null);
    await expect.poll(() => world.server.received.some(isAuthorised)).toBe(true);
    const { callId } = await connectIn(world);
    await world.voice.hangUp(callId);
    const bye = await world.server.take('BYE ');
    world.server.send(challenged(bye));
    world.server.send(challenged(bye, 'sip.test', 407));
    await new Promise((done) => setTimeout(done, 0));
    expect(world.server.received.filter((message) => message.startsWith('BYE '))).toHaveLength(1);
  });

  it('answer nothing of another realm than the registrar’s', async () => {
    await using world = await startVoiceWorld();
    world.server.onRegister = (request) => (isAuthorised(request) ? registered(request) : challenged(request));
    world.voice.retry(null);
    await expect.poll(() => world.server.received.some(isAuthorised)).toBe(true);
    await world.dial();
    world.server.send(challenged(await world.server.take('INVITE '), 'mallory.test', 407));
    await over(world);
    expect(world.server.received.filter((message) => message.startsWith('INVITE '))).toHaveLength(1);
    expect(world.journal[0]!.end).toMatchObject({ result: 'failed', failure: { reason: 'password-refused' } });
  });
});
