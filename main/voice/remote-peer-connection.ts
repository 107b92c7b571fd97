import { ContractError } from '../../contract/errors.ts';
import type { AudioSource, PeerConfiguration, PeerSnapshot, SessionDescription } from '../../contract/media.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import type { Clock, Logger } from '../ports.ts';
import { createIceRestart } from './ice-restart.ts';
import type { MediaRequests } from './media-requests.ts';
import { createPeerRecovery, type PeerRecovery } from './peer-recovery.ts';
import { createPeerView, type PeerEvent, type PeerListener, type PeerView } from './peer-view.ts';
import { keepMids } from './sdp-continuity.ts';

export type { PeerEvent } from './peer-view.ts';

export interface LocalTrack {
  readonly id: string;
  readonly kind: 'audio';
  enabled: boolean;
  stop(): void;
}

/** Stands for a MediaStream: JsSIP's `mediaStream` option takes it. The sound itself never leaves the media page. */
export interface LocalAudio {
  readonly id: string;
  getTracks(): LocalTrack[];
  getAudioTracks(): LocalTrack[];
  getVideoTracks(): LocalTrack[];
  removeTrack(track: LocalTrack): void;
}

interface RemoteSender {
  readonly track: LocalTrack;
  /** `toneBuffer` is always '': tones are appended in the page, where the buffer is true (voice.md, rule 2). */
  readonly dtmf: { readonly toneBuffer: ''; insertDTMF(tones: string, durationMs?: number, gapMs?: number): void };
}

/** As much of W3C's RTCPeerConnection as JsSIP touches; the real one lives in the media page. Everything readable is a cached snapshot. */
export interface RemotePeerConnection extends Readonly<Omit<PeerSnapshot, 'revision'>> {
  readonly peerId: PeerId;
  readonly source: AudioSource;
  /**
   * Codec names in order of preference (`opus`, `PCMA`, `telephone-event` …); what is not named is not offered. Only before addTrack:
   * call it from JsSIP's `peerconnection` event.
   */
  preferCodecs(codecs: readonly string[]): void;
  addEventListener(type: string, listener: PeerListener): void;
  removeEventListener(type: string, listener: PeerListener): void;
  /** JsSIP sets every description it has asked for: the page does both in one step. */
  createOffer(options?: { iceRestart?: boolean } | null): Promise<SessionDescription>;
  createAnswer(options?: object | null): Promise<SessionDescription>;
  setLocalDescription(description: Pick<SessionDescription, 'type'> & { readonly sdp?: string }): Promise<void>;
  setRemoteDescription(description: SessionDescription): Promise<void>;
  addTrack(track: LocalTrack, ...streams: LocalAudio[]): RemoteSender;
  getSenders(): RemoteSender[];
  close(): void;
}

/** The media link's hold on a peer: what the page reports of it, and the page's death and return. */
export interface RemotePeer {
  readonly connection: RemotePeerConnection;
  changed(event: PeerEvent['type'], snapshot: PeerSnapshot): void;
  candidateFound(candidate: PeerEvent['candidate'], snapshot: PeerSnapshot): void;
  lose(): void;
  /** A new page is there: makes the peer anew in it. */
  revive(): void;
}

export interface RemotePeerDeps {
  readonly peerId: PeerId;
  readonly source: AudioSource;
  readonly configuration: PeerConfiguration;
  /** Its first offer begins a call. */
  readonly isCaller: boolean;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly requests: MediaRequests;
  readonly recoveryLimitMs: number;
  readonly onRenegotiationNeeded: () => void;
  readonly onRecovered: () => void;
  readonly onGivenUp: () => void;
  readonly onClosed: () => void;
}

export function createRemotePeer(deps: RemotePeerDeps): RemotePeer {
  const { peerId, source, configuration, requests, logger } = deps;
  const view = createPeerView({
    clock: deps.clock,
    serverUrls: configuration.iceServers.map((server) => server.urls),
    onListenerFailed: (error, type) => logger.error('peer-listener-failed', error, { peerId, type }),
  });
  const audio = createSender(peerId, requests);

  function begin(): void {
    const isCaller = deps.isCaller && view.continuity === null;
    requests.post('peer.create', { peerId, configuration, source, isCaller, sections: [...(view.continuity?.sections ?? (['audio'] as const))] });
    if (audio.sender) audio.attach();
  }

  const recovery = createPeerRecovery({ ...deps, view, begin });
  const connection = createConnection(deps, { view, audio, recovery });
  view.listen('signalingstatechange', recovery.answered);
  const iceRestart = createIceRestart({ view, clock: deps.clock, ask: () => !recovery.isRecovering && deps.onRenegotiationNeeded() });
  view.listen('signalingstatechange', iceRestart.observe);
  begin();

  return {
    connection,
    changed(event, snapshot) {
      view.apply(snapshot);
      recovery.observe();
      iceRestart.observe();
      view.dispatch({ type: event });
    },
    candidateFound(candidate, snapshot) {
      view.apply(snapshot);
      view.candidateFound(candidate);
    },
    lose: recovery.lose,
    revive: recovery.revive,
  };
}

