import {
  mostQualitySamples,
  type CallQuality,
  type QualityReport,
  type QualitySample,
  type QualityTrouble,
} from '../../contract/model/call-quality.ts';

/** A sample stands for so long, until there are too many of them: then for twice as long. */
const firstSampleMs = 5_000;

/** One measurement, and what was found wrong by then. */
export interface QualityReading {
  /** Since the call was answered. */
  readonly atMs: number;
  readonly quality: CallQuality;
  readonly trouble: QualityTrouble | null;
}

/** What a call sounded like from its beginning to its end, in bounded room. */
export interface QualityRecord {
  add(reading: QualityReading): void;
  /** null: nothing was measured yet. */
  report(): QualityReport | null;
}

export function createQualityRecord(): QualityRecord {
  let samples: QualitySample[] = [];
  let sampleMs = firstSampleMs;
  let pending: QualitySample[] = [];
  let latest: CallQuality | null = null;
  const troubles = new Map<QualityTrouble['cause'], { times: number; worst: number }>();
  const all = createMeans();

  function close(): void {
    if (pending.length === 0) return;
    samples.push(meanOf(pending));
    pending = [];
    if (samples.length < mostQualitySamples) return;
    samples = Array.from({ length: mostQualitySamples / 2 }, (_, n) => meanOf(samples.slice(n * 2, n * 2 + 2)));
    sampleMs *= 2;
  }

  return {
    add({ atMs, quality, trouble }) {
      const { mos, lossRatio, lossThereRatio, jitterMs, rttMs } = quality;
      const [first] = pending;
      if (first && atMs - first.atMs >= sampleMs) close();
      const sample: QualitySample = { atMs: Math.round(atMs), mos, lossRatio, lossThereRatio, jitterMs, rttMs };
      pending.push(sample);
      all.add(sample);
      latest = { ...quality, codec: quality.codec ?? latest?.codec ?? null, path: quality.path ?? latest?.path ?? null };
      if (!trouble) return;
      const known = troubles.get(trouble.cause);
      troubles.set(trouble.cause, { times: (known?.times ?? 0) + 1, worst: Math.max(known?.worst ?? 0, trouble.value) });
    },
    report() {
      if (!latest) return null;
      const { mos, lossRatio, lossThereRatio, jitterMs, rttMs } = all.mean();
      const [longest] = [...troubles].sort(([, a], [, b]) => b.times - a.times);
      const trouble = longest ? { cause: longest[0], value: longest[1].worst } : null;
      const summary = { mos, lossRatio, lossThereRatio, jitterMs, rttMs, codec: latest.codec, path: latest.path, worstMos: all.worst(), trouble };
      return { summary, samples: pending.length > 0 ? [...samples, meanOf(pending)].slice(-mostQualitySamples) : [...samples] };
    },
  };
}

type Figures = Pick<QualitySample, 'mos' | 'lossRatio' | 'lossThereRatio' | 'jitterMs' | 'rttMs'>;

/** Sums, so that a long call costs no more than a short one. */
function createMeans(): { add(figures: Figures): void; mean(): Figures; worst(): number } {
  const sums = { mos: [0, 0], lossRatio: [0, 0], lossThereRatio: [0, 0], jitterMs: [0, 0], rttMs: [0, 0] } satisfies Record<keyof Figures, number[]>;
  let worst = 5;
  const of = (name: keyof Figures): number | null => {
    const [sum = 0, count = 0] = sums[name];
    return count === 0 ? null : sum / count;
  };
  return {
    add(figures) {
      for (const name of Object.keys(sums) as (keyof Figures)[]) {
        const value = figures[name];
        if (value === null) continue;
        const [sum = 0, count = 0] = sums[name];
        sums[name] = [sum + value, count + 1];
      }
      worst = Math.min(worst, figures.mos);
    },
    mean: () => ({
      mos: hundredth(of('mos') ?? 1),
      lossRatio: tenThousandth(of('lossRatio') ?? 0),
      lossThereRatio: orNull(of('lossThereRatio'), tenThousandth),
      jitterMs: tenth(of('jitterMs') ?? 0),
      rttMs: orNull(of('rttMs'), tenth),
    }),
    worst: () => worst,
  };
}

function meanOf(some: readonly QualitySample[]): QualitySample {
  const means = createMeans();
  for (const sample of some) means.add(sample);
  return { atMs: some[0]?.atMs ?? 0, ...means.mean() };
}

const tenth = (value: number): number => Math.round(value * 10) / 10;
const hundredth = (value: number): number => Math.round(value * 100) / 100;
const tenThousandth = (value: number): number => Math.round(value * 10_000) / 10_000;
const orNull = (value: number | null, round: (value: number) => number): number | null => (value === null ? null : round(value));
