import { resumeWhenAllowed } from './sound-output.ts';

/**
 * The voice of people on the practice line: nobody's, and no words. Syllables on a pitch of 120, 150 or 200 Hz with speech-like formants. All three pitches have
 * a harmonic at 600 Hz, where the first formant stays: a measurement of the dominant frequency finds {@link speechDominantHz} at any moment of sound.
 */
export const speechDominantHz = 600;

export interface SpeechVoice {
  /** A track that speaks until it is stopped. */
  createTrack(): MediaStreamTrack;
}

interface Syllable {
  readonly atS: number;
  readonly forS: number;
  readonly pitchHz: number;
  readonly vowelHz: number;
}

const sampleRate = 48_000;
const phrases = [
  { pitchHz: 150, syllables: [0.16, 0.12, 0.2, 0.14, 0.28] },
  { pitchHz: 200, syllables: [0.12, 0.14, 0.12, 0.3] },
  { pitchHz: 120, syllables: [0.2, 0.16, 0.12, 0.14, 0.18, 0.34] },
  { pitchHz: 150, syllables: [0.14, 0.24] },
] as const;
const vowels = [1_150, 1_750, 2_200, 900, 1_400] as const;
const gapS = 0.06;
const pauseS = 0.55;

export function createSpeechVoice(): SpeechVoice {
  let context: AudioContext | null = null;
  let speech: Promise<AudioBuffer> | null = null;

  return {
    createTrack() {
      context ??= new AudioContext({ sampleRate });
      void resumeWhenAllowed(context);
      const destination = context.createMediaStreamDestination();
      const [track] = destination.stream.getAudioTracks();
      if (!track) throw new Error('an audio destination has one track');
      const source = new AudioBufferSourceNode(context, { loop: true });
      source.connect(destination);
      speech ??= renderSpeech();
      void speech.then((buffer) => {
        source.buffer = buffer;
        source.start();
      });
      return track;
    },
  };
}

function composeSpeech(): { syllables: Syllable[]; lengthS: number } {
  const syllables: Syllable[] = [];
  let atS = 0.1;
  for (const phrase of phrases) {
    for (const forS of phrase.syllables) {
      syllables.push({ atS, forS, pitchHz: phrase.pitchHz, vowelHz: vowels[syllables.length % vowels.length] ?? vowels[0] });
      atS += forS + gapS;
    }
    atS += pauseS;
  }
  return { syllables, lengthS: atS };
}

/** Glottis → three formants → syllables, calculated once. */
function renderSpeech(): Promise<AudioBuffer> {
  const { syllables, lengthS } = composeSpeech();
  const context = new OfflineAudioContext(1, Math.ceil(lengthS * sampleRate), sampleRate);
  const glottis = new OscillatorNode(context, { type: 'sawtooth', frequency: 150 });
  const loudness = new GainNode(context, { gain: 0 });
  const first = new BiquadFilterNode(context, { type: 'bandpass', frequency: speechDominantHz, Q: 12 });
  const second = new BiquadFilterNode(context, { type: 'bandpass', frequency: 1_400, Q: 9 });
  const third = new BiquadFilterNode(context, { type: 'bandpass', frequency: 2_700, Q: 8 });
  const levels = [
    { formant: first, gain: 1.6 },
    { formant: second, gain: 0.7 },
    { formant: third, gain: 0.35 },
  ];
  for (const { formant, gain } of levels) glottis.connect(formant).connect(new GainNode(context, { gain })).connect(loudness);
  loudness.connect(context.destination);
  for (const { atS, forS, pitchHz, vowelHz } of syllables) {
    glottis.frequency.setValueAtTime(pitchHz, atS);
    second.frequency.setTargetAtTime(vowelHz, atS, 0.02);
    loudness.gain.setTargetAtTime(0.8, atS, 0.015);
    loudness.gain.setTargetAtTime(0, atS + forS, 0.025);
  }
  glottis.start();
  return context.startRendering();
}
