import { defaultSoundSettings } from '../../../contract/model/audio.ts';
import { beforeEach, describe, expect, test } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import type { PeerId } from '../../../contract/model/ids.ts';
import type { Listenable } from '../../../main/lib/emitter.ts';
import { createMediaLink, type MediaLink } from '../../../main/voice/media-link.ts';
import type { RemotePeerConnection } from '../../../main/voice/remote-peer-connection.ts';
import { createFakeMediaPage, fakeSdp, type FakeMediaPage } from '../../fakes/fake-media-page.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';

let clock: ManualClock;
let link: MediaLink;
let restarts: number;

beforeEach(() => {
  clock = createManualClock();
  restarts = 0;
  link = createMediaLink({ clock, logger: createRecordingLogger(), restartMediaPage: () => (restarts += 1) });
});

function attach(options: Parameters<typeof createFakeMediaPage>[0] = {}): FakeMediaPage {
  const page = createFakeMediaPage(options);
  link.attach(page.connection, page.closed);
  return page;
}

/** When it resolves, the page has answered everything that was asked before. */
const roundTrip = (): Promise<unknown> => link.openMicrophone().then(() => link.readStats('any' as PeerId));

function next<T>(listenable: Listenable<T>): Promise<T> {
  return new Promise((done) => {
    const stop = listenable.on((value) => {
      stop();
      done(value);
    });
  });
}

function createPeer(): RemotePeerConnection {
  const environment = link.rtcEnvironment('microphone');
  const connection = new environment.RTCPeerConnection();
  connection.addTrack(environment.mediaStream.getTracks()[0]!);
  return connection;
}

const far = (type: 'offer' | 'answer') => ({ type, sdp: fakeSdp({ session: 7, version: 1, fragment: 'far', mid: '0' }) });

/** A peer of a call that is up. */
async function createConnectedPeer(): Promise<RemotePeerConnection> {
  const connection = createPeer();
  await connection.setRemoteDescription(far('offer'));
  await connection.setLocalDescription(await connection.createAnswer());
  await new Promise<void>((done) => connection.addEventListener('connectionstatechange', () => connection.connectionState === 'connected' && done()));
  return connection;
}

describe('a page that comes', () => {
  test('is ready when it says so', async () => {
    const page = attach();
    expect(link.isReady).toBe(false);
    const ready = next(link.readyChanged);
    page.emit('media.ready', {});

    expect(await ready).toBe(true);
    expect(link.isReady).toBe(true);
  });

  test('is told what was chosen and asked for before it came, in that order, before any peer', async () => {
    const sound = { ...defaultSoundSettings, microphones: [{ label: 'Headset', groupId: 'g' }], ringerVolume: 0.4 };
    link.applySettings(sound);
    link.startRinger('incoming');
    const page = attach();
    createPeer();
    await roundTrip();

    expect(page.commands.find(({ name }) => name === 'devices.choose')!.input).toEqual(sound);
    expect(page.commands.map(({ name }) => name).slice(0, 5)).toEqual([
      'devices.choose',
      'ringer.start',
      'devices.list',
      'peer.create',
      'peer.add-audio',
    ]);
  });

  test('tells of the devices there are', async () => {
    const told = next(link.audioChanged);
    attach();

    expect((await told).devices.map(({ label }) => label)).toEqual(['Fake microphone']);
    expect(link.audio().devices).toHaveLength(1);
  });
});

describe('the microphone', () => {
  test('is opened once for many calls', async () => {
    const page = attach();
    const [first, second] = await Promise.all([link.openMicrophone(), link.openMicrophone()]);

    expect(first).toBe(second);
    expect(page.namesOf('microphone.')).toEqual(['microphone.open']);
  });

  test('that is refused can be asked for again', async () => {
    const page = attach();
    page.refuse('microphone.open', new ContractError('unavailable', { failure: { reason: 'microphone-denied' } }));
    await expect(link.openMicrophone()).rejects.toMatchObject({ code: 'unavailable', failure: { reason: 'microphone-denied' } });
    page.refuse('microphone.open', null);

    await expect(link.openMicrophone()).resolves.toBeDefined();
  });

  test('may take as long as the agent looks at the prompt', async () => {
    const page = attach();
    await next(link.audioChanged);
    page.stall('microphone.open');
    const opening = link.openMicrophone();
    clock.advance(59_000);
    expect(restarts).toBe(0);
    clock.advance(1_000);

    await expect(opening).rejects.toMatchObject({ code: 'timed-out' });
    expect(restarts).toBe(0);
  });

  test('is opened in the next page where this one dies while it is asked', async () => {
    const page = attach();
    page.stall('microphone.open');
    const opening = link.openMicrophone();
    page.die();
    await Promise.resolve();
    const next = attach();

    await expect(opening).resolves.toBeDefined();
    expect(next.namesOf('microphone.')).toEqual(['microphone.open']);
  });

  test('without a page waits for one, and then says why', async () => {
    const opening = link.openMicrophone();
    const refused = expect(opening).rejects.toMatchObject({ code: 'unavailable', failure: { reason: 'media-page-lost' } });
    await Promise.resolve();
    await Promise.resolve();
    clock.advance(5_000);

    await refused;
  });

  test('that is taken away and comes back is told', async () => {
    const page = attach();
    const [lost, restored] = [next(link.microphoneLost), next(link.microphoneRestored)];
    page.emit('microphone.lost', { failure: { reason: 'microphone-lost', technical: 'Headset' } });
    page.emit('microphone.restored', { label: 'Desk microphone' });

    expect((await lost).technical).toBe('Headset');
    expect(await restored).toBe('Desk microphone');
  });
});

