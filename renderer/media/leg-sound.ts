import type { MixLeg } from './conference-mix.ts';
import { createPeerTracks, type PeerTracks } from './peer-tracks.ts';

/** Where a peer's sound comes from. */
export interface SoundSource extends Disposable {
  readonly track: MediaStreamTrack;
  enable(isEnabled: boolean): void;
  /** The other side's track has arrived. */
  heard(track: MediaStreamTrack): void;
}

/** Answers the track to send in place of the one that it is given, which may be another one next time. */
export type SoundInsert = (track: MediaStreamTrack) => MediaStreamTrack;

/** What one call sends and receives: the agent's voice, or a conference's mix in its place. */
export interface LegSound extends MixLeg, Disposable {
  readonly tracks: PeerTracks;
  /** Whatever is sent goes through this first; null: no longer. */
  sendThrough(insert: SoundInsert | null): void;
  readonly sender: RTCRtpSender | null;
  /** Answers the first track to send. */
  begin(): MediaStreamTrack;
  sendBy(sender: RTCRtpSender): void;
  enable(isEnabled: boolean): void;
  /** The other side's track has arrived. */
  heard(track: MediaStreamTrack): void;
}

export interface LegSoundDeps {
  readonly createSound: (replace: (track: MediaStreamTrack) => void) => SoundSource;
  /** Of `microphone` or `received`. */
  readonly onChanged: () => void;
}

export function createLegSound({ createSound, onChanged }: LegSoundDeps): LegSound {
  let sender: RTCRtpSender | null = null;
  let source: SoundSource | null = null;
  let received: MediaStreamTrack | null = null;
  let mix: MediaStreamTrack | null = null;
  let insert: SoundInsert | null = null;
  const tracks = createPeerTracks();

  /** The one place that decides what the other side hears. */
  function send(): void {
    const own = mix ?? source?.track;
    if (!sender || !own) return;
    const track = insert?.(own) ?? own;
    if (sender.track !== track) void sender.replaceTrack(track);
    tracks.set({ sent: track });
  }

  return {
    tracks,
    get sender() {
      return sender;
    },
    get microphone() {
      return source?.track ?? null;
    },
    get received() {
      return received;
    },
    begin() {
      source = createSound(() => {
        send();
        onChanged();
      });
      return source.track;
    },
    sendBy(through) {
      sender = through;
      send();
      onChanged();
    },
    sendThrough(wanted) {
      insert = wanted;
      send();
    },
    sendMix(track) {
      mix = track;
      send();
    },
    enable(isEnabled) {
      source?.enable(isEnabled);
    },
    heard(track) {
      received = track;
      tracks.set({ received: track });
      source?.heard(track);
      onChanged();
    },
    [Symbol.dispose]() {
      tracks.end();
      source?.[Symbol.dispose]();
    },
  };
}
