import type { AudioSource, PeerSnapshot, SessionDescription } from '../../contract/media.ts';
import type { PeerId } from '../../contract/model/ids.ts';

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

export interface RemoteSender {
  readonly track: LocalTrack;
  /** `toneBuffer` is always '': tones are appended in the page, where the buffer is true (voice.md, rule 2). */
  readonly dtmf: { readonly toneBuffer: ''; insertDTMF(tones: string, durationMs?: number, gapMs?: number): void };
}

export interface PeerEvent {
  readonly type: string;
  readonly candidate?: { readonly candidate: string; readonly sdpMid: string | null; readonly sdpMLineIndex: number | null } | null;
}
export type PeerListener = (event: PeerEvent) => void;

/** As much of W3C's RTCPeerConnection as JsSIP touches; the real one lives in the media page. Everything readable is a cached snapshot. */
export interface RemotePeerConnection extends Readonly<PeerSnapshot> {
  readonly peerId: PeerId;
  readonly source: AudioSource;
  /**
   * Codec names in order of preference (`opus`, `PCMA`, `telephone-event` …); what is not named is not offered. Only before addTrack:
   * call it from JsSIP's `peerconnection` event.
   */
  preferCodecs(codecs: readonly string[]): void;
  addEventListener(type: string, listener: PeerListener): void;
  removeEventListener(type: string, listener: PeerListener): void;
  createOffer(options?: { iceRestart?: boolean } | null): Promise<SessionDescription>;
  createAnswer(options?: object | null): Promise<SessionDescription>;
  setLocalDescription(description?: Pick<SessionDescription, 'type'> & { sdp?: string }): Promise<void>;
  setRemoteDescription(description: SessionDescription): Promise<void>;
  addTrack(track: LocalTrack, ...streams: LocalAudio[]): RemoteSender;
  getSenders(): RemoteSender[];
  close(): void;
}
