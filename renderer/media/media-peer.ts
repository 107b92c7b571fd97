import { ContractError } from '../../contract/errors.ts';
import type { AudioSource, PeerSnapshot, SessionDescription } from '../../contract/media.ts';
import type { MixLeg } from './conference-mix.ts';
import { preferCodecs, usualCodecs } from './codecs.ts';
import { createLegSound, type LegSound, type SoundSource } from './leg-sound.ts';
import { readCounters, type PeerCounters } from './peer-stats.ts';

export interface MediaPeerEvents {
  changed(
    event: 'iceconnectionstatechange' | 'connectionstatechange' | 'icegatheringstatechange' | 'signalingstatechange',
    snapshot: PeerSnapshot,
  ): void;
  candidateFound(candidate: RTCIceCandidate | null, snapshot: PeerSnapshot): void;
  trackAdded(stream: MediaStream, snapshot: PeerSnapshot): void;
  /** What the leg sends of the agent, or receives, is another track now. */
  soundChanged(): void;
}

export interface MediaPeer extends Disposable {
  readonly source: AudioSource;
  readonly leg: MixLeg;
  readonly isConnected: boolean;
  readonly sound: Pick<LegSound, 'tracks' | 'sendThrough'>;
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
  const sound = createLegSound({ createSound, onChanged: events.soundChanged });
  let isOffered = offered !== null;
  let isSettled = false;
  const heldTones: (() => void)[] = [];

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
    if (sound.sender?.dtmf && !sound.sender.dtmf.canInsertDTMF && heldTones.length > 0) return void setTimeout(sendHeldTones, settleMs);
    isSettled = true;
    for (const send of heldTones.splice(0)) send();
  }

  connection.addEventListener('connectionstatechange', () => {
    if (connection.connectionState === 'connected' && !isSettled) setTimeout(sendHeldTones, settleMs);
  });
  connection.addEventListener('icecandidate', ({ candidate }) => events.candidateFound(candidate, snapshot()));
  connection.addEventListener('track', ({ track, streams }) => {
    if (track.kind !== 'audio') return;
    sound.heard(track);
    events.trackAdded(streams[0] ?? new MediaStream([track]), snapshot());
  });

  async function settle({ type, sdp }: RTCSessionDescriptionInit, isApplied: boolean): Promise<SessionDescription> {
    if (!sdp) throw new ContractError('illegal-state');
    if (isApplied) await connection.setLocalDescription({ type, sdp });
    return { type, sdp };
  }

  return {
    source,
    leg: sound,
    sound,
    get isConnected() {
      return connection.connectionState === 'connected';
    },
    snapshot,
    async addAudio(codecs) {
      if (sound.sender) throw new ContractError('illegal-state');
      const track = sound.begin();
      if (offered) {
        if (codecs) {
          isOffered = false;
          await connection.setLocalDescription({ type: 'rollback' });
          preferCodecs(connection, codecs);
        }
        // The offer does not wait for it: nothing is negotiated anew.
        sound.sendBy(offered);
        return;
      }
      for (const kind of sections) {
        if (kind === 'video') connection.addTransceiver('video', { direction: 'inactive' });
        else if (!sound.sender) sound.sendBy(connection.addTrack(track, new MediaStream([track])));
      }
      preferCodecs(connection, codecs ?? usualCodecs);
    },
    enableAudio(isEnabled) {
      sound.enable(isEnabled);
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
        const dtmf = sound.sender?.dtmf;
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
      sound[Symbol.dispose]();
    },
  };
}

function describe(description: RTCSessionDescription | null): SessionDescription | null {
  return description && { type: description.type, sdp: description.sdp };
}
