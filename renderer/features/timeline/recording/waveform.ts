/** Two bytes for each 20 ms, ours and theirs: contract, `recordings.read`. */
export type Peaks = Uint8Array;

const windowMs = 20;

export interface Bar {
  /** 0–1. */
  readonly ours: number;
  readonly theirs: number;
}

/** The loudest of each of so many equal parts. */
export function barsOf(peaks: Peaks, count: number): Bar[] {
  const windows = peaks.length / 2;
  return Array.from({ length: count }, (_, bar) => {
    const from = Math.floor((bar * windows) / count);
    const to = Math.max(from + 1, Math.floor(((bar + 1) * windows) / count));
    let ours = 0;
    let theirs = 0;
    for (let window = from; window < Math.min(to, windows); window += 1) {
      ours = Math.max(ours, peaks[window * 2] ?? 0);
      theirs = Math.max(theirs, peaks[window * 2 + 1] ?? 0);
    }
    return { ours: ours / 255, theirs: theirs / 255 };
  });
}

export interface Stretch {
  readonly fromMs: number;
  readonly toMs: number;
}

/** Below this nobody speaks: -45 dB. */
const silentBelow = 64;
/** A shorter one is a breath. */
const leastSilenceMs = 1_200;
/** Left of it at either end, so that no word is cut. */
const keptMs = 300;

/** What there is to skip: nobody speaks there, on neither side. */
export function silencesOf(peaks: Peaks): Stretch[] {
  const windows = peaks.length / 2;
  const found: Stretch[] = [];
  let from: number | null = null;
  for (let window = 0; window <= windows; window += 1) {
    const isSilent = window < windows && (peaks[window * 2] ?? 0) < silentBelow && (peaks[window * 2 + 1] ?? 0) < silentBelow;
    if (isSilent) {
      from ??= window;
      continue;
    }
    if (from !== null && (window - from) * windowMs >= leastSilenceMs)
      found.push({ fromMs: from * windowMs + keptMs, toMs: window * windowMs - keptMs });
    from = null;
  }
  return found;
}

/** Where to go on from there; the same place where somebody speaks. */
export function afterSilence(silences: readonly Stretch[], atMs: number): number {
  return silences.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs)?.toMs ?? atMs;
}
