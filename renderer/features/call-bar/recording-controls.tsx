import { Bookmark, Circle, Pause, Square, TriangleAlert } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import { recordingPolicyOf, type LiveRecording } from '../../../contract/model/recording.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button, CompactButton } from '../../ui/button.tsx';
import bar from './call-bar.module.css';
import styles from './recording.module.css';

/** One call, or those of a conference: what is done is done to all of them. */
interface RecordedProps {
  readonly calls: readonly LiveCall[];
}

const isWriting = (recording: LiveRecording | null): boolean => recording?.state === 'recording' || recording?.state === 'paused';
/** One that is recorded counts before those that are paused: what is said is kept. */
const inOrder = ['failed', 'recording', 'starting', 'paused'] as const;

function recordingOf(calls: readonly LiveCall[]): LiveRecording | null {
  const all = calls.flatMap(({ recording }) => recording ?? []);
  const shown = inOrder.map((state) => all.find((recording) => recording.state === state)).find(Boolean);
  return shown ? { ...shown, isRequired: all.some(({ isRequired }) => isRequired) } : null;
}

/** Single letters act on the call the agent talks in. */
function keyOf(calls: readonly LiveCall[], keyHint: string, act: string) {
  return calls.some(({ isCurrent }) => isCurrent) ? { keyHint, 'data-act': act } : {};
}

/** Begins; what can be done once it is being recorded stands beside what is said of it. */
export function RecordButton({ calls }: RecordedProps) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const settings = useDesk((state) => state.settings);
  const missing = calls.filter(
    ({ recording, accountId }) => recording?.state === 'failed' || (!recording && !(settings && recordingPolicyOf(settings, accountId) === 'never')),
  );
  const isStarting = calls.some(({ recording }) => recording?.state === 'starting');
  if (missing.length === 0 && !isStarting) return null;
  return (
    <span className={bar.compact}>
      <CompactButton
        icon={Circle}
        {...(calls.some(({ recording }) => isWriting(recording)) ? {} : keyOf(calls, 'V', 'record'))}
        isDisabled={isStarting || missing.every(({ answeredAt }) => answeredAt === null)}
        onPress={() => attempt(() => Promise.all(missing.map(({ callId }) => actions.call('recordings.start', { callId }))))}
      >
        {text('recording.start')}
      </CompactButton>
    </span>
  );
}

/** Whether it is being recorded, and what else can be done about it. */
export function RecordingLine({ calls }: RecordedProps) {
  const { text, failure } = useText();
  const recording = recordingOf(calls);
  if (!recording) return <div role="status" />;
  const { state } = recording;
  const Icon = state === 'failed' ? TriangleAlert : state === 'paused' ? Pause : Circle;
  return (
    <div className={styles.line}>
      <p role="status" className={`${styles.state} ${styles[state]}`} data-testid="recording-state" data-state={state}>
        <Icon size={state === 'failed' || state === 'paused' ? 14 : 11} aria-hidden />
        <span>
          {state === 'failed'
            ? text('recording.state.failed', { reason: recording.failure ? failure(recording.failure) : '' })
            : text(`recording.state.${state}`)}
        </span>
      </p>
      <Acts calls={calls} isRequired={recording.isRequired} />
    </div>
  );
}

function Acts({ calls, isRequired }: RecordedProps & { readonly isRequired: boolean }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const written = calls.filter(({ recording }) => isWriting(recording));
  if (written.length === 0) return null;
  const isPaused = written.every(({ recording }) => recording?.state === 'paused');
  const all = (name: 'recordings.mark' | 'recordings.stop') => Promise.all(written.map(({ callId }) => actions.call(name, { callId })));
  async function mark(): Promise<void> {
    await all('recordings.mark');
    actions.notify(text('recording.marked'));
  }
  return (
    <>
      <Button
        size="small"
        icon={isPaused ? Circle : Pause}
        tone={isPaused ? 'warn' : 'plain'}
        {...keyOf(calls, 'V', 'record')}
        onPress={() => attempt(() => Promise.all(written.map(({ callId }) => actions.call('recordings.pause', { callId, isPaused: !isPaused }))))}
      >
        {text(isPaused ? 'recording.resume' : 'recording.pause')}
      </Button>
      <Button size="small" icon={Bookmark} {...keyOf(calls, 'B', 'mark')} onPress={() => attempt(mark)}>
        {text('recording.mark')}
      </Button>
      {isRequired ? (
        <span className={styles.faint}>{text('recording.required')}</span>
      ) : (
        <Button size="small" icon={Square} onPress={() => attempt(() => all('recordings.stop'))}>
          {text('recording.stop')}
        </Button>
      )}
    </>
  );
}
