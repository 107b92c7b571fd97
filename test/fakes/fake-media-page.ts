import type { ContractError } from '../../contract/errors.ts';
import { mediaClientSide, mediaSide, type PeerSnapshot, type SessionDescription } from '../../contract/media.ts';
import type { AudioState } from '../../contract/model/audio.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import { connect, type Connection } from '../../contract/rpc.ts';
import type { CallName, EventName, EventPayload, Handlers } from '../../contract/side.ts';
import type { MediaConnection } from '../../main/voice/media-connection.ts';
import { createMemoryChannels } from './memory-channel.ts';

type Media = typeof mediaSide;

export interface FakeMediaPage {
  /** Main's end, for `MediaLink.attach`. */
  readonly connection: MediaConnection;
  readonly closed: Promise<void>;
  /** Every command in the order it came. */
  readonly commands: readonly { readonly name: string; readonly input: Record<string, unknown> }[];
  namesOf(prefix: string): string[];
  emit<N extends EventName<Media>>(name: N, payload: EventPayload<Media, N>): void;
  /** The next snapshot of a peer, after a change. */
  change(peerId: PeerId, change: Partial<PeerSnapshot>): PeerSnapshot;
  /** These commands get no answer from now on: the page hangs. */
  stall(...names: CallName<Media>[]): void;
  /** This command fails from now on; null: no longer. */
  refuse(name: CallName<Media>, error: ContractError | null): void;
  /** Of the candidate that every description from now on has. */
  address: string;
  /** The page's process dies. */
  die(): void;
}

export interface FakeMediaPageOptions {
  /** Tells of one host candidate and of the end of gathering after each local description. */
  readonly gathers?: boolean;
  /** ICE and DTLS connect as soon as both descriptions are there. */
  readonly connects?: boolean;
}

