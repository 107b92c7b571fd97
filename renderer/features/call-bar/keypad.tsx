import { Button } from 'react-aria-components';
import type { LiveCall } from '../../../contract/model/call.ts';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import styles from './call-bar.module.css';

const tones = ['1', '2', '3', '4', '5', '6', '7', '8', '9', '*', '0', '#'];

/** Tones for menus at the other end; digits typed on the keyboard do the same while it is open. */
export function Keypad({ call }: { call: LiveCall }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  return (
    <div className={styles.keypad} role="group" aria-label={text('call.keypad')}>
      {tones.map((tone) => (
        <Button
          key={tone}
          className={styles.key ?? ''}
          aria-label={text('call.tone', { tone })}
          onPress={() => attempt(() => actions.call('voice.send-dtmf', { callId: call.callId, tones: tone }))}
        >
          {tone}
        </Button>
      ))}
      <output className={styles.sent}>{call.dtmfSent && text('call.sent', { tones: call.dtmfSent })}</output>
    </div>
  );
}
