import type { QualityReport } from '../../contract/model/call-quality.ts';
import { useText } from './text.tsx';
import { clockTime } from './time.ts';
import { lengthOf, useQualityWords, type Figure } from './use-quality-words.ts';

/** Where many are dissatisfied (ITU-T G.107 annex B). */
const poorBelow = 3.1;

/** A report as a chart and its figures show it. */
export function useQualityChart() {
  const { text } = useText();
  const words = useQualityWords();
  return (report: QualityReport) => {
    const { samples, summary } = report;
    const length = lengthOf(samples);
    const step = length / Math.max(1, samples.length - 1);
    const figures: readonly Figure[] = words.figures(summary);
    return {
      title: text('quality.title'),
      figures,
      chart: {
        points: samples.map(({ atMs, mos }) => ({ at: atMs, value: mos })),
        lowest: 1,
        highest: 4.5,
        limit: poorBelow,
        // A sample stands for five seconds or more; where a call was held there is none.
        longestStep: Math.max(15_000, step * 2.5),
        label: words.chart(report),
        begin: clockTime(0),
        end: clockTime(length),
      },
    };
  };
}
