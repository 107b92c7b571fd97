import type { CandidatePath, QualityReport, QualitySample, QualitySummary, QualityTrouble } from '../../contract/model/call-quality.ts';
import { useText, type TextKey } from './text.tsx';
import { clockTime } from './time.ts';

/** MOS in words: below 3.1 many are dissatisfied (ITU-T G.107 Annex B). */
export function qualityWord(mos: number): TextKey {
  if (mos >= 3.8) return 'call.quality.good';
  return mos >= 3.1 ? 'call.quality.fair' : 'call.quality.poor';
}

export interface Figure {
  readonly label: string;
  readonly value: string;
}

/** What was measured, in sentences and figures. */
export function useQualityWords() {
  const { text, intl } = useText();
  const number = (value: number, digits: number): string =>
    intl.formatNumber(value, { minimumFractionDigits: digits, maximumFractionDigits: digits });
  const score = (mos: number): string => number(mos, 1);
  const milliseconds = (value: number): string => text('quality.milliseconds', { value: Math.round(value) });
  const loss = (ratio: number): string => intl.formatNumber(ratio, { style: 'percent', maximumFractionDigits: 1 });

  function way({ local, remote, protocol }: CandidatePath): string {
    return text(local === 'relay' || remote === 'relay' ? 'quality.relayed' : 'quality.direct', { protocol: protocol.toUpperCase() });
  }

  return {
    trouble: ({ cause, value }: QualityTrouble): string => text(`quality.trouble.${cause}`, { value }),
    pastTrouble: ({ cause, value }: QualityTrouble): string => text(`quality.was.${cause}`, { value }),
    /** Says what the chart shows to whoever cannot see it. */
    chart: ({ summary, samples }: QualityReport): string =>
      text('quality.chart', { duration: clockTime(lengthOf(samples)), mos: score(summary.mos), worst: score(summary.worstMos) }),
    figures({ mos, worstMos, codec, lossRatio, lossThereRatio, jitterMs, rttMs, path }: QualitySummary): Figure[] {
      const isEven = score(mos) === score(worstMos);
      const mark = text(isEven ? 'quality.scoreValue' : 'quality.scoreWorst', { mos: score(mos), worst: score(worstMos) });
      return [
        { label: text('quality.score'), value: mark },
        ...(codec === null ? [] : [{ label: text('quality.codec'), value: codecName(codec) }]),
        { label: text('quality.lossThere'), value: loss(lossRatio) },
        { label: text('quality.lossHere'), value: lossThereRatio === null ? text('quality.notReported') : loss(lossThereRatio) },
        { label: text('quality.jitter'), value: milliseconds(jitterMs) },
        { label: text('quality.rtt'), value: rttMs === null ? text('quality.notReported') : milliseconds(rttMs) },
        ...(path === null ? [] : [{ label: text('quality.way'), value: way(path) }]),
      ];
    },
  };
}

export function lengthOf(samples: readonly QualitySample[]): number {
  return samples.at(-1)?.atMs ?? 0;
}

/** As the field writes them. */
function codecName(codec: string): string {
  const names: Readonly<Record<string, string>> = { opus: 'Opus', g722: 'G.722', pcma: 'G.711 A', pcmu: 'G.711 µ' };
  return names[codec.toLowerCase()] ?? codec;
}
