import { useMemo } from 'react';
import type { RecordingMark } from '../../../../contract/model/recording.ts';
import { useText } from '../../../text/text.tsx';
import { clockTime } from '../../../text/time.ts';
import { barsOf } from './waveform.ts';
import styles from './recording.module.css';

export interface WaveformProps {
  readonly durationMs: number;
  readonly peaks: Uint8Array;
  readonly marks: readonly RecordingMark[];
  readonly atMs: number;
  readonly onSeek: (toMs: number) => void;
}

const barCount = 220;
const height = 44;
const middle = height / 2;
/** A whisper is still to be seen. */
const leastBar = 0.5;

/** Who spoke when: we above, they below. Moved along by pointer and arrow keys. */
export function Waveform({ durationMs, peaks, marks, atMs, onSeek }: WaveformProps) {
  const { text } = useText();
  const { ours, theirs } = useMemo(() => drawn(peaks), [peaks]);
  const x = (ms: number): number => (ms / Math.max(1, durationMs)) * barCount;
  return (
    <div className={styles.wave}>
      <svg viewBox={`0 0 ${barCount} ${height}`} preserveAspectRatio="none" aria-hidden>
        {marks.map(
          ({ kind, fromMs, toMs }) =>
            kind !== 'marker' && (
              <rect key={`${kind} ${fromMs}`} className={styles[kind]} x={x(fromMs)} width={Math.max(0.5, x(toMs - fromMs))} y={0} height={height} />
            ),
        )}
        <path className={styles.ours} d={ours} />
        <path className={styles.theirs} d={theirs} />
        {marks.map(
          ({ kind, fromMs }) => kind === 'marker' && <rect key={fromMs} className={styles.marker} x={x(fromMs)} width={0.8} y={0} height={height} />,
        )}
        <rect className={styles.now} x={Math.min(barCount - 0.8, x(atMs))} width={0.8} y={0} height={height} />
      </svg>
      <input
        type="range"
        min={0}
        max={durationMs}
        step={1_000}
        value={Math.min(durationMs, atMs)}
        aria-label={text('recording.position')}
        aria-valuetext={text('recording.positionOf', { position: clockTime(atMs), duration: clockTime(durationMs) })}
        onChange={(event) => onSeek(Number(event.target.value))}
      />
    </div>
  );
}

function drawn(peaks: Uint8Array): { ours: string; theirs: string } {
  const bars = barsOf(peaks, barCount);
  const bar = (index: number, from: number, to: number): string => `M${index + 0.2} ${from}h0.6V${to}h-0.6z`;
  return {
    ours: bars.map((one, index) => bar(index, middle, middle - Math.max(leastBar, one.ours * (middle - 1)))).join(''),
    theirs: bars.map((one, index) => bar(index, middle, middle + Math.max(leastBar, one.theirs * (middle - 1)))).join(''),
  };
}
