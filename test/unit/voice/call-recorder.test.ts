import { expect, it } from 'vitest';
import { recordingIdSchema, type LiveRecording } from '../../../contract/model/recording.ts';
import { ContractError } from '../../../contract/errors.ts';
import { connectIn, connectOut } from '../../fakes/connected-calls.ts';
import { ok } from '../../fakes/loop-server.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

const recordingId = recordingIdSchema.parse(1);

/** As the media page tells it: 400 ms of sound. */
function tell(world: VoiceWorld, { isPaused = false, packets = 20, id = recordingId } = {}): void {
  world.page.emit('recorder.wrote', {
    recordingId: id,
    packets: Array<string>(packets).fill('/P/+'),
    peaks: Buffer.alloc(packets * 2).toString('base64'),
    isPaused,
  });
}

async function shows(world: VoiceWorld, state: LiveRecording['state'] | null): Promise<void> {
  await world.until(([call]) => (call?.recording?.state ?? null) === state);
}

const started = (world: VoiceWorld) => world.page.commands.filter(({ name }) => name === 'recorder.start').map(({ input }) => input);

it('shows what the recorder does, not what was asked of it', async () => {
  await using world = await startVoiceWorld();
  const { callId } = await connectOut(world);
  expect(world.only().recording).toBeNull();
  await world.voice.startRecording(callId);
  expect(world.only().recording).toEqual({ state: 'starting', isRequired: false, failure: null });
  tell(world);
  await shows(world, 'recording');
  await world.voice.pauseRecording(callId, true);
  expect(world.only().recording?.state).toBe('recording');
  tell(world, { isPaused: true });
  await shows(world, 'paused');
  tell(world, { isPaused: true });
  await world.voice.pauseRecording(callId, false);
  expect(world.only().recording?.state).toBe('paused');
  tell(world);
  await shows(world, 'recording');
  world.voice.markRecording(callId);
  await world.voice.stopRecording(callId);
  expect(world.only().recording).toBeNull();
  expect(world.tape.recordings).toEqual([
    {
      callId,
      lengthMs: 1_600,
      isWhole: true,
      marks: [
        { kind: 'pause', fromMs: 400, toMs: 1_200 },
        { kind: 'marker', fromMs: 1_600, toMs: 1_600 },
      ],
    },
  ]);
});

it('says that nothing is recorded when nothing comes, and that it is again when it does', async () => {
  await using world = await startVoiceWorld();
  const { callId } = await connectOut(world);
  await world.voice.startRecording(callId);
  tell(world);
  await shows(world, 'recording');
  world.clock.advance(4_000);
  await shows(world, 'failed');
  expect(world.only().recording?.failure).toEqual({ reason: 'recording-stopped' });
  tell(world);
  await shows(world, 'recording');
});

it('closes the recording with the call, with what was still on its way', async () => {
  await using world = await startVoiceWorld();
  const { callId } = await connectOut(world);
  await world.voice.startRecording(callId);
  tell(world);
  await shows(world, 'recording');
  await world.voice.hangUp(callId);
  tell(world, { packets: 5 });
  world.server.send(ok(await world.server.take('BYE ')));
  await expect.poll(() => world.tape.recordings[0]).toMatchObject({ isWhole: true, lengthMs: 500 });
  expect(world.page.namesOf('recorder')).toEqual(['recorder.start', 'recorder.stop']);
});

it.each([
  ['in', { recordingPolicy: 'in' }, true, false],
  ['out', { recordingPolicy: 'out' }, false, true],
  ['all', { recordingPolicy: 'all' }, true, true],
  ['demand', { recordingPolicy: 'demand' }, false, false],
] as const)('records by the rules: %s', async (_name, rules, isIn, isOut) => {
  await using incoming = await startVoiceWorld();
  incoming.recordingRules = { ...incoming.recordingRules, ...rules };
  await connectIn(incoming);
  await using outgoing = await startVoiceWorld();
  outgoing.recordingRules = { ...outgoing.recordingRules, ...rules };
  await connectOut(outgoing);
  expect([started(incoming).length, started(outgoing).length]).toEqual([Number(isIn), Number(isOut)]);
});

it('lets an account have a rule of its own, and nobody end what the rules ask for', async () => {
  await using world = await startVoiceWorld();
  const accountId = world.accounts.list[0]!.id;
  world.recordingRules = { ...world.recordingRules, recordingPolicy: 'never', recordingByAccount: [{ accountId, policy: 'all' }] };
  const { callId } = await connectOut(world);
  expect(world.only().recording).toMatchObject({ state: 'starting', isRequired: true });
  await expect(world.voice.stopRecording(callId)).rejects.toMatchObject({ failure: { reason: 'recording-required' } });
  await world.voice.pauseRecording(callId, true);
  expect(world.page.commands.at(-1)).toEqual({ name: 'recorder.pause', input: { recordingId, isPaused: true } });
});

it('records nothing where that is not wanted', async () => {
  await using world = await startVoiceWorld();
  world.recordingRules = { ...world.recordingRules, recordingPolicy: 'never' };
  const { callId } = await connectOut(world);
  await expect(world.voice.startRecording(callId)).rejects.toMatchObject({ failure: { reason: 'recording-forbidden' } });
  expect(world.tape.recordings).toEqual([]);
});

it('keeps nobody from a call that cannot be recorded, and says why', async () => {
  await using world = await startVoiceWorld();
  world.recordingRules = { ...world.recordingRules, recordingPolicy: 'all' };
  world.tape.refusal = new ContractError('refused', { failure: { reason: 'recording-unprotected' } });
  const { callId } = await connectOut(world);
  expect(world.only().recording).toEqual({ state: 'failed', isRequired: true, failure: { reason: 'recording-unprotected' } });
  world.tape.refusal = null;
  await world.voice.startRecording(callId);
  expect(world.only().recording?.state).toBe('starting');
});

it('breaks off where the disk is full, and begins anew when asked', async () => {
  await using world = await startVoiceWorld();
  const { callId } = await connectOut(world);
  await world.voice.startRecording(callId);
  tell(world);
  await shows(world, 'recording');
  world.tape.refusal = Object.assign(new Error('no room'), { code: 'ENOSPC' });
  tell(world);
  await shows(world, 'failed');
  expect(world.only().recording?.failure).toEqual({ reason: 'disk-full' });
  expect(world.tape.recordings[0]).toMatchObject({ lengthMs: 400, isWhole: false });
  world.tape.refusal = null;
  await world.voice.startRecording(callId);
  tell(world, { id: recordingIdSchema.parse(2) });
  await shows(world, 'recording');
});

it('closes what is being recorded when the program ends', async () => {
  const world = await startVoiceWorld();
  const { callId } = await connectOut(world);
  await world.voice.startRecording(callId);
  tell(world);
  await shows(world, 'recording');
  await world[Symbol.asyncDispose]();
  expect(world.tape.recordings[0]).toMatchObject({ lengthMs: 400, isWhole: true });
});
