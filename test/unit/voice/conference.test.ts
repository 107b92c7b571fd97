import { describe, expect, it } from 'vitest';
import type { MixMember } from '../../../contract/media.ts';
import type { LiveCall } from '../../../contract/model/call.ts';
import type { CallId } from '../../../contract/model/ids.ts';
import { createCaller, farSdp, ok, reply, requestOfCallee } from '../../fakes/loop-server.ts';
import { headerOf } from '../../fakes/test-registrar.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

interface Party {
  readonly callId: CallId;
  readonly invite: string;
  readonly tag: string;
}

const find = (calls: readonly LiveCall[], { callId }: Party) => calls.find((call) => call.callId === callId);
const now = (world: VoiceWorld, party: Party) => find(world.voice.list(), party);

/** The phones agree to the next offer. */
async function agree(world: VoiceWorld, direction: 'sendonly' | 'sendrecv'): Promise<void> {
  const offer = await world.server.take('INVITE ');
  expect(offer).toContain(`a=${direction}`);
  const answer = farSdp((sdp) => (direction === 'sendonly' ? sdp.replace('sendrecv', 'recvonly') : sdp));
  world.server.send(ok(offer, answer));
  await world.server.take('ACK ');
}

/** A call of ours that is up; whoever talked before is held. */
async function talkTo(world: VoiceWorld, target: string): Promise<Party> {
  const isAlone = !world.voice.list().some(({ isHeldHere }) => !isHeldHere);
  const dialled = world.dial(target);
  if (!isAlone) await agree(world, 'sendonly');
  const callId = await dialled;
  const invite = await world.server.take('INVITE ');
  world.server.send(ok(invite, farSdp(), target));
  await world.until((calls) => calls.some((call) => call.callId === callId && call.state === 'connected'));
  await world.server.take('ACK ');
  return { callId, invite, tag: target };
}

async function join(world: VoiceWorld, parties: readonly Party[], held: number): Promise<void> {
  const joined = world.voice.conference.join(parties.map(({ callId }) => callId));
  for (let answered = 0; answered < held; answered += 1) await agree(world, 'sendrecv');
  await joined;
}

/** Two calls, joined. */
async function conferenceOfTwo(world: VoiceWorld): Promise<[Party, Party]> {
  const parties: [Party, Party] = [await talkTo(world, '101'), await talkTo(world, '102')];
  await join(world, parties, 1);
  return parties;
}

/** What the media page was told last to mix: the numbers of the calls, `m` where a party is muted. */
function mixed(world: VoiceWorld): string[] {
  const last = world.page.commands.findLast(({ name }) => name === 'peer.mix');
  const members = (last?.input['members'] ?? []) as readonly MixMember[];
  return members.map(({ peerId, isMuted }) => `${peerId.replace('microphone-', '')}${isMuted ? ' m' : ''}`);
}
const mixIs = (world: VoiceWorld, expected: readonly string[]) => expect.poll(() => mixed(world)).toEqual(expected);

function bye(world: VoiceWorld, { invite, tag }: Party): void {
  world.server.send(requestOfCallee(invite, 'BYE', { tag, sequence: 9 }));
}

