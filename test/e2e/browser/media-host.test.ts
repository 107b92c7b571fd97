import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import type { AudioSource } from '../../../contract/media.ts';
import { defaultSoundSettings, speechLevel } from '../../../contract/model/audio.ts';
import type { RemotePeerConnection } from '../../../main/voice/remote-peer-connection.ts';
import type { Listenable } from '../../../main/lib/emitter.ts';
import { speechDominantHz } from '../../../renderer/media/speech-voice.ts';
import { createMediaStage, hearPeer, hearTones, microphoneHz, tapTones, type MediaStage } from './media-stage.ts';

/** Two media pages, each with a link of its own: what one sends, the other hears. */
let here: MediaStage;
let there: MediaStage;
const open = new Set<RemotePeerConnection>();

beforeAll(async () => {
  [here, there] = await Promise.all([createMediaStage(), createMediaStage()]);
  await Promise.all([here.link.openMicrophone(), there.link.openMicrophone()]);
});
afterEach(() => {
  for (const connection of open) connection.close();
  open.clear();
});
afterAll(async () => {
  await Promise.all([here[Symbol.asyncDispose](), there[Symbol.asyncDispose]()]);
});

function createPeer(stage: MediaStage, source: AudioSource): RemotePeerConnection {
  const environment = stage.link.rtcEnvironment(source);
  const connection = new environment.RTCPeerConnection({ iceServers: [] });
  connection.addTrack(environment.mediaStream.getTracks()[0]!, environment.mediaStream);
  open.add(connection);
  return connection;
}

/** As JsSIP does it: description first, then the wait for the end of gathering. */
async function describeLocally(connection: RemotePeerConnection, kind: 'offer' | 'answer', options: { iceRestart?: boolean } = {}): Promise<string> {
  const gathered = new Promise<void>((done) => {
    const listen = (event: { candidate?: unknown }) => {
      if (event.candidate !== null) return;
      connection.removeEventListener('icecandidate', listen);
      done();
    };
    connection.addEventListener('icecandidate', listen);
  });
  const description = kind === 'offer' ? await connection.createOffer(options) : await connection.createAnswer();
  await connection.setLocalDescription(description);
  if (connection.iceGatheringState !== 'complete') await gathered;
  return connection.localDescription!.sdp;
}

async function negotiate(caller: RemotePeerConnection, callee: RemotePeerConnection, options: { iceRestart?: boolean } = {}): Promise<void> {
  await callee.setRemoteDescription({ type: 'offer', sdp: await describeLocally(caller, 'offer', options) });
  await caller.setRemoteDescription({ type: 'answer', sdp: await describeLocally(callee, 'answer') });
  await Promise.all([connected(caller), connected(callee)]);
}

function connected(connection: RemotePeerConnection): Promise<void> {
  return new Promise((done) => {
    const check = () => {
      if (connection.connectionState !== 'connected') return;
      connection.removeEventListener('connectionstatechange', check);
      done();
    };
    connection.addEventListener('connectionstatechange', check);
    check();
  });
}

function next<T>(listenable: Listenable<T>, accept: (value: T) => boolean = () => true): Promise<T> {
  return new Promise((done) => {
    const stop = listenable.on((value) => {
      if (!accept(value)) return;
      stop();
      done(value);
    });
  });
}

test('the microphone of one page is heard in the other, and the other way round', async () => {
  const caller = createPeer(here, 'microphone');
  const callee = createPeer(there, 'speech');
  await negotiate(caller, callee);

  expect(await hearPeer(there.page(), callee.peerId)).toBeCloseTo(microphoneHz, -1);
  expect(await hearPeer(here.page(), caller.peerId)).toBeCloseTo(speechDominantHz, -1);
  const stats = await here.link.readStats(caller.peerId);
  expect(stats.codec).toBe('opus');
  expect(stats.packetsReceived).toBeGreaterThan(20);
});

test('the echo sends back what it hears', async () => {
  const caller = createPeer(here, 'microphone');
  await negotiate(caller, createPeer(there, 'echo'));

  expect(await hearPeer(here.page(), caller.peerId)).toBeCloseTo(microphoneHz, -1);
});

test('a muted microphone is silent at the other end, of its own call only', async () => {
  const [muted, other] = [createPeer(here, 'microphone'), createPeer(here, 'microphone')];
  const [quiet, loud] = [createPeer(there, 'echo'), createPeer(there, 'echo')];
  await negotiate(muted, quiet);
  await negotiate(other, loud);
  muted.getSenders()[0]!.track.enabled = false;

  expect(await hearPeer(there.page(), loud.peerId)).toBeCloseTo(microphoneHz, -1);
  expect(await hearPeer(there.page(), quiet.peerId)).toBeNull();
});

