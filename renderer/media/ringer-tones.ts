import type { RingerTone } from '../../contract/media.ts';

/** One round of a tone; played in a loop. Calculated, so that no file has to be shipped or fetched. */
export function renderRingerTone(tone: RingerTone | 'test', sampleRate: number): Float32Array<ArrayBuffer> {
  const { roundMs, notes } = scores[tone];
  const samples = new Float32Array(Math.round((roundMs * sampleRate) / 1000));
  for (const note of notes) addNote(samples, note, sampleRate);
  return samples;
}

interface Note {
  readonly atMs: number;
  readonly forMs: number;
  readonly hz: number;
  readonly level: number;
  /** A bell dies away and has overtones; a steady tone is what a telephone exchange sends. */
  readonly sound: 'bell' | 'steady';
}

const steady = (atMs: number, forMs: number, hz: number, level: number): Note => ({ atMs, forMs, hz, level, sound: 'steady' });
const bell = (atMs: number, hz: number, level: number): Note => ({ atMs, forMs: 900, hz, level, sound: 'bell' });

/** 425 Hz in the cadences of ITU-T E.180: ringing 1 s in 5 s, busy 480 ms in 960 ms. Ring, call waiting, the tone to try a device with and the notice before an automatic answer are our own. */
const scores: Readonly<Record<RingerTone | 'test', { readonly roundMs: number; readonly notes: readonly Note[] }>> = {
  incoming: {
    roundMs: 3_200,
    notes: [
      bell(0, 659.25, 0.4),
      bell(160, 783.99, 0.4),
      bell(320, 987.77, 0.42),
      bell(640, 783.99, 0.36),
      bell(800, 987.77, 0.4),
      bell(960, 1318.51, 0.4),
    ],
  },
  'call-waiting': { roundMs: 5_000, notes: [steady(0, 180, 425, 0.35), steady(320, 180, 425, 0.35)] },
  'auto-answer': { roundMs: 1_000, notes: [steady(0, 160, 850, 0.35), steady(240, 160, 1_100, 0.35)] },
  test: { roundMs: 1_600, notes: [steady(0, 400, 440, 0.35), steady(500, 400, 550, 0.35), steady(1_000, 500, 660, 0.35)] },
  ringback: { roundMs: 5_000, notes: [steady(0, 1_000, 425, 0.35)] },
  busy: { roundMs: 960, notes: [steady(0, 480, 425, 0.35)] },
};

const overtones = [
  { ratio: 1, level: 1, decayMs: 320 },
  { ratio: 2, level: 0.35, decayMs: 180 },
  { ratio: 3.01, level: 0.12, decayMs: 90 },
];
const steadyTone = [{ ratio: 1, level: 1, decayMs: Number.POSITIVE_INFINITY }];
/** Long enough not to click. */
const edgeMs = 8;

function addNote(samples: Float32Array, note: Note, sampleRate: number): void {
  const first = Math.round((note.atMs * sampleRate) / 1000);
  const count = Math.min(samples.length - first, Math.round((note.forMs * sampleRate) / 1000));
  const partials = note.sound === 'bell' ? overtones : steadyTone;
  for (let index = 0; index < count; index += 1) {
    const ms = (index * 1000) / sampleRate;
    const edge = Math.min(1, ms / edgeMs, (note.forMs - ms) / edgeMs);
    let value = 0;
    for (const { ratio, level, decayMs } of partials)
      value += level * Math.exp(-ms / decayMs) * Math.sin((2 * Math.PI * note.hz * ratio * ms) / 1000);
    samples[first + index] = (samples[first + index] ?? 0) + value * edge * note.level;
  }
}
