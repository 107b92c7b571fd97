import { beforeEach, describe, expect, test } from 'vitest';
import type { PeerId } from '../../../contract/model/ids.ts';
import { createMediaLink, type MediaLink } from '../../../main/voice/media-link.ts';
import type { PeerEvent, RemotePeerConnection } from '../../../main/voice/remote-peer-connection.ts';
import { createFakeMediaPage, fakeSdp, type FakeMediaPage } from '../../fakes/fake-media-page.ts';
import { createManualClock, type ManualClock } from '../../fakes/manual-clock.ts';
import { createRecordingLogger } from '../../fakes/memory-ports.ts';

let clock: ManualClock;
let page: FakeMediaPage;
let link: MediaLink;

beforeEach(() => {
  clock = createManualClock();
  link = createMediaLink({ clock, logger: createRecordingLogger(), restartMediaPage() {} });
  page = createFakeMediaPage({ gathers: false, connects: false });
  link.attach(page.connection, page.closed);
});

function createPeer(configuration: object = {}): RemotePeerConnection {
  const environment = link.rtcEnvironment('microphone');
  const connection = new environment.RTCPeerConnection(configuration);
  connection.addTrack(environment.mediaStream.getTracks()[0]!, environment.mediaStream);
  return connection;
}

const commandOf = (name: string) => page.commands.find((command) => command.name === name)!;

const host = 'candidate:1 1 udp 2122260223 192.0.2.7 40000 typ host';
const tcpHost = 'candidate:2 1 tcp 1518280447 192.0.2.7 9 typ host tcptype active';
const reflexive = 'candidate:3 1 udp 1686052607 203.0.113.9 40000 typ srflx raddr 192.0.2.7 rport 40000';

async function tellCandidate(connection: RemotePeerConnection, candidate: string | null): Promise<void> {
  const heard = candidate === null ? null : nextEvent(connection, 'icecandidate');
  const snapshot = page.change(connection.peerId, {});
  page.emit('peer.candidate-found', {
    peerId: connection.peerId,
    candidate: candidate === null ? null : { candidate, sdpMid: '0', sdpMLineIndex: 0 },
    snapshot,
  });
  await heard;
}

function nextEvent(connection: RemotePeerConnection, type: string): Promise<PeerEvent> {
  return new Promise((done) => {
    const listen = (event: PeerEvent) => {
      connection.removeEventListener(type, listen);
      done(event);
    };
    connection.addEventListener(type, listen);
  });
}

describe('what JsSIP reads', () => {
  test('is the state of the answer it waited for', async () => {
    const connection = createPeer();
    const offer = await connection.createOffer();
    await connection.setLocalDescription(offer);

    expect(connection.signalingState).toBe('have-local-offer');
    expect(connection.localDescription).toEqual(offer);
  });

  test('is new when an event tells of it', async () => {
    const connection = createPeer();
    await connection.createOffer();
    const seen: string[] = [];
    connection.addEventListener('iceconnectionstatechange', () => seen.push(connection.iceConnectionState));
    const changed = nextEvent(connection, 'iceconnectionstatechange');
    page.emit('peer.changed', {
      peerId: connection.peerId,
      event: 'iceconnectionstatechange',
      snapshot: page.change(connection.peerId, { iceConnectionState: 'checking' }),
    });
    await changed;

    expect(seen).toEqual(['checking']);
  });

  test('never goes back to an older snapshot', async () => {
    const connection = createPeer();
    await connection.createOffer();
    const old = page.change(connection.peerId, { iceConnectionState: 'checking' });
    const recent = page.change(connection.peerId, { iceConnectionState: 'connected' });
    const second = new Promise<void>((done) => {
      let events = 0;
      connection.addEventListener('iceconnectionstatechange', () => (events += 1) === 2 && done());
    });
    for (const snapshot of [recent, old]) page.emit('peer.changed', { peerId: connection.peerId, event: 'iceconnectionstatechange', snapshot });
    await second;

    expect(connection.iceConnectionState).toBe('connected');
  });

  test('a listener that throws does not keep the others from hearing', async () => {
    const connection = createPeer();
    await connection.createOffer();
    connection.addEventListener('connectionstatechange', () => {
      throw new Error('foreign');
    });
    const heard = nextEvent(connection, 'connectionstatechange');
    page.emit('peer.changed', { peerId: connection.peerId, event: 'connectionstatechange', snapshot: page.change(connection.peerId, {}) });

    expect((await heard).type).toBe('connectionstatechange');
  });
});

