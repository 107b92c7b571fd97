import { Link2, PhoneForwarded, TriangleAlert, Undo2 } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import type { CallTransfer } from '../../../contract/model/transfer.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { whoIs } from './call-words.ts';
import styles from './transfer.module.css';

/** What is under way about a call: its transfer, a consultation, somebody they want to connect us to. */
export function TransferLine({ call }: { call: LiveCall }) {
  return (
    <>
      {call.consultsFor !== null && <Consultation call={call} />}
      {call.referral && <Offer call={call} referral={call.referral} />}
      {call.transfer && <Progress transfer={call.transfer} />}
    </>
  );
}

/** The agent asks; whoever is to be transferred waits. */
function Consultation({ call }: { call: LiveCall }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const waiting = useDesk((state) => state.calls.find(({ callId }) => callId === call.consultsFor));
  const { callId } = call;
  if (!waiting || call.state === 'ending') return null;
  return (
    <div className={styles.line}>
      <span className={styles.words}>{text('transfer.consulting', { who: whoIs(waiting, text) })}</span>
      <Button
        tone="accent"
        icon={Link2}
        keyHint="T"
        data-act="transfer"
        isDisabled={waiting.transfer?.state === 'asked' || waiting.transfer?.state === 'ringing'}
        onPress={() => attempt(() => actions.call('voice.connect', { callId: waiting.callId, otherCallId: callId }))}
      >
        {text('transfer.connect')}
      </Button>
      <Button icon={Undo2} onPress={() => attempt(() => actions.call('voice.go-back', { callId }))}>
        {text('transfer.back')}
      </Button>
    </div>
  );
}

function Offer({ call: { callId }, referral }: { call: LiveCall; referral: NonNullable<LiveCall['referral']> }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const answer = (isFollowed: boolean): void => attempt(() => actions.call('voice.follow', { callId, isFollowed }));
  return (
    <div className={styles.line} role="status">
      <span className={styles.words}>{text('transfer.referral', { who: whoOf(referral) })}</span>
      <Button tone="accent" icon={PhoneForwarded} onPress={() => answer(true)}>
        {text('transfer.follow')}
      </Button>
      <Button icon={Undo2} onPress={() => answer(false)}>
        {text('transfer.stay')}
      </Button>
    </div>
  );
}

function Progress({ transfer }: { transfer: CallTransfer }) {
  const { text, failure } = useText();
  const who = whoOf(transfer);
  switch (transfer.state) {
    case 'asked':
    case 'ringing':
      return (
        <p className={styles.words} role="status">
          {text(`transfer.${transfer.state}`, { who })}
        </p>
      );
    case 'failed':
      return (
        <p className={styles.problem} role="alert">
          <TriangleAlert size={14} aria-hidden /> {text('transfer.failed', { who, reason: transfer.failure ? failure(transfer.failure) : '' })}
        </p>
      );
    case 'done':
      return null;
  }
}

function whoOf({ name, address }: { name: string | null; address: string }): string {
  return name ?? address;
}
