import { Bell, Ear, Mic, Volume2 } from 'lucide-react';
import { useEffect, useState } from 'react';
import { speechLevel } from '../../../contract/model/audio.ts';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { LevelMeter } from './level-meter.tsx';
import styles from './sound.module.css';

/** Main closes the microphone unless it is asked again. */
const renewEveryMs = 5_000;

type Echo = 'recording' | 'playing' | 'silent' | 'done';

/** Every device by itself: seen, heard, rung. */
export function SoundTests() {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [isMetering, setMetering] = useState(false);
  const [echo, setEcho] = useState<Echo | null>(null);
  const isBusy = echo === 'recording' || echo === 'playing';

  useEffect(() => {
    if (!isMetering) return;
    const ask = (): void =>
      attempt(() =>
        actions.call('audio.meter', { isOn: true }).catch((error: unknown) => {
          setMetering(false);
          throw error;
        }),
      );
    ask();
    const timer = setInterval(ask, renewEveryMs);
    return () => {
      clearInterval(timer);
      // Where there is no connection, nobody asks for more.
      actions.call('audio.meter', { isOn: false }).catch(() => undefined);
    };
  }, [isMetering, actions, attempt]);

  const hearMyself = async (): Promise<void> => {
    setEcho('recording');
    try {
      const { level } = await actions.call('audio.record', {});
      if (level < speechLevel) return setEcho('silent');
      setEcho('playing');
      await actions.call('audio.play-back', {});
      setEcho('done');
    } catch (error) {
      setEcho(null);
      throw error;
    }
  };

  return (
    <div role="group" aria-label={text('sound.try')} className={styles.tests}>
      <h4 className={styles.part}>{text('sound.try')}</h4>
      <div className={styles.buttons}>
        <Button icon={Mic} onPress={() => setMetering(!isMetering)}>
          {text(isMetering ? 'sound.meter.stop' : 'sound.meter.start')}
        </Button>
        {(['speaker', 'ringer'] as const).map((role) => (
          <Button key={role} icon={role === 'speaker' ? Volume2 : Bell} onPress={() => attempt(() => actions.call('audio.play-tone', { role }))}>
            {text(`sound.tone.${role}`)}
          </Button>
        ))}
        <Button icon={Ear} isDisabled={isBusy} onPress={() => attempt(hearMyself)}>
          {text('sound.echo')}
        </Button>
      </div>
      {isMetering && <p className={styles.faint}>{text('sound.meter.text')}</p>}
      {(isMetering || echo === 'recording') && <LevelMeter />}
      <p role="status" className={echo === 'silent' ? styles.bad : styles.faint}>
        {echo && text(`sound.echo.${echo}`)}
      </p>
    </div>
  );
}
