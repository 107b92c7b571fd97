import { NotebookPen, Phone, PhoneIncoming, PhoneMissed, PhoneOutgoing } from 'lucide-react';
import type { CallEntry, NoteEntry, TimelineEntry } from '../../../contract/model/timeline.ts';
import { useDesk, useNow } from '../../state/desk.tsx';
import { useNote } from '../../state/use-note.ts';
import { useText } from '../../text/text.tsx';
import { clockTime } from '../../text/time.ts';
import { TextField } from '../../ui/field.tsx';
import { CallQuality } from './call-quality.tsx';
import { Frame } from './entry-frame.tsx';
import { MessageItem } from './message-item.tsx';
import { Recordings } from './recording/recordings.tsx';
import { nameAndAddress, transferSentence } from './transfer-words.ts';
import styles from './timeline.module.css';

/** `isContinued`: a message under the subject of the one above it. */
export function Entry({ entry, isContinued }: { entry: TimelineEntry; isContinued: boolean }) {
  switch (entry.kind) {
    case 'call':
      return entry.result === 'live' ? <LiveCall entry={entry} /> : <PastCall entry={entry} />;
    case 'note':
      return <Note entry={entry} />;
    case 'message':
      return <MessageItem entry={entry} isContinued={isContinued} />;
  }
}

/** The call that is going on: its note is typed here. */
function LiveCall({ entry }: { entry: CallEntry }) {
  const { text } = useText();
  const now = useNow(true);
  const note = useNote(entry.id, entry.note);
  return (
    <Frame
      icon={Phone}
      tone="live"
      at={entry.at}
      title={text(entry.answeredAt !== null ? 'result.live' : entry.direction === 'in' ? 'call.state.ringing' : 'call.state.dialling')}
      detail={entry.answeredAt === null ? text(`direction.${entry.direction}`) : clockTime(now - entry.answeredAt)}
    >
      <div className={styles.box}>
        <TextField
          label={text('timeline.callNote')}
          placeholder={text('timeline.callNoteHint')}
          value={note.text}
          onChange={note.type}
          rows={3}
          maxLength={20_000}
          name="call-note"
        />
        <span className={styles.saved} role="status">
          {note.text && text(note.isSaved ? 'timeline.saved' : 'timeline.saving')}
        </span>
      </div>
    </Frame>
  );
}

function PastCall({ entry }: { entry: CallEntry }) {
  const { text, failure, intl } = useText();
  const dispositions = useDesk((state) => state.settings?.dispositions);
  const disposition = dispositions?.find(({ id }) => id === entry.dispositionId)?.label ?? entry.dispositionId;
  const isMissed = entry.result === 'missed';
  const icon = isMissed ? PhoneMissed : entry.direction === 'in' ? PhoneIncoming : PhoneOutgoing;
  const details = [
    isMissed ? null : text(`direction.${entry.direction}`),
    entry.durationMs === null ? null : text('timeline.spoke', { duration: clockTime(entry.durationMs) }),
    entry.agentName,
    disposition,
    entry.needsReturn ? text('recent.toReturn') : null,
    entry.followUpAt === null
      ? null
      : text('timeline.followUp', {
          date: intl.formatDate(entry.followUpAt, { day: 'numeric', month: 'short', hour: 'numeric', minute: '2-digit' }),
        }),
  ];
  return (
    <Frame
      icon={icon}
      tone={isMissed ? 'missed' : 'past'}
      at={entry.at}
      title={text(`result.${entry.result}`)}
      detail={details.filter(Boolean).join(' · ')}
    >
      {entry.transfer && (
        <p className={entry.transfer.state === 'failed' ? styles.failure : styles.transfer}>{transferSentence(entry.transfer, { text, failure })}</p>
      )}
      {entry.conference.length > 0 && (
        <p className={styles.transfer}>
          {text('conference.past', { who: intl.formatList(entry.conference.map(nameAndAddress), { type: 'conjunction' }) })}
        </p>
      )}
      {entry.failure && <p className={styles.failure}>{failure(entry.failure)}</p>}
      {entry.quality && <CallQuality entry={entry} quality={entry.quality} />}
      <Recordings recordings={entry.recordings} />
      {entry.note && <p className={`${styles.box} ${styles.note}`}>{entry.note}</p>}
    </Frame>
  );
}

function Note({ entry }: { entry: NoteEntry }) {
  const { text } = useText();
  return (
    <Frame icon={NotebookPen} tone="past" at={entry.at} title={text('timeline.note')} detail={entry.agentName ?? ''}>
      <p className={`${styles.box} ${styles.note}`}>{entry.text}</p>
    </Frame>
  );
}
