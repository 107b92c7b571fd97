import type { CallQuality, QualityTrouble } from '../../contract/model/call-quality.ts';

type MeasuredCause = Exclude<QualityTrouble['cause'], 'no-sound'>;

/** What the last interval was like; `isSilent`: nothing came, and nobody holds the call. */
export type MeasuredInterval = Pick<CallQuality, 'lossRatio' | 'lossThereRatio' | 'jitterMs' | 'rttMs'> & { readonly isSilent: boolean };

export interface QualityWatch {
  /** After each interval. Answers what is wrong; the same object while nothing changes. */
  take(interval: MeasuredInterval): QualityTrouble | null;
}

/** From here on it is heard. Loss in percent: four of a hundred put Opus below R = 70, where many are dissatisfied (G.107 annex B). */
const limits: Readonly<Record<MeasuredCause, number>> = { 'loss-here': 4, 'loss-there': 4, jitter: 50, delay: 500 };
/** What is lost on both ways is lost where both pass: nearest to us that is our own network. */
const inOrder = ['loss-here', 'loss-there', 'jitter', 'delay'] as const;

/** Trouble is told of the mean of so many intervals … */
const windowLength = 3;
/** … with at least so many, and goes when all has been well below its limit for so many. */
const fewest = 2;
const goodToEnd = 5;
const wellBelow = 0.6;
/** A figure that wanders is shown anew only when it has changed by half. */
const noticeableChange = 1.5;

/** Says what is wrong with the sound of a call, and does not flicker. */
export function createQualityWatch(): QualityWatch {
  let recent: MeasuredInterval[] = [];
  let trouble: QualityTrouble | null = null;
  let good = 0;

  function worst(): QualityTrouble | null {
    if (recent.length < fewest) return null;
    if (recent.length === windowLength && recent.every(({ isSilent }) => isSilent)) return { cause: 'no-sound', value: 0 };
    const heard = recent.filter(({ isSilent }) => !isSilent);
    if (heard.length < fewest) return null;
    const cause = inOrder.find((one) => figureOf(one, heard) >= limits[one]);
    return cause ? { cause, value: figureOf(cause, heard) } : null;
  }

  const isWell = (interval: MeasuredInterval): boolean =>
    !interval.isSilent && inOrder.every((cause) => figureOf(cause, [interval]) < limits[cause] * wellBelow);

  function settle(found: QualityTrouble): QualityTrouble {
    if (trouble?.cause !== found.cause) return rounded(found);
    const change = Math.max(found.value, 1) / Math.max(trouble.value, 1);
    return change >= noticeableChange || change <= 1 / noticeableChange ? rounded(found) : trouble;
  }

  return {
    take(interval) {
      recent = [...recent, interval].slice(-windowLength);
      good = isWell(interval) ? good + 1 : 0;
      const found = worst();
      // What is still above its limit keeps its name, also where something else has come up beside it.
      const cause = found?.cause === 'no-sound' ? undefined : trouble?.cause;
      if (cause && cause !== 'no-sound' && isAbove(cause, recent)) trouble = settle({ cause, value: figureOf(cause, recent) });
      else if (found) trouble = settle(found);
      else if (good >= (trouble?.cause === 'no-sound' ? fewest : goodToEnd)) trouble = null;
      return trouble;
    },
  };
}

function isAbove(cause: MeasuredCause, intervals: readonly MeasuredInterval[]): boolean {
  return intervals.length >= fewest && figureOf(cause, intervals) >= limits[cause];
}

/** The mean, in percent or milliseconds; 0 where nobody knows. */
function figureOf(cause: MeasuredCause, intervals: readonly MeasuredInterval[]): number {
  const values = intervals.map((interval) => {
    if (cause === 'loss-here') return (interval.lossThereRatio ?? 0) * 100;
    if (cause === 'loss-there') return interval.lossRatio * 100;
    return cause === 'jitter' ? interval.jitterMs : (interval.rttMs ?? 0);
  });
  return values.reduce((sum, value) => sum + value, 0) / Math.max(1, values.length);
}

function rounded({ cause, value }: QualityTrouble): QualityTrouble {
  return { cause, value: Math.round(value) };
}