describe('joining', () => {
  it('two calls become one conversation: both are resumed, the page mixes, each entry says with whom', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    expect(world.voice.list()).toMatchObject([
      { callId: one.callId, state: 'connected', isHeldHere: false, conference: { isMuted: false }, isCurrent: false },
      { callId: two.callId, state: 'connected', conference: { isMuted: false }, isCurrent: true },
    ]);
    await mixIs(world, ['1', '2']);
    expect(world.journal.map(({ conference }) => conference)).toEqual([[{ address: '102', name: null }], [{ address: '101', name: null }]]);
  });

  it('a third is called meanwhile: the conference waits, and is complete afterwards', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    const dialled = world.dial('103');
    await agree(world, 'sendonly');
    await agree(world, 'sendonly');
    const callId = await dialled;
    await mixIs(world, []);
    const invite = await world.server.take('INVITE ');
    world.server.send(ok(invite, farSdp(), '103'));
    await world.until((calls) => calls.some((call) => call.callId === callId && call.state === 'connected'));
    await world.server.take('ACK ');
    expect(now(world, one)).toMatchObject({ state: 'held', conference: { isMuted: false } });

    // Those who are in it need not be named.
    await join(world, [{ callId, invite, tag: '103' }], 2);
    await mixIs(world, ['1', '2', '3']);
    expect(world.journal[0]!.conference).toEqual([
      { address: '102', name: null },
      { address: '103', name: null },
    ]);
    expect(now(world, two)).toMatchObject({ state: 'connected', isHeldHere: false });
  });

  it('who does not come back from hold is not in it', async () => {
    await using world = await startVoiceWorld();
    const one = await talkTo(world, '101');
    const two = await talkTo(world, '102');
    const joined = world.voice.conference.join([one.callId, two.callId]);
    world.server.send(reply(await world.server.take('INVITE '), { status: '488 Not Acceptable Here' }));
    await expect(joined).rejects.toMatchObject({ failure: { reason: 'hold-refused' } });
    expect(world.voice.list().map(({ conference }) => conference)).toEqual([null, null]);
    expect(mixed(world)).toEqual([]);
  });

  it('nobody joins who still rings, or alone', async () => {
    await using world = await startVoiceWorld();
    const one = await talkTo(world, '101');
    const dialled = world.dial('102');
    await agree(world, 'sendonly');
    const callId = await dialled;
    await expect(world.voice.conference.join([one.callId, callId])).rejects.toMatchObject({ failure: { reason: 'call-state' } });
    await expect(world.voice.conference.join([one.callId])).rejects.toMatchObject({ code: 'invalid-input' });
    expect(now(world, one)).toMatchObject({ state: 'held', conference: null });
  });

  it('a mute of the agent is kept for all', async () => {
    await using world = await startVoiceWorld();
    const one = await talkTo(world, '101');
    const two = await talkTo(world, '102');
    await world.voice.mute(two.callId, true);
    await join(world, [one, two], 1);
    expect(world.voice.list().map(({ isMuted }) => isMuted)).toEqual([true, true]);
  });
});

