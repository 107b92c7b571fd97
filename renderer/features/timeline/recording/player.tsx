import { Pause, Play } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import type { Recording, RecordingMark } from '../../../../contract/model/recording.ts';
import type { LoadedRecording } from '../../../state/use-recording.ts';
import { useText } from '../../../text/text.tsx';
import { clockTime } from '../../../text/time.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { ChoiceBar } from '../../../ui/choice-bar.tsx';
import { Switch } from '../../../ui/field.tsx';
import { afterSilence, silencesOf } from './waveform.ts';
import { Waveform } from './wave.tsx';
import styles from './recording.module.css';

const speeds = [1, 1.25, 1.5, 2] as const;

/** Plays a recording: where it is, how fast, without its silences, and from marker to marker. */
export function Player({ recording: { durationMs }, url, peaks, marks }: LoadedRecording & { readonly recording: Recording }) {
  const { text, intl } = useText();
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setIsPlaying] = useState(false);
  const [atMs, setAtMs] = useState(0);
  const [speed, setSpeed] = useState<number>(1);
  const [isSkipping, setIsSkipping] = useState(false);
  const silences = useMemo(() => silencesOf(peaks), [peaks]);

  function seek(toMs: number): void {
    if (audio.current) audio.current.currentTime = toMs / 1_000;
    setAtMs(toMs);
  }
  // The element tells its time four times a second: too seldom to skip by.
  useEffect(() => {
    if (!isPlaying) return;
    let frame = 0;
    const step = (): void => {
      const element = audio.current;
      if (!element) return;
      const now = element.currentTime * 1_000;
      const next = isSkipping ? afterSilence(silences, now) : now;
      if (next > now) element.currentTime = next / 1_000;
      setAtMs(next);
      frame = requestAnimationFrame(step);
    };
    frame = requestAnimationFrame(step);
    return () => cancelAnimationFrame(frame);
  }, [isPlaying, isSkipping, silences]);
  useEffect(() => {
    if (audio.current) audio.current.playbackRate = speed;
  }, [speed]);

  return (
    <div className={styles.player}>
      <audio
        ref={audio}
        src={url}
        preload="auto"
        autoPlay
        onPlay={() => setIsPlaying(true)}
        onPause={() => setIsPlaying(false)}
        data-testid="recording-sound"
      />
      <div className={styles.main}>
        <IconButton
          tone="accent"
          label={text(isPlaying ? 'recording.halt' : 'recording.playNow')}
          icon={isPlaying ? Pause : Play}
          onPress={() => void (isPlaying ? audio.current?.pause() : audio.current?.play())}
        />
        <Waveform durationMs={durationMs} peaks={peaks} marks={marks} atMs={atMs} onSeek={seek} />
        <time className={styles.time}>
          {clockTime(atMs)} / {clockTime(durationMs)}
        </time>
      </div>
      <div className={styles.acts}>
        <ChoiceBar
          label={text('recording.speed')}
          isTight
          choices={speeds.map((times) => ({ id: String(times), label: text('recording.speedTimes', { speed: intl.formatNumber(times) }) }))}
          value={String(speed)}
          onChange={(id) => setSpeed(Number(id))}
        />
        <Switch isSelected={isSkipping} onChange={setIsSkipping}>
          {text('recording.skipSilence')}
        </Switch>
      </div>
      {marks.length > 0 && (
        <ul className={styles.marks} aria-label={text('recording.marks')}>
          {marks.map((mark) => (
            <li key={`${mark.kind} ${mark.fromMs}`}>
              <Button size="small" tone="quiet" onPress={() => seek(mark.fromMs)}>
                {wordOf(mark, text)}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}

function wordOf({ kind, fromMs, toMs }: RecordingMark, text: ReturnType<typeof useText>['text']): string {
  if (kind === 'marker') return text('recording.mark.marker', { at: clockTime(fromMs) });
  return text(`recording.mark.${kind}`, { from: clockTime(fromMs), to: clockTime(toMs) });
}