/** A media page without sound: keeps the signalling state of its peers as W3C WebRTC has it, and writes descriptions that JsSIP can read. */
export function createFakeMediaPage({ gathers = true, connects = true }: FakeMediaPageOptions = {}): FakeMediaPage {
  const channels = createMemoryChannels();
  const peers = new Map<PeerId, PeerSnapshot>();
  const commands: { name: string; input: Record<string, unknown> }[] = [];
  const stalled = new Set<string>();
  const refused = new Map<string, ContractError>();
  let descriptions = 0;
  let end: () => void = () => undefined;
  const closed = new Promise<void>((done) => (end = done));

  const change = (peerId: PeerId, changes: Partial<PeerSnapshot>): PeerSnapshot => {
    const before = peers.get(peerId)!;
    const after = { ...before, ...changes, revision: before.revision + 1 };
    peers.set(peerId, after);
    return after;
  };

  function describe(type: 'offer' | 'answer'): SessionDescription {
    descriptions += 1;
    return { type, sdp: fakeSdp({ session: 1_000 + descriptions, version: 2, fragment: `f${descriptions}`, mid: '0' }) };
  }

  function applyLocal(peerId: PeerId, description: SessionDescription): PeerSnapshot {
    if (description.type === 'rollback') return change(peerId, { signalingState: 'stable' });
    const signalingState = description.type === 'offer' ? 'have-local-offer' : 'stable';
    const snapshot = change(peerId, { localDescription: description, signalingState });
    if (gathers) setTimeout(() => gather(peerId, description), 0);
    settle(peerId);
    return snapshot;
  }
  function gather(peerId: PeerId, { type, sdp }: SessionDescription): void {
    if (!peers.has(peerId)) return;
    const candidate = `candidate:1 1 udp 2122260223 ${page.address} 40000 typ host`;
    const snapshot = change(peerId, { localDescription: { type, sdp: `${sdp}a=${candidate}\r\n` }, iceGatheringState: 'complete' });
    far.emit('peer.candidate-found', { peerId, candidate: { candidate, sdpMid: '0', sdpMLineIndex: 0 }, snapshot });
    far.emit('peer.candidate-found', { peerId, candidate: null, snapshot: change(peerId, {}) });
  }
  function settle(peerId: PeerId): void {
    const peer = peers.get(peerId);
    if (!connects || peer?.signalingState !== 'stable' || !peer.localDescription || !peer.remoteDescription) return;
    setTimeout(() => {
      if (!peers.has(peerId)) return;
      const snapshot = change(peerId, { iceConnectionState: 'connected', connectionState: 'connected' });
      far.emit('peer.changed', { peerId, event: 'connectionstatechange', snapshot });
    }, 0);
  }

  const handlers: Handlers<Media> = {
    'peer.create': ({ peerId }) => {
      peers.set(peerId, { ...blank });
      return { snapshot: change(peerId, {}) };
    },
    'peer.add-audio': ({ peerId }) => ({ snapshot: change(peerId, {}) }),
    'peer.create-offer': ({ peerId, isApplied }) => {
      const description = describe('offer');
      return { description, snapshot: isApplied ? applyLocal(peerId, description) : change(peerId, {}) };
    },
    'peer.create-answer': ({ peerId, isApplied }) => {
      const description = describe('answer');
      return { description, snapshot: isApplied ? applyLocal(peerId, description) : change(peerId, {}) };
    },
    'peer.set-local-description': ({ peerId, description }) => ({ snapshot: applyLocal(peerId, description) }),
    'peer.set-remote-description': ({ peerId, description }) => {
      const snapshot = change(peerId, {
        remoteDescription: description,
        signalingState: description.type === 'offer' ? 'have-remote-offer' : 'stable',
      });
      settle(peerId);
      return { snapshot };
    },
    'peer.enable-audio': () => ({}),
    'peer.send-dtmf': () => ({}),
    'peer.read-stats': () => ({ packetsSent: 1, packetsReceived: 1, packetsLost: 0, codec: 'opus' }),
    'peer.close': ({ peerId }) => {
      peers.delete(peerId);
      return {};
    },
    'peer.mix': () => ({}),
    'microphone.open': () => ({ label: 'Fake microphone' }),
    'microphone.close': () => ({}),
    'devices.list': () => fakeAudio,
    'devices.choose': () => ({}),
    'headset.show': () => ({}),
    'sound.meter': () => ({}),
    'sound.play-tone': () => ({}),
    'sound.play-back': () => ({}),
    'sound.record': () => ({ level: 0.6 }),
    'ringer.start': () => ({}),
    'ringer.stop': () => ({}),
    'recorder.start': () => ({}),
    'recorder.pause': () => ({}),
    'recorder.stop': () => ({}),
  };
  for (const name of Object.keys(handlers) as CallName<Media>[]) {
    const answer = handlers[name] as (input: never) => unknown;
    (handlers as Record<string, unknown>)[name] = (input: Record<string, unknown>) => {
      commands.push({ name, input });
      const error = refused.get(name);
      if (error) throw error;
      return stalled.has(name) ? new Promise(() => undefined) : answer(input as never);
    };
  }

  const onIncident = (error: unknown, where: string): string => {
    throw new Error(`incident in ${where}`, { cause: error });
  };
  const far: Connection<Media, typeof mediaClientSide> = connect(channels.far, { own: mediaSide, peer: mediaClientSide, handlers, onIncident });
  const page: FakeMediaPage = {
    address: '127.0.0.1',
    connection: connect(channels.near, { own: mediaClientSide, peer: mediaSide, handlers: {}, onIncident }),
    closed,
    commands,
    namesOf: (prefix) => commands.map(({ name }) => name).filter((name) => name.startsWith(prefix)),
    emit: (name, payload) => far.emit(name, payload),
    change,
    stall: (...names) => names.forEach((name) => stalled.add(name)),
    refuse: (name, error) => void (error ? refused.set(name, error) : refused.delete(name)),
    die() {
      channels.close();
      end();
    },
  };
  return page;
}

const microphone = { id: 'mic-1', label: 'Fake microphone', groupId: 'g1', kind: 'input', isDefault: true } as const;
export const fakeAudio: AudioState = { devices: [microphone], inUse: { microphone, speaker: null, ringer: null }, switched: [], headset: null };

const blank: PeerSnapshot = {
  revision: 0,
  signalingState: 'stable',
  iceGatheringState: 'new',
  iceConnectionState: 'new',
  connectionState: 'new',
  localDescription: null,
  remoteDescription: null,
};

export function fakeSdp({ session, version, fragment, mid }: { session: number; version: number; fragment: string; mid: string }): string {
  const lines = [
    'v=0',
    `o=- ${session} ${version} IN IP4 127.0.0.1`,
    's=-',
    't=0 0',
    `a=group:BUNDLE ${mid}`,
    'm=audio 9 UDP/TLS/RTP/SAVPF 111 0 126',
    'c=IN IP4 0.0.0.0',
    `a=ice-ufrag:${fragment}`,
    'a=ice-pwd:0123456789abcdef01234567',
    'a=setup:actpass',
    `a=mid:${mid}`,
    'a=sendrecv',
    'a=rtpmap:111 opus/48000/2',
    'a=rtpmap:0 PCMU/8000',
    'a=rtpmap:126 telephone-event/8000',
  ];
  return `${lines.join('\r\n')}\r\n`;
}
