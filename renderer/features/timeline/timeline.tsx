import { ArrowDown, MessagesSquare } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { TimelineEntry } from '../../../contract/model/timeline.ts';
import type { TimelineWindow } from '../../../contract/timeline-reducer.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { dayOf } from '../../text/time.ts';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import { Entry } from './entry.tsx';
import { Composer } from './composer.tsx';
import styles from './timeline.module.css';

/** One person's line: oldest above, newest at the bottom. */
export function Timeline() {
  const timeline = useDesk((state) => state.timeline);
  const contactId = useDesk((state) => state.contactId);
  const { text } = useText();
  if (contactId === null) return <EmptyState icon={MessagesSquare}>{text('timeline.none')}</EmptyState>;
  return (
    <section className={styles.timeline} aria-label={text('timeline.label')}>
      {timeline ? (
        <Feed key={timeline.contactId} timeline={timeline} />
      ) : (
        <div className={styles.feed} aria-busy="true" aria-label={text('frame.loading')} />
      )}
      <Composer contactId={contactId} />
    </section>
  );
}

/** Virtuoso keeps its place when older entries are put in front, as long as this number counts down with them. */
const firstIndexAtOpening = 1_000_000;

function Feed({ timeline }: { timeline: TimelineWindow }) {
  const { entries, hasOlder } = timeline;
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const list = useRef<VirtuosoHandle>(null);
  const [isAtEnd, setIsAtEnd] = useState(true);
  const [seenId, setSeenId] = useState(entries.at(-1)?.id ?? 0);
  const [opening] = useState(() => ({ newest: entries.at(-1)?.id ?? 0, count: entries.length }));
  const older = entries.filter(({ id }) => id <= opening.newest).length - opening.count;
  const unseen = entries.filter(({ id }) => id > seenId).length;

  useEffect(() => {
    if (isAtEnd) setSeenId(entries.at(-1)?.id ?? 0);
  }, [isAtEnd, entries]);

  if (entries.length === 0) return <EmptyState icon={MessagesSquare}>{text('timeline.empty')}</EmptyState>;
  return (
    <div className={styles.feed}>
      <Virtuoso
        ref={list}
        className={styles.rows ?? ''}
        data={entries}
        firstItemIndex={firstIndexAtOpening - Math.max(0, older)}
        initialTopMostItemIndex={entries.length - 1}
        alignToBottom
        followOutput={(isThere) => (isThere ? 'auto' : false)}
        atBottomThreshold={40}
        atBottomStateChange={setIsAtEnd}
        startReached={() => hasOlder && attempt(actions.loadOlder)}
        computeItemKey={(_index, entry) => entry.id}
        itemContent={(index, entry) => <DatedEntry entry={entry} before={entries[index - (firstIndexAtOpening - Math.max(0, older)) - 1]} />}
      />
      {unseen > 0 && !isAtEnd && (
        <div className={styles.below}>
          <Button tone="accent" icon={ArrowDown} onPress={() => list.current?.scrollToIndex({ index: 'LAST', align: 'end' })}>
            {text('timeline.newBelow', { count: unseen })}
          </Button>
        </div>
      )}
    </div>
  );
}

function DatedEntry({ entry, before }: { entry: TimelineEntry; before: TimelineEntry | undefined }) {
  const { text, intl } = useText();
  const day = dayOf(entry.at);
  const today = dayOf(Date.now());
  const isNewDay = !before || dayOf(before.at) !== day;
  const word = day === today ? text('timeline.today') : day === dayOf(today - 1) ? text('timeline.yesterday') : null;
  const year = new Date(day).getFullYear() === new Date(today).getFullYear() ? {} : ({ year: 'numeric' } as const);
  return (
    <div className={styles.item}>
      {isNewDay && <p className={styles.day}>{word ?? intl.formatDate(day, { weekday: 'long', day: 'numeric', month: 'long', ...year })}</p>}
      <Entry entry={entry} />
    </div>
  );
}