test('after hold and resume the sound is attached again', async () => {
  const caller = createPeer(here, 'microphone');
  const callee = createPeer(there, 'speech');
  await negotiate(caller, callee);
  const held = (await describeLocally(caller, 'offer')).replace('a=sendrecv', 'a=sendonly');
  await callee.setRemoteDescription({ type: 'offer', sdp: held });
  await caller.setRemoteDescription({ type: 'answer', sdp: await describeLocally(callee, 'answer') });
  expect(callee.localDescription!.sdp).toContain('a=recvonly');
  await negotiate(caller, callee);

  expect(await hearPeer(here.page(), caller.peerId)).toBeCloseTo(speechDominantHz, -1);
});

test('only the preferred codecs are offered, in their order, and telephone-event goes with them', async () => {
  const environment = here.link.rtcEnvironment('microphone');
  const caller = new environment.RTCPeerConnection({ iceServers: [] });
  open.add(caller);
  caller.preferCodecs(['PCMA', 'PCMU', 'telephone-event']);
  caller.addTrack(environment.mediaStream.getTracks()[0]!);
  const sdp = await describeLocally(caller, 'offer');

  expect([...sdp.matchAll(/^a=rtpmap:\d+ (\S+?)\//gm)].map((match) => match[1]).slice(0, 2)).toEqual(['PCMA', 'PCMU']);
  expect(sdp).toMatch(/telephone-event\/8000/);
  expect(sdp).not.toMatch(/opus|red\//);
});

test('DTMF is sent as RFC 4733 events, tones asked for one after the other are all sent', async () => {
  const caller = createPeer(here, 'microphone');
  const callee = createPeer(there, 'echo');
  await negotiate(caller, callee);
  await here.page().evaluate(() => {
    // Chromium tells what it plays only to the sender's own object: reached through the method the page calls on it.
    const insert = RTCDTMFSender.prototype.insertDTMF;
    RTCDTMFSender.prototype.insertDTMF = function (this: RTCDTMFSender, ...given) {
      this.ontonechange = ({ tone }) => (document.body.dataset['tones'] = (document.body.dataset['tones'] ?? '') + tone);
      insert.apply(this, given);
    };
  });
  for (const tone of '17#') caller.getSenders()[0]!.dtmf.insertDTMF(tone, 100, 70);

  await here.page().waitForFunction(() => document.body.dataset['tones'] === '17#');
});

test('quality is measured for every connected peer', async () => {
  const caller = createPeer(here, 'microphone');
  await negotiate(caller, createPeer(there, 'speech'));
  const { quality, stats } = await next(here.link.qualityMeasured, ({ peerId }) => peerId === caller.peerId);

  expect(quality.mos).toBeGreaterThan(4);
  expect(quality.lossRatio).toBeLessThan(0.05);
  expect(quality.codec).toBe('opus');
  expect(stats.packetsReceived).toBeGreaterThan(0);
});

test('a microphone taken away in mid-call is told; the next one that is plugged in takes over', async () => {
  const caller = createPeer(here, 'microphone');
  const callee = createPeer(there, 'echo');
  await negotiate(caller, callee);
  const lost = next(here.link.microphoneLost);
  await here.page().evaluate(() => {
    // Chromium's fake devices cannot be pulled out: nothing is there for a while, and the track in use ends.
    const { mediaDevices } = navigator;
    const original = mediaDevices.getUserMedia.bind(mediaDevices);
    mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotFoundError'));
    addEventListener('plug-in', () => {
      mediaDevices.getUserMedia = original;
      mediaDevices.dispatchEvent(new Event('devicechange'));
    });
    dispatchEvent(new Event('pull-out'));
  });
  expect((await lost).reason).toBe('microphone-lost');
  expect(await hearPeer(there.page(), callee.peerId)).toBeNull();
  await expect(here.link.readStats(caller.peerId)).resolves.toBeDefined();

  const restored = next(here.link.microphoneRestored);
  await here.page().evaluate(() => dispatchEvent(new Event('plug-in')));
  expect(await restored).toContain('Fake');
  expect(await hearPeer(there.page(), callee.peerId)).toBeCloseTo(microphoneHz, -1);
});

test('another microphone is taken over in the middle of a call when it is chosen', async () => {
  const caller = createPeer(here, 'microphone');
  const callee = createPeer(there, 'echo');
  await negotiate(caller, callee);
  const [, second] = here.link.audio().devices.filter(({ kind }) => kind === 'input');
  const took = next(here.link.audioChanged, ({ inUse }) => inUse.microphone?.id === second!.id);
  here.link.applySettings({ ...defaultSoundSettings, microphones: [second!] });

  expect((await took).switched).toEqual([]);
  expect(await hearPeer(there.page(), callee.peerId)).toBeCloseTo(microphoneHz, -1);
  expect(second!.label).toContain('2');
  here.link.applySettings(defaultSoundSettings);
});

test('pulled out in a call, microphone and speaker give way to the next ones and take over again, without a new offer', async () => {
  const caller = createPeer(here, 'microphone');
  const callee = createPeer(there, 'echo');
  await negotiate(caller, callee);
  const { devices } = here.link.audio();
  const named = (kind: 'input' | 'output', name: RegExp) => devices.find((device) => device.kind === kind && name.test(device.label))!;
  const [microphone, next1] = [named('input', /1/), named('input', /2/)];
  const [speaker, next2] = [named('output', /1/), named('output', /2/)];
  const took = next(here.link.audioChanged, ({ inUse }) => inUse.speaker?.id === speaker.id && inUse.microphone?.id === microphone.id);
  here.link.applySettings({ ...defaultSoundSettings, microphones: [microphone, next1], speakers: [speaker, next2] });
  await took;
  const sinkOf = (): Promise<string> =>
    here.page().evaluate((id) => document.querySelector<HTMLAudioElement>(`[data-peer-id="${id}"]`)!.sinkId, caller.peerId);
  await expect.poll(sinkOf).toBe(speaker.id);
  const offer = caller.localDescription!.sdp;

  await here.page().evaluate(
    (gone) => {
      const { mediaDevices } = navigator;
      const list = mediaDevices.enumerateDevices.bind(mediaDevices);
      mediaDevices.enumerateDevices = async () => (await list()).filter(({ deviceId }) => !gone.includes(deviceId));
      addEventListener('plug-in-again', () => {
        mediaDevices.enumerateDevices = list;
        mediaDevices.dispatchEvent(new Event('devicechange'));
      });
      mediaDevices.dispatchEvent(new Event('devicechange'));
    },
    [microphone.id, speaker.id],
  );
  const without = await next(here.link.audioChanged, ({ inUse }) => inUse.microphone?.id === next1.id);
  expect(without.switched).toEqual(['microphone', 'speaker', 'ringer']);
  await expect.poll(sinkOf).toBe(next2.id);
  expect(await hearPeer(there.page(), callee.peerId)).toBeCloseTo(microphoneHz, -1);

  const back = next(here.link.audioChanged, ({ inUse }) => inUse.microphone?.id === microphone.id);
  await here.page().evaluate(() => dispatchEvent(new Event('plug-in-again')));
  expect((await back).switched).toEqual(['microphone', 'speaker', 'ringer']);
  await expect.poll(sinkOf).toBe(speaker.id);
  expect(await hearPeer(there.page(), callee.peerId)).toBeCloseTo(microphoneHz, -1);
  expect(caller.localDescription!.sdp).toBe(offer);
  here.link.applySettings(defaultSoundSettings);
});

test('the microphone’s level is told while it is metered, and what was recorded is heard on the speaker', async () => {
  const level = next(here.link.levelMeasured, (value) => value > speechLevel);
  await here.link.meter(true);
  expect(await level).toBeLessThanOrEqual(1);
  await here.link.meter(false);

  expect(await here.link.recordSound(1_500)).toBeGreaterThan(speechLevel);
  await tapTones(here.page());
  const heard = hearTones(here.page());
  await here.link.playBack();
  expect(await heard).toBeCloseTo(microphoneHz, -1);
  await expect(here.link.playBack()).rejects.toMatchObject({ code: 'illegal-state' });
});

test('a test tone sounds once, and is over when it is answered', async () => {
  await tapTones(here.page());
  const heard = hearTones(here.page());
  await here.link.playTone('speaker');
  const hz = await heard;
  expect(Math.min(...[440, 550, 660].map((note) => Math.abs(note - hz!)))).toBeLessThan(10);
  expect(await hearTones(here.page())).toBeNull();
});

test('each ringer tone sounds until it is stopped', async () => {
  await tapTones(here.page());
  here.link.startRinger('ringback');
  expect(await hearTones(here.page())).toBeCloseTo(425, -1);
  here.link.startRinger('busy');
  expect(await hearTones(here.page())).toBeCloseTo(425, -1);
  here.link.startRinger('incoming');
  const heard = await hearTones(here.page());
  const bells = [659, 784, 988, 1_319];
  expect(Math.min(...bells.map((hz) => Math.abs(hz - heard!)))).toBeLessThan(10);
  here.link.stopRinger();
  expect(await hearTones(here.page())).toBeNull();
});

test('tones that are asked for before there is a way for them go out when there is', async () => {
  const [caller, callee] = [createPeer(here, 'microphone'), createPeer(there, 'speech')];
  await here.page().evaluate(() => {
    const sent: string[] = [];
    Object.assign(window, { sent });
    const insert = RTCDTMFSender.prototype.insertDTMF;
    RTCDTMFSender.prototype.insertDTMF = function (this: RTCDTMFSender, tones: string, ...rest: number[]) {
      sent.push(tones);
      insert.call(this, tones, ...rest);
    };
  });
  const sent = (): Promise<string[]> => here.page().evaluate(() => (window as unknown as { sent: string[] }).sent);
  const nowhere = (sdp: string): string => sdp.replaceAll(/^a=candidate:.*\r\n/gm, '');
  await callee.setRemoteDescription({ type: 'offer', sdp: nowhere(await describeLocally(caller, 'offer')) });
  await caller.setRemoteDescription({ type: 'answer', sdp: nowhere(await describeLocally(callee, 'answer')) });
  caller.getSenders()[0]!.dtmf.insertDTMF('42');
  // Answered behind what was asked before it.
  await here.link.readStats(caller.peerId);
  expect(await sent()).toEqual([]);

  await negotiate(caller, callee, { iceRestart: true });
  await expect.poll(sent).toEqual(['42']);
});

test('a picture is not received, and after the death of the media page its m-line is still there', async () => {
  const caller = createPeer(here, 'microphone');
  const offer = await describeLocally(createPeer(there, 'speech'), 'offer');
  const credentials = [...offer.matchAll(/^a=(ice-ufrag|ice-pwd|fingerprint|setup):.*\r\n/gm)].map(([line]) => line).join('');
  const picture = `m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\n${credentials}a=mid:picture\r\na=sendrecv\r\na=rtcp-mux\r\na=rtpmap:96 VP8/90000\r\n`;
  await caller.setRemoteDescription({ type: 'offer', sdp: offer.replace('BUNDLE 0', 'BUNDLE 0 picture') + picture });
  expect(await describeLocally(caller, 'answer')).toMatch(/^m=video [^]*^a=inactive/m);

  const needed = next(here.link.renegotiationNeeded);
  await here.killPage();
  await needed;
  const again = await describeLocally(caller, 'offer', { iceRestart: true });
  expect([...again.matchAll(/^(m=\w+|a=mid:\w+)/gm)].map(([line]) => line)).toEqual(['m=audio', 'a=mid:0', 'm=video', 'a=mid:picture']);
});

test('a call outlives the death of its media page: same session for the other side, sound both ways', async () => {
  const caller = createPeer(here, 'microphone');
  const callee = createPeer(there, 'speech');
  // The other side made the first offer with a mid of its own: the m-line must keep it.
  const offer = renameMid(await describeLocally(callee, 'offer'), '0', 'sound');
  await caller.setRemoteDescription({ type: 'offer', sdp: offer });
  const answer = renameMid(await describeLocally(caller, 'answer'), 'sound', '0');
  await callee.setRemoteDescription({ type: 'answer', sdp: answer });
  await Promise.all([connected(caller), connected(callee)]);
  const before = caller.localDescription!.sdp;

  const lost = next(here.link.peersLost);
  const needed = next(here.link.renegotiationNeeded);
  const recovered = next(here.link.peerRecovered);
  await here.killPage();
  expect(await lost).toEqual([caller.peerId]);
  expect(await needed).toBe(caller.peerId);

  const wire = await describeLocally(caller, 'offer', { iceRestart: true });
  expect(wire).toContain('a=mid:sound');
  expect(wire).toContain('a=candidate:');
  expect(originOf(wire).session).toBe(originOf(before).session);
  expect(originOf(wire).version).toBeGreaterThan(originOf(before).version);
  await callee.setRemoteDescription({ type: 'offer', sdp: renameMid(wire, 'sound', '0') });
  const again = renameMid(await describeLocally(callee, 'answer'), '0', 'sound');
  await caller.setRemoteDescription({ type: 'answer', sdp: again });
  expect(await recovered).toBe(caller.peerId);

  expect(await hearPeer(here.page(), caller.peerId)).toBeCloseTo(speechDominantHz, -1);
  expect(await hearPeer(there.page(), callee.peerId)).toBeCloseTo(microphoneHz, -1);
});

function originOf(sdp: string): { session: string; version: number } {
  const [, session = '', version = ''] = /^o=(\S+ \S+) (\d+)/m.exec(sdp) ?? [];
  return { session, version: Number(version) };
}

/** Without the header extension that carries the mid in RTP: between two browsers that do not agree on it the sound would be dropped. */
function renameMid(sdp: string, from: string, to: string): string {
  return sdp
    .replace(`a=mid:${from}`, `a=mid:${to}`)
    .replace(`BUNDLE ${from}`, `BUNDLE ${to}`)
    .replace(/^a=extmap:\d+ urn:ietf:params:rtp-hdrext:sdes:mid\r\n/m, '');
}
