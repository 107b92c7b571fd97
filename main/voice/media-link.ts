import type { AudioSource, PeerStats, RingerTone } from '../../contract/media.ts';
import type { CallQuality } from '../../contract/model/call.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import type { AudioDevice, Settings } from '../../contract/model/settings.ts';
import type { Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import type { LocalAudio, RemotePeerConnection } from './remote-peer-connection.ts';
import type { MediaConnection } from './voice-service.ts';

/** What JsSIP's bundle gets injected, and the stream to pass as `mediaStream` to `ua.call` and `session.answer`. */
export interface RtcEnvironment {
  readonly RTCPeerConnection: new (configuration?: object | null, constraints?: unknown) => RemotePeerConnection;
  readonly RTCSessionDescription: new (init: { type: string; sdp: string }) => { type: string; sdp: string };
  readonly mediaStream: LocalAudio;
}

/** Main's end of the media page: outlives the page, and makes the peers of live calls anew in the next one. */
export interface MediaLink extends Disposable {
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

  /** Opens the microphone and keeps it open; at once where it is open already. Throws ContractError `unavailable` with a microphone-… or media-page-lost failure. */
  openMicrophone(): Promise<LocalAudio>;
  closeMicrophone(): void;
  readonly microphoneLost: Listenable<Failure>;
  /** The label of the microphone that took over. */
  readonly microphoneRestored: Listenable<string>;

  startRinger(tone: RingerTone): void;
  stopRinger(): void;

  devices(): readonly AudioDevice[];
  readonly devicesChanged: Listenable<readonly AudioDevice[]>;
  applySettings(settings: Pick<Settings, 'microphoneId' | 'speakerId' | 'ringerId' | 'ringerVolume'>): void;

  /** Throws ContractError `not-found` for a peer that is closed. */
  readStats(peerId: PeerId): Promise<PeerStats>;
  /** Every 2 s for each connected peer. */
  readonly qualityMeasured: Listenable<{ readonly peerId: PeerId; readonly quality: CallQuality; readonly stats: PeerStats }>;
}

export interface MediaLinkDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  /** Ends the media page, if there is one, and opens a new one, which attaches itself. */
  readonly restartMediaPage: () => void;
}
