import { ContractError } from '../../contract/errors.ts';
import type { AudioSource, mediaSide } from '../../contract/media.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import type { EventName, EventPayload, HandlersOf } from '../../contract/side.ts';
import { createConferenceMix } from './conference-mix.ts';
import type { SoundSource } from './leg-sound.ts';
import { createMediaPeer, type MediaPeer, type MediaPeerEvents } from './media-peer.ts';
import { sampleBetween, toPeerStats, type PeerCounters } from './peer-stats.ts';
import type { Playback } from './playback.ts';
import { assessQuality } from './quality.ts';
import type { SpareConnections } from './spare-connection.ts';

export type EmitMediaEvent = <N extends EventName<typeof mediaSide>>(name: N, payload: EventPayload<typeof mediaSide, N>) => void;

export interface HostedPeers extends Disposable {
  readonly handlers: HandlersOf<typeof mediaSide, 'peer'>;
  /** Throws not-found. */
  soundOf(peerId: PeerId): MediaPeer['sound'];
  /** Measures every connected peer since the last time. */
  measure(): Promise<void>;
}

export interface HostedPeersDeps {
  readonly emit: EmitMediaEvent;
  readonly playback: Playback;
  readonly spares: SpareConnections;
  readonly createSound: (source: AudioSource, replace: (track: MediaStreamTrack) => void) => SoundSource;
}

interface HostedPeer {
  readonly peer: MediaPeer;
  /** Commands of one peer run in the order they came (voice.md, rule 1). */
  last: Promise<unknown>;
  counters: PeerCounters | null;
}

export function createHostedPeers({ emit, playback, spares, createSound }: HostedPeersDeps): HostedPeers {
  const peers = new Map<PeerId, HostedPeer>();
  const mix = createConferenceMix({ find: (peerId) => peers.get(peerId)?.peer.leg ?? null });

  function find(peerId: PeerId): HostedPeer {
    const hosted = peers.get(peerId);
    if (!hosted) throw new ContractError('not-found');
    return hosted;
  }
  function inOrder<T>(peerId: PeerId, run: (peer: MediaPeer) => T | Promise<T>): Promise<T> {
    const hosted = find(peerId);
    const result = hosted.last.then(() => run(hosted.peer)).catch(refuse);
    hosted.last = result.catch(() => undefined);
    return result;
  }
  async function change(peerId: PeerId, run: (peer: MediaPeer) => void | Promise<void>) {
    return inOrder(peerId, async (peer) => {
      await run(peer);
      return { snapshot: peer.snapshot() };
    });
  }
  async function command(peerId: PeerId, run: (peer: MediaPeer) => void) {
    await inOrder(peerId, run);
    return {};
  }

  function close(peerId: PeerId, { peer }: HostedPeer): void {
    peers.delete(peerId);
    mix.refresh(peerId);
    playback.end(peerId);
    peer[Symbol.dispose]();
  }

  async function measurePeer(peerId: PeerId, hosted: HostedPeer): Promise<void> {
    const now = await hosted.peer.readCounters();
    const before = hosted.counters;
    hosted.counters = now;
    if (before && peers.has(peerId))
      emit('peer.quality-measured', { peerId, quality: assessQuality(sampleBetween(before, now)), stats: toPeerStats(now) });
  }

  return {
    handlers: {
      'peer.create'({ peerId, configuration, source, sections, isCaller }) {
        if (peers.has(peerId)) throw new ContractError('illegal-state');
        const events = announce({ peerId, source, emit, playback, onSoundChanged: () => mix.refresh(peerId) });
        const { connection, sender } = isCaller
          ? spares.takeForCaller(configuration)
          : { connection: spares.takeForCallee(configuration), sender: null };
        const peer = createMediaPeer({
          source,
          sections,
          connection,
          offered: sender,
          events,
          createSound: (replace) => createSound(source, replace),
        });
        peers.set(peerId, { peer, last: Promise.resolve(), counters: null });
        return { snapshot: peer.snapshot() };
      },
      'peer.add-audio': ({ peerId, codecs }) => change(peerId, (peer) => peer.addAudio(codecs)),
      'peer.create-offer': ({ peerId, ...options }) =>
        inOrder(peerId, async (peer) => ({ description: await peer.createOffer(options), snapshot: peer.snapshot() })),
      'peer.create-answer': ({ peerId, ...options }) =>
        inOrder(peerId, async (peer) => ({ description: await peer.createAnswer(options), snapshot: peer.snapshot() })),
      'peer.set-local-description': ({ peerId, description }) => change(peerId, (peer) => peer.setLocalDescription(description)),
      'peer.set-remote-description': ({ peerId, description }) => change(peerId, (peer) => peer.setRemoteDescription(description)),
      'peer.enable-audio': ({ peerId, isEnabled }) => command(peerId, (peer) => peer.enableAudio(isEnabled)),
      'peer.send-dtmf': ({ peerId, ...dtmf }) => command(peerId, (peer) => peer.sendDtmf(dtmf)),
      'peer.read-stats': async ({ peerId }) => toPeerStats(await find(peerId).peer.readCounters()),
      'peer.close'({ peerId }) {
        close(peerId, find(peerId));
        return {};
      },
      'peer.mix'({ members }) {
        mix.set(members);
        return {};
      },
    },
    soundOf: (peerId) => find(peerId).peer.sound,
    async measure() {
      const connected = [...peers].filter(([, { peer }]) => peer.isConnected);
      await Promise.all(connected.map(([peerId, hosted]) => measurePeer(peerId, hosted)));
    },
    [Symbol.dispose]() {
      mix[Symbol.dispose]();
      for (const [peerId, hosted] of [...peers]) close(peerId, hosted);
    },
  };
}

interface Announced {
  readonly peerId: PeerId;
  readonly source: AudioSource;
  readonly emit: EmitMediaEvent;
  readonly playback: Playback;
  readonly onSoundChanged: () => void;
}

function announce({ peerId, source, emit, playback, onSoundChanged }: Announced): MediaPeerEvents {
  return {
    changed: (event, snapshot) => emit('peer.changed', { peerId, event, snapshot }),
    candidateFound(candidate, snapshot) {
      const found = candidate && { candidate: candidate.candidate, sdpMid: candidate.sdpMid, sdpMLineIndex: candidate.sdpMLineIndex };
      emit('peer.candidate-found', { peerId, candidate: found, snapshot });
    },
    trackAdded(stream, snapshot) {
      // Chromium delivers a remote track's sound only while some element plays it: practice peers play theirs muted.
      playback.play(peerId, stream, { isAudible: source === 'microphone' });
      emit('peer.track-added', { peerId, snapshot });
    },
    soundChanged: onSoundChanged,
  };
}

/** What a peer connection refuses (a description that does not fit) is an answer, not an incident. */
function refuse(error: unknown): never {
  if (!(error instanceof DOMException)) throw error;
  throw new ContractError('refused', { failure: { reason: 'media-failed', technical: `${error.name}: ${error.message}`.slice(0, 200) } });
}
