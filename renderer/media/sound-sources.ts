import type { AudioSource } from '../../contract/media.ts';
import type { SoundSource } from './leg-sound.ts';
import type { Microphone } from './microphone.ts';
import type { SpeechVoice } from './speech-voice.ts';

export interface SoundSourceDeps {
  readonly microphone: Microphone;
  readonly voice: SpeechVoice;
  readonly createSilence: () => MediaStreamTrack;
}

/** The agent's microphone; for people on the practice line an invented voice, or what they hear. */
export function createSoundSource(source: AudioSource, deps: SoundSourceDeps, replace: (track: MediaStreamTrack) => void): SoundSource {
  switch (source) {
    case 'microphone': {
      const tap = deps.microphone.tap(replace);
      return {
        get track() {
          return tap.track;
        },
        enable: tap.enable,
        heard() {},
        [Symbol.dispose]: () => tap[Symbol.dispose](),
      };
    }
    case 'speech':
      return own(deps.voice.createTrack());
    case 'echo':
      return createEcho(deps.createSilence(), replace);
  }
}

function own(track: MediaStreamTrack): SoundSource {
  return {
    track,
    enable(isEnabled) {
      track.enabled = isEnabled;
    },
    heard() {},
    [Symbol.dispose]() {
      track.stop();
    },
  };
}

/** Sends on the very track it receives; a copy, so that muting the echo does not silence what was heard. */
function createEcho(silence: MediaStreamTrack, replace: (track: MediaStreamTrack) => void): SoundSource {
  let track = silence;
  let isEnabled = true;
  return {
    get track() {
      return track;
    },
    enable(wanted) {
      isEnabled = wanted;
      track.enabled = wanted;
    },
    heard(received) {
      track.stop();
      track = received.clone();
      track.enabled = isEnabled;
      replace(track);
    },
    [Symbol.dispose]() {
      track.stop();
    },
  };
}

/** A track for where there is no sound yet: a sender without a track would have no DTMF. */
export function createSilentTracks(): () => MediaStreamTrack {
  let context: AudioContext | null = null;
  return () => {
    context ??= new AudioContext();
    const [track] = context.createMediaStreamDestination().stream.getAudioTracks();
    if (!track) throw new Error('an audio destination has one track');
    return track;
  };
}
