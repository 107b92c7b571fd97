import { Download, TriangleAlert } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import type { CallQuality, QualityTrouble } from '../../../contract/model/call-quality.ts';
import { useDiagnostics } from '../../state/use-diagnostics.ts';
import { useQualityReport } from '../../state/use-quality-report.ts';
import { useText } from '../../text/text.tsx';
import { useQualityChart } from '../../text/use-quality-chart.ts';
import { qualityWord, useQualityWords } from '../../text/use-quality-words.ts';
import { Button } from '../../ui/button.tsx';
import { Measured } from '../../ui/measured.tsx';
import { PopupWord } from '../../ui/popup.tsx';
import styles from './call-bar.module.css';

/** What the call sounds like in a word; pressed, how it has been so far. */
export function LiveQuality({ call, quality }: { call: LiveCall; quality: CallQuality }) {
  const { text } = useText();
  const word = text(qualityWord(quality.mos));
  return (
    <PopupWord word={word} label={text('quality.open', { word })} title={text('quality.title')}>
      <SoFar call={call} />
    </PopupWord>
  );
}

function SoFar({ call }: { call: LiveCall }) {
  const { text } = useText();
  const report = useQualityReport(call.callId, call.quality);
  const toChart = useQualityChart();
  const { save } = useDiagnostics();
  if (report === undefined) return null;
  if (report === null) return <p>{text('quality.none')}</p>;
  return (
    <Measured {...toChart(report)}>
      <Button size="small" icon={Download} onPress={save}>
        {text('diagnostics.save')}
      </Button>
    </Measured>
  );
}

/** Why it sounds bad; main sees to it that it does not change with every measurement. */
export function Trouble({ trouble }: { trouble: QualityTrouble | null }) {
  const words = useQualityWords();
  return (
    <div role="status">
      {trouble && (
        <p key={trouble.cause} className={styles.trouble}>
          <TriangleAlert size={14} aria-hidden /> {words.trouble(trouble)}
        </p>
      )}
    </div>
  );
}
