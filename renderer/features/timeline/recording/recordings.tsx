import { Circle, Play, Trash2, X } from 'lucide-react';
import { useState } from 'react';
import type { Recording } from '../../../../contract/model/recording.ts';
import { useRecording } from '../../../state/use-recording.ts';
import { useText } from '../../../text/text.tsx';
import { clockTime } from '../../../text/time.ts';
import { Button, IconButton } from '../../../ui/button.tsx';
import { Player } from './player.tsx';
import styles from './recording.module.css';

/** What was recorded of a call; opened, it is played here. */
export function Recordings({ recordings }: { recordings: readonly Recording[] }) {
  return recordings.map((recording) => <Item key={recording.id} recording={recording} />);
}

function Item({ recording }: { recording: Recording }) {
  const { text } = useText();
  const [isOpen, setIsOpen] = useState(false);
  switch (recording.state) {
    case 'live':
      return (
        <p className={styles.word}>
          <Circle size={11} aria-hidden /> {text('recording.live')}
        </p>
      );
    case 'deleted':
      return (
        <p className={styles.word}>
          <Trash2 size={13} aria-hidden /> {text('recording.deletedAfter', { days: recording.deletedAfterDays ?? 0 })}
        </p>
      );
    case 'kept':
    case 'interrupted':
      return isOpen ? (
        <div className={styles.box} role="group" aria-label={text('recording.player')}>
          <Opened recording={recording} />
          <IconButton label={text('recording.close')} icon={X} onPress={() => setIsOpen(false)} />
        </div>
      ) : (
        <p className={styles.word}>
          <Button size="small" icon={Play} onPress={() => setIsOpen(true)}>
            {text('recording.play', { duration: clockTime(recording.durationMs) })}
          </Button>
          {recording.state === 'interrupted' && text('recording.interrupted')}
        </p>
      );
  }
}

function Opened({ recording }: { recording: Recording }) {
  const { text, error } = useText();
  const loaded = useRecording(recording.id);
  switch (loaded.state) {
    case 'loading':
      return <p className={styles.loading}>{text('frame.loading')}</p>;
    case 'failed':
      return (
        <p className={styles.problem} role="alert">
          {error(loaded.reason)}
        </p>
      );
    case 'here':
      return <Player recording={recording} {...loaded} />;
  }
}