describe('in conference', () => {
  it('mute and hold are for all of it, and it comes back as one', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    await world.voice.mute(one.callId, true);
    expect(world.voice.list().map(({ isMuted }) => isMuted)).toEqual([true, true]);

    const held = world.voice.hold(two.callId);
    await agree(world, 'sendonly');
    await agree(world, 'sendonly');
    await held;
    expect(world.voice.list().map(({ state }) => state)).toEqual(['held', 'held']);
    await mixIs(world, []);

    const resumed = world.voice.resume(one.callId);
    await agree(world, 'sendrecv');
    await agree(world, 'sendrecv');
    await resumed;
    await mixIs(world, ['1', '2']);
    expect(world.voice.list().map(({ conference }) => conference)).toEqual([{ isMuted: false }, { isMuted: false }]);
  });

  it('one party is muted for the others, and heard again', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    world.voice.conference.muteParty(two.callId, true);
    await mixIs(world, ['1', '2 m']);
    expect(now(world, two)).toMatchObject({ conference: { isMuted: true }, isMuted: false });
    world.voice.conference.muteParty(two.callId, false);
    await mixIs(world, ['1', '2']);
    expect(now(world, one)).toMatchObject({ conference: { isMuted: false } });
  });

  it('the music of a party that lets us wait is not for the others', async () => {
    await using world = await startVoiceWorld();
    const [one] = await conferenceOfTwo(world);
    const offer = farSdp((sdp) => sdp.replace('sendrecv', 'sendonly'));
    world.server.send(requestOfCallee(one.invite, 'INVITE', { tag: one.tag, sequence: 5, sdp: offer }));
    await mixIs(world, ['1 m', '2']);
  });

  it('one hangs up: two go on; of the last it is a call like any other', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    const dialled = world.dial('103');
    await agree(world, 'sendonly');
    await agree(world, 'sendonly');
    const callId = await dialled;
    const invite = await world.server.take('INVITE ');
    world.server.send(ok(invite, farSdp(), '103'));
    await world.until((calls) => calls.some((call) => call.callId === callId && call.state === 'connected'));
    await world.server.take('ACK ');
    await join(world, [{ callId, invite, tag: '103' }], 2);

    bye(world, two);
    await world.until((calls) => calls.length === 2);
    await mixIs(world, ['1', '3']);
    await world.voice.hangUp(callId);
    await world.until((calls) => calls.length === 1);
    await mixIs(world, []);
    expect(now(world, one)).toMatchObject({ state: 'connected', conference: null, isCurrent: true });
    expect(world.finished.map(({ wasAnswered }) => wasAnswered)).toEqual([true, true]);
  });

  it('taken out, one is talked to alone, and joins again', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    const taken = world.voice.conference.takeOut(one.callId);
    await agree(world, 'sendonly');
    await taken;
    await mixIs(world, []);
    expect(world.voice.list()).toMatchObject([
      { callId: one.callId, state: 'connected', isCurrent: true, conference: null },
      { callId: two.callId, state: 'held', conference: null },
    ]);
    await join(world, [one, two], 1);
    await mixIs(world, ['1', '2']);
  });

  it('split again: the agent goes on with one, the other waits', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    const split = world.voice.conference.split(two.callId);
    await agree(world, 'sendonly');
    await split;
    expect(world.voice.list()).toMatchObject([
      { callId: one.callId, state: 'held', conference: null },
      { callId: two.callId, state: 'connected', isCurrent: true, conference: null },
    ]);
    await expect(world.voice.conference.split(two.callId)).rejects.toMatchObject({ failure: { reason: 'call-state' } });
  });

  it('who takes a party’s place (Replaces) takes it in the conference as well', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    const ourTag = /;tag=(\S+)/.exec(headerOf(one.invite, 'From') ?? '')?.[1];
    const colleague = createCaller(world.server, { user: '105', name: 'Jonas' });
    const replaces = `Replaces: ${headerOf(one.invite, 'Call-ID')};to-tag=${ourTag};from-tag=${one.tag}`;
    world.server.send(colleague.invite(farSdp(), [replaces]));
    await world.server.take('SIP/2.0 200');
    world.server.send(colleague.ack());
    world.server.send(ok(await world.server.take('BYE ')));
    const calls = await world.until((all) => all.length === 2 && all.every(({ state }) => state === 'connected'));
    expect(calls).toMatchObject([
      { callId: two.callId, conference: { isMuted: false } },
      { address: '105', conference: { isMuted: false } },
    ]);
    await mixIs(world, ['2', '3']);
  });

  it('who is handed over leaves it', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    const transferred = world.voice.transfer({ callId: one.callId, target: '109', name: null });
    await agree(world, 'sendonly');
    await transferred;
    await world.server.take('REFER ');
    await mixIs(world, []);
    expect(now(world, two)).toMatchObject({ state: 'connected', conference: null });
    await expect(world.voice.conference.join([one.callId, two.callId])).rejects.toMatchObject({ failure: { reason: 'call-state' } });
  });
});

describe('a recording paused for card data', () => {
  const recorder = (world: VoiceWorld) =>
    world.page.commands
      .filter(({ name }) => name.startsWith('recorder'))
      .map(({ name, input }) => [name, input['recordingId'], input['isPaused']].join(' '));

  it('is paused with all of the conference, whoever joins and whatever is begun meanwhile, and goes on with all of it', async () => {
    await using world = await startVoiceWorld();
    world.recordingRules = { ...world.recordingRules, recordingPolicy: 'all' };
    const one = await talkTo(world, '101');
    await world.voice.pauseRecording(one.callId, true);
    const two = await talkTo(world, '102');
    await expect.poll(() => recorder(world)).toEqual(['recorder.start 1 false', 'recorder.pause 1 true', 'recorder.start 2 false']);
    await join(world, [one, two], 1);
    await expect.poll(() => recorder(world).slice(3)).toEqual(['recorder.pause 2 true']);

    await world.voice.pauseRecording(two.callId, false);
    expect(recorder(world).slice(4)).toEqual(['recorder.pause 2 false', 'recorder.pause 1 false']);
    await world.voice.pauseRecording(one.callId, true);
    expect(recorder(world).slice(6)).toEqual(['recorder.pause 1 true', 'recorder.pause 2 true']);
  });

  it('what is begun meanwhile begins paused', async () => {
    await using world = await startVoiceWorld();
    const [one, two] = await conferenceOfTwo(world);
    await world.voice.startRecording(one.callId);
    await world.voice.pauseRecording(one.callId, true);
    await world.voice.startRecording(two.callId);
    await expect.poll(() => recorder(world)).toEqual(['recorder.start 1 false', 'recorder.pause 1 true', 'recorder.start 2 true']);
  });
});