describe('on the way to an INVITE', () => {
  test('the page makes and sets the offer in one request', async () => {
    const connection = createPeer();
    await connection.setLocalDescription(await connection.createOffer());

    expect(page.namesOf('peer.')).toEqual(['peer.create', 'peer.add-audio', 'peer.create-offer']);
  });

  test('a description that was changed in between is set as changed', async () => {
    const connection = createPeer();
    const { type, sdp } = await connection.createOffer();
    await connection.setLocalDescription({ type, sdp: sdp.replace('s=-', 's=call') });

    expect(page.commands.at(-1)).toMatchObject({
      name: 'peer.set-local-description',
      input: { description: { sdp: expect.stringContaining('s=call') } },
    });
  });

  test('servers with several addresses become one entry each', async () => {
    const connection = createPeer({ iceServers: [{ urls: ['stun:a.example', 'turn:b.example'], username: 'u', credential: 'c' }] });
    await connection.createOffer();

    expect(commandOf('peer.create').input['configuration']).toEqual({
      iceServers: [
        { urls: 'stun:a.example', username: 'u', credential: 'c' },
        { urls: 'turn:b.example', username: 'u', credential: 'c' },
      ],
    });
  });

  test('only preferred codecs are asked for', async () => {
    const environment = link.rtcEnvironment('microphone');
    const connection = new environment.RTCPeerConnection();
    connection.preferCodecs(['PCMA', 'telephone-event']);
    connection.addTrack(environment.mediaStream.getTracks()[0]!);
    await connection.createOffer();

    expect(commandOf('peer.add-audio').input['codecs']).toEqual(['PCMA', 'telephone-event']);
  });
});

describe('gathering', () => {
  async function gatherFor(connection: RemotePeerConnection): Promise<void> {
    await connection.setLocalDescription(await connection.createOffer());
    expect(connection.iceGatheringState).toBe('new');
  }

  test('without servers it is over when UDP candidates stop coming; TCP is not waited for', async () => {
    const connection = createPeer();
    await gatherFor(connection);
    await tellCandidate(connection, host);
    clock.advance(3);
    await tellCandidate(connection, host);
    clock.advance(3);
    expect(connection.iceGatheringState).toBe('new');
    await tellCandidate(connection, tcpHost);
    clock.advance(1);

    expect(connection.iceGatheringState).toBe('complete');
  });

  test('a silent STUN server costs 300 ms, no more', async () => {
    const connection = createPeer({ iceServers: [{ urls: 'stun:192.0.2.1' }] });
    await gatherFor(connection);
    await tellCandidate(connection, host);
    clock.advance(299);
    expect(connection.iceGatheringState).toBe('new');
    const told = nextEvent(connection, 'icegatheringstatechange');
    clock.advance(1);

    await told;
    expect(connection.iceGatheringState).toBe('complete');
  });

  test('the answer of the STUN server is enough', async () => {
    const connection = createPeer({ iceServers: [{ urls: 'stun:192.0.2.1' }] });
    await gatherFor(connection);
    await tellCandidate(connection, host);
    await tellCandidate(connection, reflexive);
    clock.advance(20);

    expect(connection.iceGatheringState).toBe('complete');
  });

  test('a machine without network does not keep the call waiting for ever', async () => {
    const connection = createPeer();
    await gatherFor(connection);
    clock.advance(2_000);

    expect(connection.iceGatheringState).toBe('complete');
  });

  test('an ICE restart gathers anew and tells its end to those who began to listen after the offer', async () => {
    const connection = createPeer();
    await gatherFor(connection);
    await tellCandidate(connection, host);
    clock.advance(4);
    expect(connection.iceGatheringState).toBe('complete');

    await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));
    expect(connection.iceGatheringState).toBe('new');
    const ended = nextEvent(connection, 'icegatheringstatechange');
    await tellCandidate(connection, host);
    clock.advance(4);
    await ended;
  });
});

describe('the sender', () => {
  test('passes tones on one by one and never shows a tone buffer', async () => {
    const [sender] = createPeer().getSenders();
    sender!.dtmf.insertDTMF('1', 120, 80);
    sender!.dtmf.insertDTMF('2', 120, 80);
    await link.openMicrophone();

    expect(sender!.dtmf.toneBuffer).toBe('');
    expect(page.commands.filter(({ name }) => name === 'peer.send-dtmf').map(({ input }) => input['tones'])).toEqual(['1', '2']);
  });

  test('mutes its own peer only', async () => {
    const [one, other] = [createPeer(), createPeer()];
    one.getSenders()[0]!.track.enabled = false;
    await link.openMicrophone();

    expect(page.commands.filter(({ name }) => name === 'peer.enable-audio').map(({ input }) => input)).toEqual([
      { peerId: one.peerId, isEnabled: false },
    ]);
    expect(other.getSenders()[0]!.track.enabled).toBe(true);
  });
});

