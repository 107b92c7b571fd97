import type { LegSound } from './leg-sound.ts';
import type { SoundOutput } from './sound-output.ts';

/** Says to both sides that they are recorded: a short tone at the beginning, and every fifteen seconds. */
export interface RecordingBeep extends Disposable {
  /** While nothing is recorded nothing is said. */
  pause(isPaused: boolean): void;
}

export interface RecordingBeepDeps {
  /** Plays on no device. */
  readonly context: AudioContext;
  /** Where the agent hears it. */
  readonly speaker: SoundOutput;
  readonly sound: Pick<LegSound, 'sendThrough'>;
}

/** What recording devices on telephone lines used: 1,400 Hz, a fifth of a second, every fifteen. */
const hz = 1_400;
const forS = 0.2;
const everyMs = 15_000;
const edgeS = 0.01;
const levelThere = 0.12;
const levelHere = 0.04;

export function createRecordingBeep({ context, speaker, sound }: RecordingBeepDeps): RecordingBeep {
  const out = new MediaStreamAudioDestinationNode(context, { channelCount: 1, channelCountMode: 'explicit' });
  let voice: MediaStreamAudioSourceNode | null = null;
  let isPaused = false;

  function beep(): void {
    if (isPaused) return;
    play(context, out, levelThere);
    const here = speaker.wake();
    play(here, here.destination, levelHere);
  }

  sound.sendThrough((track) => {
    voice?.disconnect();
    voice = new MediaStreamAudioSourceNode(context, { mediaStream: new MediaStream([track]) });
    voice.connect(out);
    return out.stream.getAudioTracks()[0] ?? track;
  });
  beep();
  const timer = setInterval(beep, everyMs);
  return {
    pause(wanted) {
      isPaused = wanted;
    },
    [Symbol.dispose]() {
      clearInterval(timer);
      sound.sendThrough(null);
      voice?.disconnect();
    },
  };
}

function play(context: AudioContext, target: AudioNode, level: number): void {
  const tone = new OscillatorNode(context, { frequency: hz });
  const gain = new GainNode(context, { gain: 0 });
  const from = context.currentTime + 0.02;
  gain.gain.setValueAtTime(0, from);
  gain.gain.linearRampToValueAtTime(level, from + edgeS);
  gain.gain.setValueAtTime(level, from + forS - edgeS);
  gain.gain.linearRampToValueAtTime(0, from + forS);
  tone.connect(gain).connect(target);
  tone.addEventListener('ended', () => gain.disconnect());
  tone.start(from);
  tone.stop(from + forS);
}
