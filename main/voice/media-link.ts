import type { AudioSource, MixMember, PeerStats } from '../../contract/media.ts';
import type { CallQuality } from '../../contract/model/call-quality.ts';
import { peerIdSchema, type PeerId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import { createAgentAudio, type AgentAudio } from './agent-audio.ts';
import { createMediaPage } from './media-page.ts';
import { createRecorderLink, type RecorderLink } from './recorder-link.ts';
import { createSoundTests, type SoundTests } from './sound-tests.ts';
import { createRemotePeer, type RemotePeer, type RemotePeerConnection } from './remote-peer-connection.ts';
import { createRtcEnvironment, type RtcEnvironment, type NewPeer } from './rtc-environment.ts';
import type { MediaConnection } from './media-connection.ts';

interface MeasuredQuality {
  readonly peerId: PeerId;
  readonly quality: CallQuality;
  readonly stats: PeerStats;
}

/** Main's end of the media page: outlives the page, and makes the peers of live calls anew in the next one. */
export interface MediaLink extends AgentAudio, SoundTests, RecorderLink, Disposable {
  /** `microphone` for the agent, `echo` and `speech` for people on the practice line. */
  rtcEnvironment(source: AudioSource): RtcEnvironment;
  /** A media page has come up and replaces the one before; `closed` settles when its channel has ended. */
  attach(connection: MediaConnection, closed: Promise<void>): void;
  readonly isReady: boolean;
  readonly readyChanged: Listenable<boolean>;

  /** The media page died under these peers: their calls are recovering. */
  readonly peersLost: Listenable<readonly PeerId[]>;
  /**
   * A fresh peer stands behind the same connection object: `session.renegotiate({ rtcOfferConstraints: { iceRestart: true } })` as soon as the session is
   * confirmed. Offers carry new ICE credentials and fingerprint, and the m-line and mid of before.
   */
  readonly renegotiationNeeded: Listenable<PeerId>;
  /** Media flows again: ICE and DTLS are connected on the fresh peer. */
  readonly peerRecovered: Listenable<PeerId>;
  /** Not recovered within the limit: fires just before ICE `failed`, which makes JsSIP send BYE. The call's failure is `media-page-lost`. */
  readonly peerGivenUp: Listenable<PeerId>;

  /** Whose calls are one conversation from now on, also in the next page; fewer than two: each is for itself. */
  mix(members: readonly MixMember[]): void;

  /** Throws ContractError `not-found` for a peer that is closed. */
  readStats(peerId: PeerId): Promise<PeerStats>;
  /** Every 2 s for each connected peer. */
  readonly qualityMeasured: Listenable<MeasuredQuality>;
}

export interface MediaLinkDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the media page, if there is one, and opens a new one, which attaches itself. */
  readonly restartMediaPage: () => void;
  readonly limits?: Partial<MediaLimits>;
}

export interface MediaLimits {
  /** After this the page counts as hanging and is replaced. */
  readonly requestMs: number;
  /** The agent may be looking at a permission prompt. */
  readonly microphoneMs: number;
  /** From the death of the page to the end of a call that has not recovered. */
  readonly recoveryMs: number;
  /** From asking for a page to asking again. */
  readonly attachMs: number;
}

const usualLimits: MediaLimits = { requestMs: 5_000, microphoneMs: 60_000, recoveryMs: 10_000, attachMs: 5_000 };

export function createMediaLink(deps: MediaLinkDeps): MediaLink {
  const limits = { ...usualLimits, ...deps.limits };
  const { clock, logger } = deps;
  const peers = new Map<PeerId, RemotePeer>();
  const peersLost = createEmitter<readonly PeerId[]>();
  const renegotiationNeeded = createEmitter<PeerId>();
  const peerRecovered = createEmitter<PeerId>();
  const peerGivenUp = createEmitter<PeerId>();
  const qualityMeasured = createEmitter<MeasuredQuality>();
  let lastPeer = 0;
  let mixed: readonly MixMember[] = [];

  const page = createMediaPage({ clock, logger, limits, restartMediaPage: deps.restartMediaPage, onAttached, onLost });
  const { requests } = page;
  const {
    onAttached: replayAudio,
    onLost: forgetAudio,
    ...audio
  } = createAgentAudio({
    clock,
    logger,
    requests,
    microphoneLimitMs: limits.microphoneMs,
    attachLimitMs: limits.attachMs,
  });

  const { onAttached: listenToTests, ...tests } = createSoundTests(requests);
  const { onAttached: listenToRecorder, ...recorder } = createRecorderLink(requests);

  function onAttached(connection: MediaConnection): void {
    connection.on('peer.changed', ({ peerId, event, snapshot }) => peers.get(peerId)?.changed(event, snapshot));
    connection.on('peer.track-added', ({ peerId, snapshot }) => peers.get(peerId)?.changed('track', snapshot));
    connection.on('peer.candidate-found', ({ peerId, candidate, snapshot }) => peers.get(peerId)?.candidateFound(candidate, snapshot));
    connection.on('peer.quality-measured', (measured) => peers.has(measured.peerId) && qualityMeasured.emit(measured));
    replayAudio(connection);
    listenToTests(connection);
    listenToRecorder(connection);
    for (const peer of [...peers.values()]) peer.revive();
    if (mixed.length > 0) requests.post('peer.mix', { members: [...mixed] });
  }

  function onLost(): void {
    forgetAudio();
    const lost = [...peers.keys()];
    for (const peer of [...peers.values()]) peer.lose();
    if (lost.length > 0) peersLost.emit(lost);
  }

  function createPeer(source: AudioSource, { configuration, isCaller }: NewPeer): RemotePeerConnection {
    const peerId = peerIdSchema.parse(`${source}-${++lastPeer}`);
    const peer = createRemotePeer({
      peerId,
      source,
      configuration,
      isCaller,
      clock,
      logger,
      requests,
      recoveryLimitMs: limits.recoveryMs,
      onRenegotiationNeeded: () => renegotiationNeeded.emit(peerId),
      onRecovered: () => peerRecovered.emit(peerId),
      onGivenUp: () => peerGivenUp.emit(peerId),
      onClosed: () => void peers.delete(peerId),
    });
    peers.set(peerId, peer);
    return peer.connection;
  }

  return {
    ...audio,
    ...tests,
    ...recorder,
    rtcEnvironment: (source) => createRtcEnvironment(source, (peer) => createPeer(source, peer)),
    attach: page.attach,
    get isReady() {
      return page.isReady;
    },
    readyChanged: page.readyChanged,
    peersLost,
    renegotiationNeeded,
    peerRecovered,
    peerGivenUp,
    mix(members) {
      mixed = members;
      requests.post('peer.mix', { members: [...members] });
    },
    readStats: (peerId) => requests.call('peer.read-stats', { peerId }),
    qualityMeasured,
    [Symbol.dispose]() {
      for (const peer of [...peers.values()]) peer.connection.close();
      page[Symbol.dispose]();
    },
  };
}
