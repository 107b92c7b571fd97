import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Page } from 'playwright-core';
import { defaultSoundSettings, type SoundSettings } from '../../../contract/model/audio.ts';
import type { RemotePeerConnection } from '../../../main/voice/remote-peer-connection.ts';
import { renderNoisyVoice } from '../harness/noisy-voice.ts';
import { createMediaStage, type MediaStage } from './media-stage.ts';

let there: MediaStage;
beforeAll(async () => {
  there = await createMediaStage();
  await there.link.openMicrophone();
});
afterAll(() => there[Symbol.asyncDispose]());

interface Room extends AsyncDisposable {
  readonly page: Page;
  readonly link: MediaStage['link'];
  readonly caller: RemotePeerConnection;
  /** What the other side hears, as Opus brings it there, in pieces of 10 ms: how loud each is, in dB. */
  hear(forS: number): Promise<number[]>;
}

/** A call from a loud room. */
async function callFrom(sound: Int16Array): Promise<Room> {
  const stack = new AsyncDisposableStack();
  const { link, page } = stack.use(await createMediaStage({}, sound));
  await link.openMicrophone();
  const [caller, callee] = [createPeer(link), createPeer(there.link)];
  stack.defer(() => [caller, callee].forEach((connection) => connection.close()));
  await callee.setRemoteDescription({ type: 'offer', sdp: await describe(caller, 'offer') });
  await caller.setRemoteDescription({ type: 'answer', sdp: await describe(callee, 'answer') });
  const hear = (forS: number): Promise<number[]> => listen(there.page(), callee.peerId, forS);
  return { page: page(), link, caller, hear, [Symbol.asyncDispose]: () => stack.disposeAsync() };
}

function createPeer(link: MediaStage['link']): RemotePeerConnection {
  const environment = link.rtcEnvironment('microphone');
  const connection = new environment.RTCPeerConnection({ iceServers: [] });
  connection.addTrack(environment.mediaStream.getTracks()[0]!, environment.mediaStream);
  return connection;
}

async function describe(connection: RemotePeerConnection, kind: 'offer' | 'answer'): Promise<string> {
  const description = kind === 'offer' ? await connection.createOffer({}) : await connection.createAnswer();
  await connection.setLocalDescription(description);
  await expect.poll(() => connection.iceGatheringState).toBe('complete');
  return connection.localDescription!.sdp;
}

/** Levels are to be compared: nothing else changes the sound. */
function suppress({ link }: Room, noiseSuppression: SoundSettings['noiseSuppression']): void {
  link.applySettings({ ...defaultSoundSettings, noiseSuppression, isGainAutomatic: false, isEchoCancelled: false });
}

function listen(page: Page, peerId: string, forS: number): Promise<number[]> {
  return page.evaluate(
    async ({ peerId, forS }) => {
      document.body.dataset['pieces'] = '0';
      const context = new AudioContext({ sampleRate: 48_000 });
      const element = document.querySelector<HTMLAudioElement>(`audio[data-peer-id="${peerId}"]`)!;
      const source = context.createMediaStreamSource(element.srcObject as MediaStream);
      const listener = context.createScriptProcessor(1_024, 1, 1);
      const levels: number[] = [];
      let rest: number[] = [];
      listener.addEventListener('audioprocess', ({ inputBuffer }) => {
        rest.push(...inputBuffer.getChannelData(0));
        while (rest.length >= 480) {
          const power = rest.slice(0, 480).reduce((sum, sample) => sum + sample * sample, 0) / 480;
          rest = rest.slice(480);
          // Until the listener has begun to hear.
          if (levels.length > 0 || power > 0) levels.push(10 * Math.log10(power + 1e-10));
          document.body.dataset['pieces'] = String(levels.length);
        }
      });
      source.connect(listener).connect(context.destination);
      await new Promise<void>((done) => {
        const timer = setInterval(() => {
          if (levels.length < forS * 100) return;
          clearInterval(timer);
          done();
        }, 50);
      });
      await context.close();
      return levels;
    },
    { peerId, forS },
  );
}

const share = (levels: readonly number[], part: number): number => levels.toSorted((one, other) => one - other)[Math.floor(levels.length * part)]!;

/** In a second without voice every four, and in the voice. */
async function levelsOf(room: Room): Promise<{ noise: number; voice: number }> {
  // The browser's own needs a while until it knows the noise.
  const levels = (await room.hear(9)).slice(300);
  return { noise: share(levels, 0.12), voice: share(levels, 0.9) };
}

test('the strong suppression takes at least 25 dB of the noise, 8 more than the browser’s own, and keeps the voice', async () => {
  await using room = await callFrom(renderNoisyVoice({ voiceS: 3, pauseS: 1, noise: 0.03 }));
  suppress(room, 'off');
  const off = await levelsOf(room);
  suppress(room, 'standard');
  const standard = await levelsOf(room);
  suppress(room, 'strong');
  const strong = await levelsOf(room);

  expect(off.noise).toBeGreaterThan(-40);
  expect(off.noise - strong.noise).toBeGreaterThan(25);
  expect(standard.noise - strong.noise).toBeGreaterThan(8);
  expect(Math.abs(off.voice - strong.voice)).toBeLessThan(3);
});

test('switched in a call there is no new offer and no gap of more than 100 ms', async () => {
  await using room = await callFrom(renderNoisyVoice({ voiceS: 4, pauseS: 0, noise: 0.03 }));
  const offered = room.caller.localDescription!.sdp;
  await room.page.evaluate(() => {
    const seen = { tracks: 0, offers: 0 };
    Object.assign(window, { seen });
    const { replaceTrack } = RTCRtpSender.prototype;
    RTCRtpSender.prototype.replaceTrack = async function (this: RTCRtpSender, track) {
      await replaceTrack.call(this, track);
      seen.tracks += 1;
    };
    const { createOffer } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.createOffer = function (this: RTCPeerConnection, ...given: unknown[]) {
      seen.offers += 1;
      return Reflect.apply(createOffer, this, given);
    };
  });
  const seen = () => room.page.evaluate(() => (window as unknown as { seen: { tracks: number; offers: number } }).seen);

  await room.hear(0.5);
  const pieces = async (): Promise<number> => Number(await there.page().evaluate(() => document.body.dataset['pieces']));
  const modes = ['strong', 'off', 'strong', 'standard', 'strong', 'off'] as const;
  let tracks = 0;

  /** Through all modes, one each second: the longest silence, in ms. */
  async function longestGap(): Promise<number> {
    const hearing = room.hear(modes.length + 1);
    for (const [index, mode] of modes.entries()) {
      await expect.poll(pieces).toSatisfy((count: number) => count > index * 100 && count < modes.length * 100);
      suppress(room, mode);
      tracks += 1;
      await expect.poll(seen).toEqual({ tracks, offers: 0 });
    }
    const heard = await hearing;
    expect(share(heard, 0.5)).toBeGreaterThan(-40);
    let [gap, longest] = [0, 0];
    for (const level of heard) {
      gap = level < -50 ? gap + 10 : 0;
      longest = Math.max(longest, gap);
    }
    return longest;
  }

  // A machine that has other things to do as well stops for longer than any switch: not three times.
  let longest = Infinity;
  for (let round = 0; round < 3 && longest > 100; round += 1) longest = await longestGap();
  expect(longest).toBeLessThanOrEqual(100);
  expect(room.caller.localDescription!.sdp).toBe(offered);
});
