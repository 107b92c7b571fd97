import type { Page } from 'playwright-core';

export interface HeardSide {
  /** The loudest sample, 0–1. */
  readonly peak: number;
  readonly strongestHz: number;
  /** Of one frequency, in the same unit for all. */
  levelAt(hz: number): number;
}

/** A file of sound as Chromium decodes it. */
export interface HeardSound {
  readonly durationMs: number;
  /** Left and right. */
  between(fromMs: number, toMs: number): Promise<readonly [HeardSide, HeardSide]>;
}

const stepHz = 10;
const mostHz = 4_000;

/** Decodes a file in a page. Throws where it is no sound. */
export async function listenToSound(page: Page, file: Uint8Array): Promise<HeardSound> {
  const durationMs = await page.evaluate(async (base64) => {
    const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
    const heard = await new OfflineAudioContext(2, 1, 48_000).decodeAudioData(bytes.buffer);
    if (heard.numberOfChannels !== 2) throw new Error(`${heard.numberOfChannels} channels`);
    Object.assign(window, { heard });
    return heard.duration * 1_000;
  }, Buffer.from(file).toString('base64'));

  return {
    durationMs,
    async between(fromMs, toMs) {
      const sides = await page.evaluate(
        ({ fromMs, toMs, stepHz, mostHz }) => {
          const { heard } = window as unknown as { heard: AudioBuffer };
          return [0, 1].map((channel) => {
            const samples = heard.getChannelData(channel).subarray(Math.round(fromMs * 48), Math.round(toMs * 48));
            let peak = 0;
            for (const sample of samples) peak = Math.max(peak, Math.abs(sample));
            const levels: number[] = [];
            // Goertzel: the share of one frequency at a time.
            for (let hz = stepHz; hz <= mostHz; hz += stepHz) {
              const factor = 2 * Math.cos((2 * Math.PI * hz) / 48_000);
              let before = 0;
              let last = 0;
              for (const sample of samples) [before, last] = [last, sample + factor * last - before];
              levels.push(Math.sqrt(Math.max(0, last * last + before * before - factor * last * before)) / samples.length);
            }
            return { peak, levels };
          });
        },
        { fromMs, toMs, stepHz, mostHz },
      );
      const toSide = ({ peak, levels }: { peak: number; levels: number[] }): HeardSide => ({
        peak,
        strongestHz: (levels.indexOf(Math.max(...levels)) + 1) * stepHz,
        levelAt: (hz) => levels[Math.round(hz / stepHz) - 1] ?? 0,
      });
      return [toSide(sides[0]!), toSide(sides[1]!)];
    },
  };
}
