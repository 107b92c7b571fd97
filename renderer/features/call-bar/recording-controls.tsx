import { Bookmark, Circle, Pause, Square, TriangleAlert } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import { recordingPolicyOf, type LiveRecording } from '../../../contract/model/recording.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './recording.module.css';

const isWriting = ({ state }: LiveRecording): boolean => state === 'recording' || state === 'paused';

/** Begins; what can be done once it is being recorded stands beside what is said of it. */
export function RecordButton({ call: { callId, accountId, answeredAt, recording } }: { call: LiveCall }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const settings = useDesk((state) => state.settings);
  if (recording && isWriting(recording)) return null;
  if (!recording && settings && recordingPolicyOf(settings, accountId) === 'never') return null;
  return (
    <span className={styles.compact}>
      <Button
        icon={Circle}
        keyHint="V"
        data-act="record"
        aria-label={text('recording.start')}
        isDisabled={answeredAt === null || recording?.state === 'starting'}
        onPress={() => attempt(() => actions.call('recordings.start', { callId }))}
      >
        {text('recording.start')}
      </Button>
    </span>
  );
}

/** Whether it is being recorded, and what else can be done about it. */
export function RecordingLine({ call: { callId, recording } }: { call: LiveCall }) {
  const { text, failure } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  if (!recording) return <div role="status" />;
  const { state } = recording;
  async function mark(): Promise<void> {
    await actions.call('recordings.mark', { callId });
    actions.notify(text('recording.marked'));
  }
  return (
    <div className={styles.line}>
      <p role="status" className={`${styles.state} ${styles[state]}`} data-testid="recording-state" data-state={state}>
        {state === 'failed' ? (
          <TriangleAlert size={14} aria-hidden />
        ) : state === 'paused' ? (
          <Pause size={14} aria-hidden />
        ) : (
          <Circle size={11} aria-hidden />
        )}
        <span>
          {state === 'failed'
            ? text('recording.state.failed', { reason: recording.failure ? failure(recording.failure) : '' })
            : text(`recording.state.${state}`)}
        </span>
      </p>
      {isWriting(recording) && (
        <>
          <Button
            size="small"
            icon={state === 'paused' ? Circle : Pause}
            tone={state === 'paused' ? 'warn' : 'plain'}
            keyHint="V"
            data-act="record"
            onPress={() => attempt(() => actions.call('recordings.pause', { callId, isPaused: state !== 'paused' }))}
          >
            {text(state === 'paused' ? 'recording.resume' : 'recording.pause')}
          </Button>
          <Button size="small" icon={Bookmark} keyHint="B" data-act="mark" onPress={() => attempt(mark)}>
            {text('recording.mark')}
          </Button>
          {recording.isRequired ? (
            <span className={styles.faint}>{text('recording.required')}</span>
          ) : (
            <Button size="small" icon={Square} onPress={() => attempt(() => actions.call('recordings.stop', { callId }))}>
              {text('recording.stop')}
            </Button>
          )}
        </>
      )}
    </div>
  );
}