function createConnection(deps: RemotePeerDeps, { view, audio, recovery }: PeerParts): RemotePeerConnection {
  const { peerId, source, requests } = deps;
  const guard = () => {
    if (view.shown.signalingState === 'closed') throw new ContractError('illegal-state', { failure: { reason: 'call-over' } });
  };

  /** The description the page has set already, as the next setLocalDescription will ask for it. */
  let applied: string | null = null;

  /** A description asked for while the page dies comes from the next page: JsSIP cannot offer again after one that failed. */
  async function acrossPages(ask: () => Promise<SessionDescription>): Promise<SessionDescription> {
    guard();
    try {
      return await ask();
    } catch (error) {
      if (!recovery.isRecovering) throw error;
      await recovery.revived();
      guard();
      return ask();
    }
  }
  async function offer(isIceRestart: boolean): Promise<SessionDescription> {
    // The first offer of a peer made anew gets its old mids before it is set.
    const isApplied = view.continuity === null;
    const { description, snapshot } = await view.withGatheringHeld(() => requests.call('peer.create-offer', { peerId, isIceRestart, isApplied }));
    view.apply(snapshot);
    if (view.continuity) return { ...description, sdp: keepMids(description.sdp, view.continuity) };
    if (isApplied) applied = description.sdp;
    return description;
  }
  async function answer(): Promise<SessionDescription> {
    const { description, snapshot } = await view.withGatheringHeld(() => requests.call('peer.create-answer', { peerId, isApplied: true }));
    view.apply(snapshot);
    applied = description.sdp;
    return description;
  }

  /** The offer on the wire is the dead page's: its answer completes the signalling here, media follow with the next offer. */
  function completeInherited(type: string, change: Partial<PeerSnapshot>): boolean {
    if (!view.isInherited || view.shown.signalingState !== 'have-local-offer') return false;
    view.show({ ...change, signalingState: type === 'pranswer' ? 'have-local-offer' : 'stable' });
    view.dispatch({ type: 'signalingstatechange' });
    return true;
  }

  return {
    peerId,
    source,
    get signalingState() {
      return view.shown.signalingState;
    },
    get iceGatheringState() {
      return view.shown.iceGatheringState;
    },
    get iceConnectionState() {
      return view.shown.iceConnectionState;
    },
    get connectionState() {
      return view.shown.connectionState;
    },
    get localDescription() {
      return view.shown.localDescription;
    },
    get remoteDescription() {
      return view.shown.remoteDescription;
    },
    preferCodecs: audio.preferCodecs,
    addEventListener: view.listen,
    removeEventListener: view.unlisten,
    createOffer: (options) => acrossPages(() => offer(options?.iceRestart === true)),
    createAnswer: () => acrossPages(answer),
    async setLocalDescription({ type, sdp = '' }) {
      guard();
      if (type === 'rollback' && completeInherited('rollback', {})) return;
      const isApplied = sdp !== '' && sdp === applied;
      applied = null;
      if (isApplied) return;
      const { snapshot } = await view.withGatheringHeld(() => requests.call('peer.set-local-description', { peerId, description: { type, sdp } }));
      view.apply(snapshot);
    },
    async setRemoteDescription({ type, sdp }) {
      guard();
      if (completeInherited(type, { remoteDescription: { type, sdp } })) return;
      view.apply((await requests.call('peer.set-remote-description', { peerId, description: { type, sdp } })).snapshot);
    },
    addTrack: audio.add,
    getSenders: () => (audio.sender ? [audio.sender] : []),
    close() {
      if (view.shown.signalingState === 'closed') return;
      view.close();
      requests.post('peer.close', { peerId });
      deps.onClosed();
    },
  };
}

interface PeerParts {
  readonly view: PeerView;
  readonly audio: LocalSender;
  readonly recovery: PeerRecovery;
}

interface LocalSender {
  readonly sender: RemoteSender | null;
  preferCodecs(codecs: readonly string[]): void;
  add(): RemoteSender;
  /** In the page, as it stands here: also for a peer made anew. */
  attach(): void;
}

function createSender(peerId: PeerId, requests: MediaRequests): LocalSender {
  let codecs: readonly string[] | null = null;
  let isEnabled = true;
  let sender: RemoteSender | null = null;

  function attach(): void {
    requests.post('peer.add-audio', { peerId, codecs: codecs && [...codecs] });
    if (!isEnabled) requests.post('peer.enable-audio', { peerId, isEnabled });
  }

  return {
    get sender() {
      return sender;
    },
    preferCodecs(wanted) {
      codecs = wanted;
    },
    add() {
      if (sender) return sender;
      // JsSIP mutes through the sender's track, so every peer has one of its own: two calls are muted apart.
      const track: LocalTrack = {
        id: `${peerId}-audio`,
        kind: 'audio',
        get enabled() {
          return isEnabled;
        },
        set enabled(wanted: boolean) {
          if (isEnabled === wanted) return;
          isEnabled = wanted;
          requests.post('peer.enable-audio', { peerId, isEnabled });
        },
        stop() {},
      };
      sender = {
        track,
        dtmf: {
          toneBuffer: '',
          insertDTMF: (tones, durationMs = 100, gapMs = 70) => requests.post('peer.send-dtmf', { peerId, tones, durationMs, gapMs }),
        },
      };
      attach();
      return sender;
    },
    attach,
  };
}