describe('a page that goes', () => {
  test('takes its pending requests with it, and another is asked for at once', async () => {
    const page = attach();
    const connection = createPeer();
    page.stall('peer.set-remote-description');
    const pending = connection.setRemoteDescription(far('offer'));
    page.die();

    await expect(pending).rejects.toMatchObject({ code: 'unavailable', failure: { reason: 'media-page-lost' } });
    expect(restarts).toBe(1);
    expect(link.isReady).toBe(false);
  });

  test('by hanging is replaced after five seconds, and nothing it says later counts', async () => {
    const page = attach();
    const connection = await createConnectedPeer();
    page.stall('peer.create-offer');
    const offer = connection.createOffer();
    const lost = next(link.peersLost);
    clock.advance(5_000);
    expect(await lost).toEqual([connection.peerId]);
    expect(restarts).toBe(1);

    page.emit('peer.changed', { peerId: connection.peerId, event: 'iceconnectionstatechange', snapshot: page.change(connection.peerId, {}) });
    attach({ connects: false });
    await roundTrip();
    expect(connection.iceConnectionState).not.toBe('connected');
    await offer;
  });

  test('in the middle of an offer: the next page makes it', async () => {
    const page = attach();
    const connection = await createConnectedPeer();
    page.stall('peer.create-offer');
    const offer = connection.createOffer();
    page.die();
    await next(link.peersLost);
    attach();

    expect((await offer).type).toBe('offer');
  });

  test('in the middle of an offer and does not come back: the offer fails in the end', async () => {
    const page = attach();
    const connection = await createConnectedPeer();
    page.stall('peer.create-offer');
    const refused = expect(connection.createOffer()).rejects.toMatchObject({ failure: { reason: 'media-page-lost' } });
    page.die();
    await next(link.peersLost);
    await new Promise(setImmediate);
    clock.advance(10_000);
    await refused;
  });

  test('and does not come back is asked for again with growing pauses', async () => {
    attach().die();
    await Promise.resolve();
    expect(restarts).toBe(1);
    clock.advance(5_250);
    expect(restarts).toBe(2);
    clock.advance(5_499);
    expect(restarts).toBe(2);
    clock.advance(1);
    expect(restarts).toBe(3);
  });

  test('makes its successor make the peers of live calls anew, muted as they were', async () => {
    const first = attach();
    const connection = await createConnectedPeer();
    connection.getSenders()[0]!.track.enabled = false;
    const [lost, needed] = [next(link.peersLost), next(link.renegotiationNeeded)];
    first.die();
    expect(await lost).toEqual([connection.peerId]);
    const second = attach();

    expect(await needed).toBe(connection.peerId);
    await roundTrip();
    expect(second.namesOf('peer.').slice(0, 3)).toEqual(['peer.create', 'peer.add-audio', 'peer.enable-audio']);
  });

  test('leaves calls that are asked to renegotiate until their offer is under way, and recovered when ICE and DTLS are connected', async () => {
    attach();
    const connection = await createConnectedPeer();
    const asked: PeerId[] = [];
    link.renegotiationNeeded.on((peerId) => asked.push(peerId));
    attach();
    await roundTrip();
    clock.advance(800);
    expect(asked.length).toBe(3);

    await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
    clock.advance(800);
    expect(asked.length).toBe(3);
    const recovered = next(link.peerRecovered);
    await connection.setRemoteDescription(far('answer'));
    expect(await recovered).toBe(connection.peerId);

    let givenUp = 0;
    link.peerGivenUp.on(() => (givenUp += 1));
    clock.advance(60_000);
    expect(givenUp).toBe(0);
  });

  test('ends the call when it is not recovered in time: never a ghost call', async () => {
    const page = attach();
    const connection = await createConnectedPeer();
    const lost = next(link.peersLost);
    page.die();
    await lost;
    const heard: string[] = [];
    link.peerGivenUp.on(() => heard.push('given up'));
    connection.addEventListener('iceconnectionstatechange', () => heard.push(connection.iceConnectionState));
    clock.advance(9_999);
    expect(heard).toEqual([]);
    clock.advance(1);

    expect(heard).toEqual(['given up', 'failed']);
  });

  test('with a call that is hung up meanwhile leaves nothing to recover', async () => {
    const page = attach();
    const connection = await createConnectedPeer();
    const lost = next(link.peersLost);
    page.die();
    await lost;
    connection.close();
    const second = attach();
    await roundTrip();
    clock.advance(60_000);

    expect(second.namesOf('peer.')).toEqual(['peer.read-stats']);
  });
});

test('quality is passed on for the calls there are', async () => {
  const page = attach();
  const connection = await createConnectedPeer();
  const quality = { mos: 4.2, jitterMs: 3, lossRatio: 0, lossThereRatio: null, rttMs: 20, codec: 'opus', path: null };
  const stats = { packetsSent: 100, packetsReceived: 100, packetsLost: 0, codec: 'opus' };
  const measured: PeerId[] = [];
  link.qualityMeasured.on(({ peerId }) => measured.push(peerId));
  page.emit('peer.quality-measured', { peerId: 'microphone-99' as PeerId, quality, stats });
  page.emit('peer.quality-measured', { peerId: connection.peerId, quality, stats });
  await roundTrip();

  expect(measured).toEqual([connection.peerId]);
});

test('once disposed, no page is asked for any more', async () => {
  const page = attach();
  link[Symbol.dispose]();
  page.die();
  await page.closed;
  clock.advance(60_000);

  expect(restarts).toBe(0);
});
