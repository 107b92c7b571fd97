import { Mic, MicOff, Pause, PhoneOff, Play, Split, Unlink2, UserPlus, UserRound, Users } from 'lucide-react';
import type { LiveCall } from '../../../contract/model/call.ts';
import { useActions, useDesk, useNow } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { clockTime } from '../../text/time.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { stateWord, whoIs } from './call-words.ts';
import { RecordButton, RecordingLine } from './recording-controls.tsx';
import { JoinButton, SwitchButton } from './other-call.tsx';
import bar from './call-bar.module.css';
import styles from './conference.module.css';

/** Several calls that are one conversation: what is done to all of them, and beneath it each party. */
export function ConferenceRow({ members, hasKey }: { members: readonly LiveCall[]; hasKey: boolean }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const isEndAsked = useDesk((state) => state.isEndAsked);
  const isCurrent = members.some((call) => call.isCurrent);
  const isHeld = members.every((call) => call.isHeldHere);
  const isMuted = members.some((call) => call.isMuted);
  const [first] = members;
  if (!first) return null;
  return (
    <section className={`${bar.row} ${isHeld ? bar.held : ''}`} aria-label={text('conference.title')} data-testid="conference">
      <div className={bar.line}>
        <Users size={15} aria-hidden className={bar.lead} />
        <div className={bar.caller}>
          <div className={bar.callerLine}>
            <span className={bar.callerName}>{text('conference.title')}</span>
          </div>
          <p className={bar.reason} role="status">
            {isMuted && !isHeld ? (
              <span className={bar.muted}>{text('conference.muted')}</span>
            ) : (
              <span>{text(isHeld ? 'conference.held' : 'conference.talking', { count: members.length })}</span>
            )}
          </p>
        </div>
        {isCurrent ? (
          <>
            <Controls call={first} isHeld={isHeld} isMuted={isMuted} />
            <RecordButton calls={members} />
          </>
        ) : (
          <>
            <SwitchButton call={first} />
            <JoinButton call={first} hasKey={hasKey} />
          </>
        )}
        <Button
          tone="stop"
          icon={PhoneOff}
          {...(isCurrent ? { keyHint: 'E' } : {})}
          onPress={() => attempt(() => actions.endCalls(members.map(({ callId }) => callId)))}
        >
          {text(isEndAsked && isCurrent ? 'conference.endAsk' : 'conference.end')}
        </Button>
      </div>
      <RecordingLine calls={members} />
      <ul className={styles.parties}>
        {members.map((call) => (
          <Party key={call.callId} call={call} />
        ))}
      </ul>
      {members.length === 2 && <Leave members={members} />}
    </section>
  );
}

/** Of any member: main does it to all of them. */
function Controls({ call: { callId }, isHeld, isMuted }: { call: LiveCall; isHeld: boolean; isMuted: boolean }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  return (
    <>
      <IconButton label={text('conference.add')} icon={UserPlus} onPress={() => document.getElementById('dial-field')?.focus()} />
      <Button
        icon={isMuted ? MicOff : Mic}
        tone={isMuted ? 'warn' : 'plain'}
        keyHint="M"
        onPress={() => attempt(() => actions.call('voice.mute', { callId, isMuted: !isMuted }))}
      >
        {text(isMuted ? 'call.unmute' : 'call.mute')}
      </Button>
      <Button
        icon={isHeld ? Play : Pause}
        tone={isHeld ? 'warn' : 'plain'}
        keyHint="H"
        onPress={() => attempt(() => actions.call(isHeld ? 'voice.resume' : 'voice.hold', { callId }))}
      >
        {text(isHeld ? 'call.resume' : 'call.hold')}
      </Button>
      <Button icon={Split} onPress={() => attempt(() => actions.call('conference.split', { callId }))}>
        {text('conference.split')}
      </Button>
    </>
  );
}

function Party({ call }: { call: LiveCall }) {
  const { text, failure } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const now = useNow(call.answeredAt !== null);
  const { callId, contactId } = call;
  const who = whoIs(call, text);
  const isMuted = call.conference?.isMuted === true;
  const isPlain = call.state === 'connected';
  return (
    <li className={styles.party} aria-label={text('conference.party', { who })}>
      <button
        type="button"
        className={`${bar.who} ${styles.name}`}
        onClick={() => contactId !== null && attempt(() => actions.openContact(contactId))}
      >
        {who}
      </button>
      {call.answeredAt !== null && <time className={styles.timer}>{clockTime(now - call.answeredAt)}</time>}
      <span className={styles.words} role="status">
        {!isPlain && text(stateWord(call))}
        {isPlain && isMuted && <span className={bar.muted}>{text('conference.partyMuted')}</span>}
        {call.notice && <span className={styles.notice}>{failure(call.notice)}</span>}
      </span>
      <IconButton
        label={text(isMuted ? 'conference.unmute' : 'conference.mute', { who })}
        icon={isMuted ? MicOff : Mic}
        tone={isMuted ? 'warn' : 'quiet'}
        onPress={() => attempt(() => actions.call('conference.mute', { callId, isMuted: !isMuted }))}
      />
      <IconButton
        label={text('conference.takeOut', { who })}
        icon={UserRound}
        onPress={() => attempt(() => actions.call('conference.take-out', { callId }))}
      />
      <IconButton label={text('conference.drop', { who })} icon={PhoneOff} onPress={() => attempt(() => actions.endCalls([callId]))} />
    </li>
  );
}

/** The agent goes, the other two stay connected. */
function Leave({ members }: { members: readonly LiveCall[] }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const [one, other] = members;
  if (!one || !other) return null;
  return (
    <div className={styles.foot}>
      <Button
        size="small"
        icon={Unlink2}
        isDisabled={members.some(({ transfer }) => transfer?.state === 'asked' || transfer?.state === 'ringing')}
        onPress={() => attempt(() => actions.call('voice.connect', { callId: one.callId, otherCallId: other.callId }))}
      >
        {text('conference.leave')}
      </Button>
    </div>
  );
}
