import { Grid3x3, Mic, MicOff, Pause, Phone, PhoneForwarded, PhoneOff, Play, TriangleAlert } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import { useActions, useDesk, useNow } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { clockTime } from '../../text/time.ts';
import { Button, CompactButton } from '../../ui/button.tsx';
import { ParkButton } from './park-button.tsx';
import { Keypad } from './keypad.tsx';
import { stateWord, whoIs } from './call-words.ts';
import { JoinButton, SwitchButton } from './other-call.tsx';
import { RecordButton, RecordingLine } from './recording-controls.tsx';
import { TransferLine } from './transfer-line.tsx';
import { TransferPanel } from './transfer-panel.tsx';
import { LiveQuality, Trouble } from './live-quality.tsx';
import styles from './call-bar.module.css';

export function LiveCallRow({ call, hasKey }: { call: LiveCall; hasKey: boolean }) {
  const { text, failure } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const isKeypadOpen = useDesk((state) => state.isKeypadOpen);
  const isEndAsked = useDesk((state) => state.isEndAsked);
  const isTransferOpen = useDesk((state) => state.transferOf === call.callId);
  const now = useNow(call.answeredAt !== null);
  const { callId } = call;
  const isTalking = call.answeredAt !== null && call.state !== 'ending' && call.state !== 'ended';
  const who = whoIs(call, text);
  function openContact(): void {
    const { contactId } = call;
    if (contactId !== null) attempt(() => actions.openContact(contactId));
  }

  return (
    <div className={`${styles.row} ${call.state === 'held' ? styles.held : ''}`} data-testid="live-call" data-state={call.state}>
      <div className={styles.line}>
        <Phone size={15} aria-hidden className={styles.lead} />
        <div className={styles.caller}>
          <div className={styles.callerLine}>
            <button type="button" className={styles.who} onClick={() => openContact()}>
              {who}
            </button>
            {call.answeredAt !== null && <time className={styles.timer}>{clockTime(now - call.answeredAt)}</time>}
          </div>
          <div className={styles.reason}>
            <span>{text(stateWord(call))}</span>
            {call.isMuted && <span className={styles.muted}>{text('call.muted')}</span>}
            {isTalking && call.quality && <LiveQuality call={call} quality={call.quality} />}
          </div>
        </div>
        {call.isCurrent || !isTalking ? (
          <Controls call={call} />
        ) : (
          <>
            <SwitchButton call={call} />
            <JoinButton call={call} hasKey={hasKey} />
          </>
        )}
        <Button tone="stop" icon={PhoneOff} {...(call.isCurrent ? { keyHint: 'E' } : {})} onPress={() => attempt(() => actions.endCalls([callId]))}>
          {isEndAsked && call.isCurrent ? text('call.endAsk') : text('call.end')}
        </Button>
      </div>
      {call.notice && (
        <p className={styles.notice} role="alert">
          <TriangleAlert size={14} aria-hidden /> {failure(call.notice)}
        </p>
      )}
      <RecordingLine calls={[call]} />
      <TransferLine call={call} />
      {isTransferOpen && call.isCurrent && isTalking && <TransferPanel call={call} />}
      <Trouble trouble={isTalking ? call.trouble : null} />
      {isKeypadOpen && call.isCurrent && isTalking && <Keypad call={call} />}
    </div>
  );
}

function Controls({ call }: { call: LiveCall }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const isKeypadOpen = useDesk((state) => state.isKeypadOpen);
  const { callId } = call;
  const canHold = call.state === 'connected' || call.state === 'held';
  return (
    <>
      <Button
        icon={call.isMuted ? MicOff : Mic}
        tone={call.isMuted ? 'warn' : 'plain'}
        keyHint="M"
        onPress={() => attempt(() => actions.call('voice.mute', { callId, isMuted: !call.isMuted }))}
      >
        {text(call.isMuted ? 'call.unmute' : 'call.mute')}
      </Button>
      <Button
        icon={call.isHeldHere ? Play : Pause}
        tone={call.isHeldHere ? 'warn' : 'plain'}
        keyHint="H"
        isDisabled={!canHold}
        onPress={() => attempt(() => actions.call(call.isHeldHere ? 'voice.resume' : 'voice.hold', { callId }))}
      >
        {text(call.isHeldHere ? 'call.resume' : 'call.hold')}
      </Button>
      {call.consultsFor === null && <TransferButton call={call} />}
      {call.consultsFor === null && <ParkButton call={call} />}
      <span className={styles.compact}>
        <CompactButton
          icon={Grid3x3}
          keyHint="K"
          isDisabled={call.answeredAt === null}
          aria-expanded={isKeypadOpen}
          onPress={() => actions.openKeypad(!isKeypadOpen)}
        >
          {text('call.keypad')}
        </CompactButton>
      </span>
      <RecordButton calls={[call]} />
    </>
  );
}

function TransferButton({ call: { callId, state, transfer } }: { call: LiveCall }) {
  const { text } = useText();
  const actions = useActions();
  const isOpen = useDesk(({ transferOf }) => transferOf === callId);
  const isUnderWay = transfer?.state === 'asked' || transfer?.state === 'ringing';
  return (
    <span className={styles.tight}>
      <CompactButton
        icon={PhoneForwarded}
        keyHint="T"
        data-act="transfer"
        isDisabled={isUnderWay || (state !== 'connected' && state !== 'held')}
        aria-expanded={isOpen}
        onPress={() => actions.prepareTransfer(isOpen ? null : callId)}
      >
        {text('transfer.open')}
      </CompactButton>
    </span>
  );
}
