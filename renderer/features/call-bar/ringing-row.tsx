import { BellOff, Phone, PhoneIncoming, PhoneOff } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import { useActions, useNow } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { whoIs } from './call-words.ts';
import styles from './call-bar.module.css';

/** Who it is, why we think so, and what was last at issue. It takes neither the focus nor the screen. */
export function RingingRow({ call }: { call: LiveCall }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const { callId, match, answersAt } = call;
  const now = useNow(answersAt !== null);
  return (
    <div className={`${styles.row} ${styles.ringing}`} data-testid="ringing-call" role="status">
      <div className={styles.line}>
        <PhoneIncoming size={15} aria-hidden className={styles.lead} />
        <div className={styles.caller}>
          <div className={styles.callerLine}>
            <span className={styles.callerName}>{whoIs(call, text)}</span>
            {call.company && <span className={styles.company}>{call.company}</span>}
            <span className={styles.state}>
              {answersAt === null
                ? text('call.state.ringing')
                : text('rules.answersIn', { seconds: Math.max(0, Math.ceil((answersAt - now) / 1_000)) })}
            </span>
          </div>
          <div className={styles.reason}>
            {match && <span>{text(`match.${match.by}`, { value: match.value })}</span>}
            {call.lastMatter && <span className={styles.matter}>{call.lastMatter}</span>}
          </div>
        </div>
        <IconButton label={text('call.silence')} icon={BellOff} onPress={() => attempt(() => actions.call('voice.silence-ringer', {}))} />
        <Button tone="call" icon={Phone} keyHint="A" onPress={() => attempt(() => actions.call('voice.answer', { callId }))}>
          {text('call.answer')}
        </Button>
        <Button tone="stop" icon={PhoneOff} keyHint="D" onPress={() => attempt(() => actions.call('voice.decline', { callId }))}>
          {text('call.decline')}
        </Button>
      </div>
    </div>
  );
}
