import type { CallEntry } from '../../../contract/model/timeline.ts';
import type { QualitySummary } from '../../../contract/model/call-quality.ts';
import { useQualityReport } from '../../state/use-quality-report.ts';
import { useText } from '../../text/text.tsx';
import { useQualityChart } from '../../text/use-quality-chart.ts';
import { qualityWord, useQualityWords } from '../../text/use-quality-words.ts';
import { Measured } from '../../ui/measured.tsx';
import { PopupWord } from '../../ui/popup.tsx';
import styles from './timeline.module.css';

/** What a call sounded like in a word, and why it was bad; pressed, from its beginning to its end. */
export function CallQuality({ entry, quality }: { entry: CallEntry; quality: QualitySummary }) {
  const { text } = useText();
  const words = useQualityWords();
  const word = text(qualityWord(quality.mos));
  return (
    <p className={styles.delivery}>
      <PopupWord word={word} label={text('quality.open', { word })} title={text('quality.title')}>
        <Whole entry={entry} />
      </PopupWord>
      {quality.trouble && <span className={styles.unknown}>{words.pastTrouble(quality.trouble)}</span>}
    </p>
  );
}

function Whole({ entry }: { entry: CallEntry }) {
  const { text } = useText();
  const report = useQualityReport(entry.id, null);
  const toChart = useQualityChart();
  if (report === undefined) return null;
  return report === null ? <p>{text('quality.none')}</p> : <Measured {...toChart(report)} />;
}
