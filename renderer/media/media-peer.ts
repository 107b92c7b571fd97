import { ContractError } from '../../contract/errors.ts';
import type { AudioSource, PeerSnapshot, SessionDescription } from '../../contract/media.ts';
import { preferCodecs, usualCodecs } from './codecs.ts';
import { readCounters, type PeerCounters } from './peer-stats.ts';
import { createPeerTracks, type PeerTracks } from './peer-tracks.ts';

/** Where a peer's sound comes from. */
export interface SoundSource extends Disposable {
  readonly track: MediaStreamTrack;
  enable(isEnabled: boolean): void;
  /** The other side's track has arrived. */
  heard(track: MediaStreamTrack): void;
}

export interface MediaPeerEvents {
  changed(
    event: 'iceconnectionstatechange' | 'connectionstatechange' | 'icegatheringstatechange' | 'signalingstatechange',
    snapshot: PeerSnapshot,
  ): void;
  candidateFound(candidate: RTCIceCandidate | null, snapshot: PeerSnapshot): void;
  trackAdded(stream: MediaStream, snapshot: PeerSnapshot): void;
}

export interface MediaPeer extends Disposable {
  readonly source: AudioSource;
  readonly isConnected: boolean;
  readonly tracks: PeerTracks;
  snapshot(): PeerSnapshot;
  addAudio(codecs: readonly string[] | null): Promise<void>;
  enableAudio(isEnabled: boolean): void;
  createOffer(options: { isIceRestart: boolean; isApplied: boolean }): Promise<SessionDescription>;
  createAnswer(options: { isApplied: boolean }): Promise<SessionDescription>;
  setLocalDescription(description: SessionDescription): Promise<void>;
  setRemoteDescription(description: SessionDescription): Promise<void>;
  sendDtmf(dtmf: { tones: string; durationMs: number; gapMs: number }): void;
  readCounters(): Promise<PeerCounters>;
}

export interface MediaPeerDeps {
  readonly source: AudioSource;
  readonly sections: readonly ('audio' | 'video')[];
  readonly connection: RTCPeerConnection;
  /** Of the offer that the connection has set already; null: it has none. */
  readonly offered: RTCRtpSender | null;
  readonly events: MediaPeerEvents;
  readonly createSound: (replace: (track: MediaStreamTrack) => void) => SoundSource;
}

const stateEvents = ['iceconnectionstatechange', 'connectionstatechange', 'icegatheringstatechange', 'signalingstatechange'] as const;

const settleMs = 500;

export function createMediaPeer({ source, sections, connection, offered, events, createSound }: MediaPeerDeps): MediaPeer {
  let revision = 0;
  let sender: RTCRtpSender | null = null;
  let sound: SoundSource | null = null;
  let isOffered = offered !== null;
  let isSettled = false;
  const heldTones: (() => void)[] = [];
  const tracks = createPeerTracks();

  const snapshot = (): PeerSnapshot => ({
    revision: ++revision,
    signalingState: connection.signalingState,
    iceGatheringState: connection.iceGatheringState,
    iceConnectionState: connection.iceConnectionState,
    connectionState: connection.connectionState,
    localDescription: describe(connection.localDescription),
    remoteDescription: describe(connection.remoteDescription),
  });

  for (const event of stateEvents) connection.addEventListener(event, () => events.changed(event, snapshot()));
  /** Where a way for sound is new, a PBX first learns where it comes from (Asterisk's strict RTP) and drops what it hears meanwhile. */
  function sendHeldTones(): void {
    if (connection.connectionState !== 'connected') return;
    if (sender?.dtmf && !sender.dtmf.canInsertDTMF && heldTones.length > 0) return void setTimeout(sendHeldTones, settleMs);
    isSettled = true;
    for (const send of heldTones.splice(0)) send();
  }

  connection.addEventListener('connectionstatechange', () => {
    if (connection.connectionState === 'connected' && !isSettled) setTimeout(sendHeldTones, settleMs);
  });
  connection.addEventListener('icecandidate', ({ candidate }) => events.candidateFound(candidate, snapshot()));
  connection.addEventListener('track', ({ track, streams }) => {
    if (track.kind !== 'audio') return;
    sound?.heard(track);
    tracks.set({ received: track });
    events.trackAdded(streams[0] ?? new MediaStream([track]), snapshot());
  });

  function send(track: MediaStreamTrack): void {
    void sender?.replaceTrack(track);
    tracks.set({ sent: track });
  }

  async function settle({ type, sdp }: RTCSessionDescriptionInit, isApplied: boolean): Promise<SessionDescription> {
    if (!sdp) throw new ContractError('illegal-state');
    if (isApplied) await connection.setLocalDescription({ type, sdp });
    return { type, sdp };
  }

  return {
    source,
    get isConnected() {
      return connection.connectionState === 'connected';
    },
    snapshot,
    tracks,
    async addAudio(codecs) {
      if (sender) throw new ContractError('illegal-state');
      sound = createSound(send);
      tracks.set({ sent: sound.track });
      if (offered) {
        sender = offered;
        if (codecs) {
          isOffered = false;
          await connection.setLocalDescription({ type: 'rollback' });
          preferCodecs(connection, codecs);
        }
        // The offer does not wait for it: nothing is negotiated anew.
        void offered.replaceTrack(sound.track);
        return;
      }
      for (const kind of sections) {
        if (kind === 'video') connection.addTransceiver('video', { direction: 'inactive' });
        else sender ??= connection.addTrack(sound.track, new MediaStream([sound.track]));
      }
      preferCodecs(connection, codecs ?? usualCodecs);
    },
    enableAudio(isEnabled) {
      sound?.enable(isEnabled);
    },
    async createOffer({ isIceRestart, isApplied }) {
      const ready = isOffered && !isIceRestart ? describe(connection.localDescription) : null;
      isOffered = false;
      if (ready) return ready;
      return settle(await connection.createOffer({ iceRestart: isIceRestart }), isApplied);
    },
    async createAnswer({ isApplied }) {
      // An offered picture is not received: nobody looks at it.
      for (const transceiver of connection.getTransceivers()) if (transceiver.receiver.track.kind !== 'audio') transceiver.direction = 'inactive';
      return settle(await connection.createAnswer(), isApplied);
    },
    async setLocalDescription(description) {
      await connection.setLocalDescription(description);
    },
    async setRemoteDescription(description) {
      await connection.setRemoteDescription(description);
    },
    sendDtmf({ tones, durationMs, gapMs }) {
      const send = (): void => {
        const dtmf = sender?.dtmf;
        if (!dtmf?.canInsertDTMF) throw new ContractError('illegal-state');
        dtmf.insertDTMF(dtmf.toneBuffer + tones, durationMs, gapMs);
      };
      if (isSettled) send();
      else heldTones.push(send);
    },
    async readCounters() {
      return readCounters(await connection.getStats());
    },
    [Symbol.dispose]() {
      connection.close();
      tracks.end();
      sound?.[Symbol.dispose]();
    },
  };
}

function describe(description: RTCSessionDescription | null): SessionDescription | null {
  return description && { type: description.type, sdp: description.sdp };
}
