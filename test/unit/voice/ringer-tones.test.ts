import { describe, expect, test } from 'vitest';
import { ringerToneSchema } from '../../../contract/media.ts';
import { renderRingerTone } from '../../../renderer/media/ringer-tones.ts';

const sampleRate = 8_000;

/** Root mean square of a stretch, ms. */
function loudness(samples: Float32Array, fromMs: number, toMs: number): number {
  const stretch = samples.slice((fromMs * sampleRate) / 1000, (toMs * sampleRate) / 1000);
  return Math.sqrt(stretch.reduce((sum, value) => sum + value * value, 0) / stretch.length);
}

/** How much of a frequency is in a stretch (Goertzel), 1 = a full sine. */
function share(samples: Float32Array, hz: number): number {
  let [real, imaginary] = [0, 0];
  samples.forEach((value, index) => {
    real += value * Math.cos((2 * Math.PI * hz * index) / sampleRate);
    imaginary += value * Math.sin((2 * Math.PI * hz * index) / sampleRate);
  });
  return (2 * Math.hypot(real, imaginary)) / samples.length;
}

describe('tones of the line', () => {
  test('ringback is 425 Hz for one second in five', () => {
    const tone = renderRingerTone('ringback', sampleRate);
    expect(tone.length / sampleRate).toBe(5);
    expect(loudness(tone, 100, 900)).toBeGreaterThan(0.2);
    expect(loudness(tone, 1_000, 5_000)).toBe(0);
    expect(share(tone.slice(0, sampleRate), 425)).toBeGreaterThan(0.3);
    expect(share(tone.slice(0, sampleRate), 350)).toBeLessThan(0.02);
  });

  test('busy is half on, half off', () => {
    const tone = renderRingerTone('busy', sampleRate);
    expect(loudness(tone, 50, 430)).toBeGreaterThan(0.2);
    expect(loudness(tone, 480, 960)).toBe(0);
  });
});

test.each(ringerToneSchema.options)('%s neither clips nor clicks', (name) => {
  const tone = renderRingerTone(name, sampleRate);
  expect(Math.max(...tone.map(Math.abs))).toBeLessThanOrEqual(1);
  expect(Math.max(...tone.map(Math.abs))).toBeGreaterThan(0.2);
  expect(Math.abs(tone[0]!)).toBeLessThan(0.02);
  expect(Math.abs(tone.at(-1)!)).toBeLessThan(0.02);
});

test('an incoming call does not sound like a tone of the line', () => {
  const tone = renderRingerTone('incoming', sampleRate);
  expect(share(tone, 425)).toBeLessThan(0.01);
});
