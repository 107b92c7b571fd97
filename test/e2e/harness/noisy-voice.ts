const rate = 48_000;
const formants = [
  [730, 1_090, 2_440],
  [390, 1_990, 2_550],
  [570, 840, 2_410],
  [530, 1_840, 2_480],
  [300, 870, 2_240],
] as const;
const syllableS = 0.22;

/**
 * Nobody's voice in a loud room: syllables on a pitch that moves, and white noise. 16-bit samples at 48 kHz, to be played in a loop.
 * `pauseS`: how long there is noise alone after the voice.
 */
export function renderNoisyVoice({ voiceS, pauseS, noise }: { voiceS: number; pauseS: number; noise: number }): Int16Array {
  const samples = new Int16Array((voiceS + pauseS) * rate);
  let seed = 1;
  let phase = 0;
  for (let index = 0; index < samples.length; index += 1) {
    const atS = index / rate;
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    let value = (seed / 2 ** 31 - 1) * noise;
    if (atS < voiceS) {
      const hz = 140 + 25 * Math.sin(2 * Math.PI * 0.7 * atS) + 4 * Math.sin(2 * Math.PI * 5.5 * atS);
      phase += hz / rate;
      value += voiceAt(atS, hz, phase);
    }
    samples[index] = Math.round(Math.max(-1, Math.min(1, value)) * 32_767);
  }
  return samples;
}

/** Harmonics under the formants of one vowel after the other; between two syllables it is quieter, and never silent. */
function voiceAt(atS: number, hz: number, phase: number): number {
  const turn = atS / syllableS;
  const vowel = formants[Math.floor(turn) % formants.length]!;
  const loudness = 0.12 * (0.35 + 0.65 * Math.sin(Math.PI * (turn % 1)));
  let sum = 0;
  for (let harmonic = 1; harmonic * hz < 3_800; harmonic += 1) {
    let weight = 0.02;
    for (const formant of vowel) weight += 1 / (1 + ((harmonic * hz - formant) / 90) ** 2);
    sum += (weight / Math.sqrt(harmonic)) * Math.sin(2 * Math.PI * harmonic * phase);
  }
  return loudness * sum;
}