describe('after the media page died', () => {
  const remoteOffer = { type: 'offer' as const, sdp: fakeSdp({ session: 7, version: 1, fragment: 'far', mid: 'sound' }) };
  const remoteAnswer = { ...remoteOffer, type: 'answer' as const };

  async function replacePage(): Promise<void> {
    const lost = new Promise<void>((done) => link.peersLost.on(() => done()));
    page.die();
    await lost;
    page = createFakeMediaPage({ gathers: false, connects: false });
    link.attach(page.connection, page.closed);
  }

  test('the next offer is of the same session, with the mid of before', async () => {
    const connection = createPeer();
    await connection.setRemoteDescription(remoteOffer);
    const answer = await connection.createAnswer();
    await connection.setLocalDescription({ type: 'answer', sdp: answer.sdp.replaceAll(/(mid:|BUNDLE )0/g, '$1sound') });
    const before = /^o=(\S+ \S+) (\d+)/m.exec(connection.localDescription!.sdp)!;
    await replacePage();
    await connection.setLocalDescription(await connection.createOffer({ iceRestart: true }));

    const { sdp } = connection.localDescription!;
    const after = /^o=(\S+ \S+) (\d+)/m.exec(sdp)!;
    expect(sdp).toContain('a=mid:sound\r\n');
    expect(sdp).toContain('a=group:BUNDLE sound\r\n');
    expect(after[1]).toBe(before[1]);
    expect(Number(after[2])).toBeGreaterThan(Number(before[2]));
  });

  test('a picture that was offered keeps its m-line', async () => {
    const connection = createPeer();
    await connection.setRemoteDescription(remoteOffer);
    const answer = await connection.createAnswer();
    await connection.setLocalDescription({ type: 'answer', sdp: `${answer.sdp}m=video 0 UDP/TLS/RTP/SAVPF 96\r\na=mid:picture\r\n` });
    await replacePage();
    await connection.createOffer({ iceRestart: true });

    expect(commandOf('peer.create').input['sections']).toEqual(['audio', 'video']);
  });

  test('an offer that was on its way is answered here, and media are asked for with the next one', async () => {
    const connection = createPeer();
    await connection.setLocalDescription(await connection.createOffer());
    await replacePage();
    const asked: PeerId[] = [];
    link.renegotiationNeeded.on((peerId) => asked.push(peerId));
    await link.openMicrophone();
    // The other side may ring for a minute.
    clock.advance(60_000);
    expect(connection.iceConnectionState).toBe('disconnected');
    await connection.setRemoteDescription(remoteAnswer);

    expect(connection.signalingState).toBe('stable');
    expect(asked).toEqual([connection.peerId]);
    expect(page.namesOf('peer.set')).toEqual([]);
  });

  test('a wait for candidates ends: the session is not left hanging', async () => {
    const connection = createPeer();
    await connection.setLocalDescription(await connection.createOffer());
    const ended = nextEvent(connection, 'icegatheringstatechange');
    await replacePage();

    await ended;
    expect(connection.iceGatheringState).toBe('complete');
  });

  test('tones and muting meanwhile do no harm; the mute is kept', async () => {
    const connection = createPeer();
    await connection.setRemoteDescription(remoteOffer);
    await connection.setLocalDescription(await connection.createAnswer());
    const lost = new Promise<void>((done) => link.peersLost.on(() => done()));
    page.die();
    await lost;
    connection.getSenders()[0]!.dtmf.insertDTMF('5');
    connection.getSenders()[0]!.track.enabled = false;
    page = createFakeMediaPage();
    link.attach(page.connection, page.closed);
    await link.openMicrophone();

    expect(page.namesOf('peer.')).toEqual(['peer.create', 'peer.add-audio', 'peer.enable-audio']);
  });
});

test('a closed connection says so and asks the page for nothing more', async () => {
  const connection = createPeer();
  connection.close();
  connection.close();

  expect(connection.signalingState).toBe('closed');
  await expect(connection.createOffer()).rejects.toMatchObject({ code: 'illegal-state', failure: { reason: 'call-over' } });
  await link.openMicrophone();
  expect(page.namesOf('peer.')).toEqual(['peer.create', 'peer.add-audio', 'peer.close']);
});
