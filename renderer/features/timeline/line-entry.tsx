import { Clock } from 'lucide-react';
import { useEffect, useRef } from 'react';
import { useStore } from 'zustand';
import { mostCounted, type MessageEntry, type TimelineEntry, type TimelineThread } from '../../../contract/model/timeline.ts';
import { useActions } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { dayOf } from '../../text/time.ts';
import { Entry } from './entry.tsx';
import styles from './line.module.css';
import type { Sight } from './sight.ts';

export interface LineEntryProps {
  readonly entry: TimelineEntry;
  readonly before: TimelineEntry | undefined;
  readonly after: TimelineEntry | undefined;
  /** Of a message: its conversation. */
  readonly thread: TimelineThread | undefined;
  /** It was jumped to. */
  readonly isAimedAt: boolean;
  /** It is of the conversation that was opened. */
  readonly isMarked: boolean;
  readonly sight: Sight;
  /** Shows this conversation alone; null where nothing else is shown. */
  readonly onNarrow: ((thread: TimelineThread) => void) | null;
}

/** An entry in its place: the day it begins, the conversation it hangs on, and whether somebody waits for an answer to it. */
export function LineEntry({ entry, before, after, thread, isAimedAt, isMarked, sight, onNarrow }: LineEntryProps) {
  const { text } = useText();
  const item = useRef<HTMLDivElement>(null);
  const isNewDay = !before || dayOf(before.at) !== dayOf(entry.at);
  const isJoinedAbove = isOneRun(before, entry);
  const isJoinedBelow = isOneRun(entry, after);
  useEffect(() => {
    if (isAimedAt) item.current?.focus({ preventScroll: true });
  }, [isAimedAt]);
  const joined = `${isJoinedAbove ? styles.joinedAbove : ''} ${isJoinedBelow ? styles.joinedBelow : ''}`;
  return (
    <>
      {isNewDay && <Day at={entry.at} />}
      <div ref={item} className={`${styles.item} ${joined}`} tabIndex={-1} data-entry={entry.id}>
        {isMarked && <span className={styles.edge} role="img" aria-label={text('line.opened')} />}
        <Entry entry={entry} isContinued={isContinued(before, entry)} />
        {entry.kind === 'message' && entry.isUnread && entry.accountId !== null && <Reading entry={entry} sight={sight} />}
        {thread && <Foot entry={entry} thread={thread} isEnd={!isJoinedBelow} onNarrow={onNarrow} />}
      </div>
    </>
  );
}

/** Long enough in sight to have been read. */
const readAfterMs = 1_500;

function Reading({ entry: { id }, sight }: { entry: TimelineEntry; sight: Sight }) {
  const actions = useActions();
  const isInSight = useStore(sight, ({ top, bottom }) => top !== null && bottom !== null && id >= top && id <= bottom);
  useEffect(() => {
    if (!isInSight) return;
    const timer = setTimeout(() => void actions.call('messages.mark-read', { entryId: id, isUnread: false }).catch(() => undefined), readAfterMs);
    return () => clearTimeout(timer);
  }, [id, isInSight, actions]);
  return null;
}

function Day({ at }: { at: number }) {
  const { text, intl } = useText();
  const day = dayOf(at);
  const today = dayOf(Date.now());
  const word = day === today ? text('timeline.today') : day === dayOf(today - 1) ? text('timeline.yesterday') : null;
  const year = new Date(day).getFullYear() === new Date(today).getFullYear() ? {} : ({ year: 'numeric' } as const);
  return <p className={styles.day}>{word ?? intl.formatDate(day, { weekday: 'long', day: 'numeric', month: 'long', ...year })}</p>;
}

interface FootProps {
  readonly entry: TimelineEntry;
  readonly thread: TimelineThread;
  /** The last of its conversation before something else was said. */
  readonly isEnd: boolean;
  readonly onNarrow: LineEntryProps['onNarrow'];
}

function Foot({ entry, thread, isEnd, onNarrow }: FootProps) {
  const { text, intl } = useText();
  const { awaiting, count } = thread;
  const isAwaited = awaiting?.entryId === entry.id;
  const isNarrowable = onNarrow !== null && isEnd && count > 1;
  if (!isAwaited && !isNarrowable) return null;
  const isOld = isAwaited && dayOf(awaiting.sinceAt) !== dayOf(Date.now());
  return (
    <div className={styles.foot}>
      {isAwaited && (
        <span className={styles.awaiting}>
          <Clock size={13} aria-hidden />
          {text('line.awaiting', {
            date: intl.formatDate(awaiting.sinceAt, { ...(isOld ? { dateStyle: 'medium' as const } : {}), timeStyle: 'short' }),
          })}
        </span>
      )}
      {isNarrowable && (
        <button type="button" className={styles.narrow} onClick={() => onNarrow(thread)}>
          {count >= mostCounted ? text('line.inConversationMany', { count: intl.formatNumber(mostCounted) }) : text('line.inConversation', { count })}
        </button>
      )}
    </div>
  );
}

function isOneRun(above: TimelineEntry | undefined, below: TimelineEntry | undefined): boolean {
  if (above?.kind !== 'message' || below?.kind !== 'message') return false;
  return above.conversationId === below.conversationId && dayOf(above.at) === dayOf(below.at);
}

/** Under the same subject as the message above it: it need not be said again. */
function isContinued(above: TimelineEntry | undefined, entry: TimelineEntry): boolean {
  return isOneRun(above, entry) && baseOf((above as MessageEntry).subject) === baseOf((entry as MessageEntry).subject);
}

/** `AW: Re: Router` → `router`. */
function baseOf(subject: string | null): string {
  return (subject ?? '')
    .replace(/^\s*(?:(?:re|aw|antw|sv|fwd?|wg|tr|rif|vs)\s*(?:\[\d+\])?\s*:\s*)+/i, '')
    .trim()
    .toLowerCase();
}
