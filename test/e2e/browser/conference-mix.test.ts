import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { defaultSoundSettings } from '../../../contract/model/audio.ts';
import type { RemotePeerConnection } from '../../../main/voice/remote-peer-connection.ts';
import { createFarPage, farAnswer, farHears, type Tone } from './far-parties.ts';
import { createMediaStage, microphoneHz, type MediaStage } from './media-stage.ts';

/** The agent's media page, and the telephones of three parties that each send a tone of their own. */
const tones = { ada: 440, ben: 620, cem: 1_700 } as const;
type Name = keyof typeof tones;
const all: readonly Name[] = ['ada', 'ben', 'cem'];
const agent: Tone = microphoneHz;

let stage: MediaStage;
let far: Page;
let legs: Record<Name, RemotePeerConnection>;

beforeAll(async () => {
  stage = await createMediaStage();
  // A tone is noise to a suppressor.
  stage.link.applySettings({ ...defaultSoundSettings, noiseSuppression: 'off', isGainAutomatic: false, isEchoCancelled: false });
  await stage.link.openMicrophone();
});
afterAll(() => stage[Symbol.asyncDispose]());
beforeEach(async () => {
  far = await createFarPage(stage.page());
  const made = await Promise.all(all.map(async (name) => [name, await call(name)] as const));
  legs = Object.fromEntries(made) as Record<Name, RemotePeerConnection>;
});
afterEach(async () => {
  stage.link.mix([]);
  for (const name of all) legs[name].close();
  await far.close();
});

async function call(name: Name): Promise<RemotePeerConnection> {
  const environment = stage.link.rtcEnvironment('microphone');
  const connection = new environment.RTCPeerConnection({ iceServers: [] });
  connection.addTrack(environment.mediaStream.getTracks()[0]!, environment.mediaStream);
  await negotiate(name, connection);
  return connection;
}

async function negotiate(name: Name, connection: RemotePeerConnection, { isHeld = false, iceRestart = false } = {}): Promise<void> {
  await connection.setLocalDescription(await connection.createOffer({ iceRestart }));
  await expect.poll(() => connection.iceGatheringState).toBe('complete');
  const { sdp } = connection.localDescription!;
  const answer = await farAnswer(far, name, tones[name], isHeld ? sdp.replace('a=sendrecv', 'a=sendonly') : sdp);
  await connection.setRemoteDescription({ type: 'answer', sdp: answer });
  await expect.poll(() => connection.connectionState, { timeout: 10_000 }).toBe('connected');
}

function mix(names: readonly Name[], muted: readonly Name[] = []): void {
  stage.link.mix(names.map((name) => ({ peerId: legs[name].peerId, isMuted: muted.includes(name) })));
}

/** Which of the tones a party hears, in the order of their frequencies, until it is as expected. */
async function expectHeard(expected: Readonly<Partial<Record<Name, readonly Tone[]>>>): Promise<void> {
  const every = [...Object.values(tones), agent].sort((a, b) => a - b);
  for (const [name, heard] of Object.entries(expected)) {
    await expect.poll(() => farHears(far, name, every), { timeout: 15_000, message: `${name} hears` }).toEqual([...heard].sort((a, b) => a - b));
  }
}

const everybody = {
  ada: [agent, tones.ben, tones.cem],
  ben: [agent, tones.ada, tones.cem],
  cem: [agent, tones.ada, tones.ben],
} as const;

test('each call is for itself until they are joined; then everybody hears the others and the agent, nobody itself; then each is for itself again', async () => {
  await expectHeard({ ada: [agent], ben: [agent], cem: [agent] });
  mix(all);
  await expectHeard(everybody);
  mix([]);
  await expectHeard({ ada: [agent], ben: [agent], cem: [agent] });
});

test('a party that is muted is not heard by the others, and hears them', async () => {
  mix(all, ['ben']);
  await expectHeard({ ada: [agent, tones.cem], ben: everybody.ben, cem: [agent, tones.ada] });
  mix(all);
  await expectHeard(everybody);
});

test('the agent’s mute takes away the agent alone', async () => {
  mix(all);
  for (const name of all) legs[name].getSenders()[0]!.track.enabled = false;
  await expectHeard({ ada: [tones.ben, tones.cem], ben: [tones.ada, tones.cem], cem: [tones.ada, tones.ben] });
  for (const name of all) legs[name].getSenders()[0]!.track.enabled = true;
  await expectHeard(everybody);
});

test('one hangs up, the others go on; one is taken out and is heard by nobody but the agent', async () => {
  mix(all);
  await expectHeard(everybody);
  legs.cem.close();
  await expectHeard({ ada: [agent, tones.ben], ben: [agent, tones.ada] });
  mix(['ada']);
  await expectHeard({ ada: [agent], ben: [agent] });
});

test('a party that was held is heard again, and hears', async () => {
  mix(all);
  mix(['ada', 'ben']);
  await negotiate('cem', legs.cem, { isHeld: true });
  await expectHeard({ ada: [agent, tones.ben], ben: [agent, tones.ada] });
  await negotiate('cem', legs.cem);
  mix(all);
  await expectHeard(everybody);
});

test('another microphone takes over in the middle of it', async () => {
  mix(all);
  await expectHeard(everybody);
  await stage.page().evaluate(() => dispatchEvent(new Event('pull-out')));
  await expectHeard(everybody);
});

test('after the death of the media page the conference is made again', async () => {
  mix(all);
  await expectHeard({ ada: everybody.ada });
  const again = new Promise<void>((done) => {
    const waiting = new Set(all.map((name) => legs[name].peerId));
    const stop = stage.link.renegotiationNeeded.on((peerId) => {
      waiting.delete(peerId);
      if (waiting.size > 0) return;
      stop();
      done();
    });
  });
  await stage.killPage();
  await again;
  for (const name of all) await negotiate(name, legs[name], { iceRestart: true });
  await expectHeard(everybody);
});
