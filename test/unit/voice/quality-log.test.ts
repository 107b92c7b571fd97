import { expect, it } from 'vitest';
import type { CallQuality } from '../../../contract/model/call-quality.ts';
import type { CallId, PeerId } from '../../../contract/model/ids.ts';
import { farSdp, ok } from '../../fakes/loop-server.ts';
import { buildQuality } from '../../fakes/desk-world.ts';
import { startVoiceWorld, type VoiceWorld } from '../../fakes/voice-world.ts';

async function connect(world: VoiceWorld): Promise<CallId> {
  const callId = await world.dial();
  world.server.send(ok(await world.server.take('INVITE '), farSdp()));
  await world.until(([call]) => call?.state === 'connected');
  await world.server.take('ACK ');
  return callId;
}

/** The media page measures, every two seconds. */
function createMeter(world: VoiceWorld) {
  let packetsReceived = 0;
  return async (count: number, fields: Partial<CallQuality> = {}, isSilent = false): Promise<void> => {
    const peerId = world.page.commands.findLast(({ name }) => name === 'peer.create')!.input['peerId'] as PeerId;
    for (let n = 0; n < count; n += 1) {
      world.clock.advance(2_000);
      if (!isSilent) packetsReceived += 100;
      const quality = buildQuality(fields);
      const before = world.only().quality;
      world.page.emit('peer.quality-measured', { peerId, quality, stats: { packetsSent: 100, packetsReceived, packetsLost: 0, codec: 'opus' } });
      await world.until(([call]) => call?.quality !== before);
    }
  };
}

it('shows what a call sounds like and what is wrong with it, and writes it down with the call', async () => {
  await using world = await startVoiceWorld();
  const callId = await connect(world);
  expect(world.voice.qualityOf(callId)).toBeNull();
  const measure = createMeter(world);
  await measure(5);
  expect(world.only()).toMatchObject({ quality: { mos: 4.2, rttMs: 34 }, trouble: null });
  await measure(4, { mos: 2.9, lossThereRatio: 0.06 });
  expect(world.only()).toMatchObject({ quality: { mos: 2.9 }, trouble: { cause: 'loss-here', value: 6 } });
  expect(world.voice.qualityOf(callId)?.samples.length).toBe(3);
  expect(world.journal[0]!.quality).toBeNull();

  await world.voice.hangUp(callId);
  world.server.send(ok(await world.server.take('BYE ')));
  expect(world.journal[0]!.quality).toMatchObject({
    summary: { codec: 'opus', worstMos: 2.9, trouble: { cause: 'loss-here', value: 6 }, path: { local: 'host' } },
    samples: [{ atMs: 2_000, mos: 4.2 }, { atMs: 8_000 }, { atMs: 14_000, mos: 2.9 }],
  });
  expect(world.voice.qualityOf(callId)).toBeNull();
});

it('writes it down every minute: a program that is killed loses no more', async () => {
  await using world = await startVoiceWorld();
  const callId = await connect(world);
  const measure = createMeter(world);
  await measure(29);
  expect(world.journal[0]!.quality).toBeNull();
  await measure(2);
  expect(world.journal[0]!.quality?.samples.length).toBeGreaterThan(5);
  expect(world.voice.qualityOf(callId)).not.toBeNull();
});

it('says that nothing is heard where nothing comes, and gives it no good mark', async () => {
  await using world = await startVoiceWorld();
  await connect(world);
  const measure = createMeter(world);
  await measure(2);
  await measure(3, {}, true);
  expect(world.only()).toMatchObject({ trouble: { cause: 'no-sound' }, quality: { mos: 1 } });
  await measure(2);
  expect(world.only()).toMatchObject({ trouble: null, quality: { mos: 4.2 } });
});
