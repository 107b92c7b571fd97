import { speechLevel } from '../../../contract/model/audio.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import styles from './sound.module.css';

/** How loud the microphone is at this moment, with the line that speech goes past. */
export function LevelMeter() {
  const { text } = useText();
  const level = useDesk((state) => state.microphoneLevel);
  const percent = Math.round(level * 100);
  return (
    <div
      role="meter"
      aria-label={text('sound.meter.level')}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={percent}
      className={styles.meter}
      data-is-loud={level >= speechLevel}
    >
      <div className={styles.bar} style={{ inlineSize: `${percent}%` }} />
      <div className={styles.mark} style={{ insetInlineStart: `${speechLevel * 100}%` }} />
    </div>
  );
}
