import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Tenths of a second of a WAV file in which a frequency is heard: true and false in the order of time. A phone writes the file out when its call is over. */
export function toneOverTime(file: string, hz: number): readonly boolean[] {
  const bytes = readFileSync(file);
  const channels = bytes.readUInt16LE(22);
  const rate = bytes.readUInt32LE(24);
  const window = Math.round(rate / 10);
  const total = Math.floor((bytes.length - 44) / 2 / channels);
  return Array.from({ length: Math.floor(total / window) }, (_unused, slot) => {
    const samples = Float64Array.from({ length: window }, (_none, index) => bytes.readInt16LE(44 + (slot * window + index) * 2 * channels) / 32_768);
    return amplitude(samples, (2 * Math.PI * hz) / rate) > 0.1;
  });
}

/** The runs of `toneOverTime`: how long (tenths of a second) the tone was there, or not. */
export function runsOf(slots: readonly boolean[]): readonly { readonly isHeard: boolean; readonly tenths: number }[] {
  const runs: { isHeard: boolean; tenths: number }[] = [];
  for (const isHeard of slots) {
    const last = runs.at(-1);
    if (last?.isHeard === isHeard) last.tenths += 1;
    else runs.push({ isHeard, tenths: 1 });
  }
  return runs;
}

/** Of a frequency in samples from -1 to 1; `step`: radians a sample. */
export function amplitude(samples: Float64Array, step: number): number {
  let real = 0;
  let imaginary = 0;
  for (const [index, value] of samples.entries()) {
    real += value * Math.cos(step * index);
    imaginary += value * Math.sin(step * index);
  }
  return (2 * Math.hypot(real, imaginary)) / Math.max(1, samples.length);
}

/** What a phone of the testbed heard in its newest call. */
export function newestHeard(run: string): string {
  const files = readdirSync(run)
    .filter((name) => name.endsWith('-dec.wav'))
    .map((name) => join(run, name))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (!files[0]) throw new Error('no phone has heard anything yet');
  return files[0];
}

/** Whether a phone heard the tone in the last second of its newest call. Waits until the phone has written it out. */
export async function lastHeard(run: string, hz: number, withinMs = 5_000): Promise<boolean> {
  const deadline = Date.now() + withinMs;
  for (;;) {
    const slots = toneOverTime(newestHeard(run), hz);
    if (slots.slice(-10).some(Boolean)) return true;
    if (Date.now() > deadline) return false;
    await new Promise((again) => setTimeout(again, 50));
  }
}
