import { ArrowDown, ArrowUp, MessagesSquare } from 'lucide-react';
import { useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type RefObject } from 'react';
import { useStore } from 'zustand';
import { firstEntryIdAt, type EntryId } from '../../../contract/model/ids.ts';
import { isShown, unfiltered } from '../../../contract/model/timeline-filter.ts';
import type { TimelineEntry, TimelineThread } from '../../../contract/model/timeline.ts';
import type { TimelineWindow } from '../../../contract/timeline-reducer.ts';
import { useActions, useDesk, useDeskStore } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import { createNearness, startScrolling, type Scrolling } from './line-list.ts';
import { LineRow } from './line-row.tsx';
import styles from './line.module.css';
import type { Sight } from './sight.ts';

/** So much below the screen is far: a button leads to the newest. */
const farBelow = 30;

/** Enough to fill a screen, whatever they are; more are drawn before the first frame where they are not. */
const drawnFirst = 14;
/** The same of what is seen above the entry that was opened. */
const drawnAbove = 6;

interface FeedProps {
  readonly timeline: TimelineWindow;
  readonly sight: Sight;
  /** Whether the keyboard was in the line when its last run was put away. */
  readonly isFocused: RefObject<boolean>;
}

/** The entries of the run that is held; older and newer pages come as their ends come near the screen. */
export function Feed({ timeline, sight, isFocused }: FeedProps) {
  const { entries, threads, filter } = timeline;
  const { startAt, takesFocus, marked } = useDesk((state) => state.line);
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const [nearness] = useState(createNearness);
  const [start] = useState<EntryId | null>(() => (startAt === null ? null : (entries.find(({ id }) => id >= startAt)?.id ?? null)));
  const [aim, setAim] = useState(takesFocus ? start : null);
  // Those on the screen when it is opened; what comes later is drawn when it comes near.
  const [first] = useState(() => firstDrawn(entries, start));
  const byId = useMemo(() => new Map(threads.map((thread) => [thread.conversationId, thread])), [threads]);
  const { scroller, scrolling } = useScrolling(timeline, sight, { start, inContext: !takesFocus });
  useFocusKept(scroller, isFocused);

  const narrow = useCallback(
    ({ conversationId }: TimelineThread) => attempt(() => actions.showLine({ filter: { form: null, conversationId }, around: sight.getState().top })),
    [actions, attempt, sight],
  );
  function goTo(id: EntryId): void {
    setAim(id);
    if (!scrolling.current?.to(id)) attempt(() => actions.showLine({ filter, around: id }));
  }
  function goToNewest(): void {
    if (timeline.hasNewer) attempt(() => actions.showLine({ filter, around: null }));
    else scrolling.current?.toEnd();
  }
  function onKeyDown(event: KeyboardEvent): void {
    if (event.target instanceof HTMLElement && (event.target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName))) return;
    if (event.key === 'End') goToNewest();
    else if (event.key === 'Home') attempt(() => actions.showLine({ filter, around: firstEntryIdAt(timeline.summary.firstAt ?? 0) }));
    else return;
    event.preventDefault();
  }

  if (entries.length === 0) return <Nothing timeline={timeline} />;
  return (
    <div className={styles.feed} onKeyDown={onKeyDown}>
      <div ref={scroller} className={styles.rows} data-line tabIndex={0} role="group" aria-label={text('line.entries')}>
        <div className={styles.column}>
          {entries.map((entry, index) => (
            <LineRow
              key={entry.id}
              entry={entry}
              before={entries[index - 1]}
              after={entries[index + 1]}
              thread={entry.kind === 'message' ? byId.get(entry.conversationId) : undefined}
              isAimedAt={entry.id === aim}
              isMarked={entry.conversationId === marked}
              isDrawnFirst={first.has(entry.id)}
              nearness={nearness}
              sight={sight}
              onNarrow={filter.conversationId === null ? narrow : null}
            />
          ))}
        </div>
      </div>
      <Pills timeline={timeline} sight={sight} onGo={goTo} onNewest={goToNewest} />
    </div>
  );
}

function firstDrawn(entries: readonly TimelineEntry[], start: EntryId | null): ReadonlySet<EntryId> {
  const at = start === null ? -1 : entries.findIndex(({ id }) => id === start);
  const shown = at === -1 ? entries.slice(-drawnFirst) : entries.slice(Math.max(0, at - drawnAbove), at + drawnFirst);
  return new Set(shown.map(({ id }) => id));
}

/** Opened at its place before the first frame; afterwards nothing moves but what was asked for. */
function useScrolling(timeline: TimelineWindow, sight: Sight, opened: { readonly start: EntryId | null; readonly inContext: boolean }) {
  const actions = useActions();
  const attempt = useAttempt();
  const store = useDeskStore();
  const scroller = useRef<HTMLDivElement>(null);
  const scrolling = useRef<Scrolling | null>(null);
  const [{ start, inContext }] = useState(opened);
  const isEmpty = timeline.entries.length === 0;

  useLayoutEffect(() => {
    if (isEmpty || !scroller.current) return;
    const started = startScrolling(scroller.current, {
      sight,
      has: (side) => store.getState().timeline?.[side === 'older' ? 'hasOlder' : 'hasNewer'] ?? false,
      onNear: (side) => attempt(side === 'older' ? actions.loadOlder : actions.loadNewer),
    });
    scrolling.current = started;
    if (start === null || !started.to(start, { inContext })) started.toEnd();
    return () => started[Symbol.dispose]();
  }, [isEmpty, sight, store, attempt, actions, start, inContext]);

  useLayoutEffect(() => scrolling.current?.settle(), [timeline]);
  return { scroller, scrolling };
}

/** Whoever moves through the line by keyboard still does when another run of it is opened. */
function useFocusKept(scroller: RefObject<HTMLElement | null>, isFocused: RefObject<boolean>): void {
  useLayoutEffect(() => {
    const rows = scroller.current;
    if (isFocused.current && document.activeElement === document.body) rows?.focus({ preventScroll: true });
    return () => {
      isFocused.current = rows?.contains(document.activeElement) ?? false;
    };
  }, [scroller, isFocused]);
}

interface PillsProps {
  readonly timeline: TimelineWindow;
  readonly sight: Sight;
  readonly onGo: (id: EntryId) => void;
  readonly onNewest: () => void;
}

/** What is out of sight and wants to be seen. It never comes by itself. */
function Pills({ timeline, sight, onGo, onNewest }: PillsProps) {
  const { text } = useText();
  const { top, bottom, isAtEnd } = useStore(sight);
  const { entries, filter, hasNewer, arrived = [] } = timeline;
  const [seenId, setSeenId] = useState(entries.at(-1)?.id ?? 0);
  const isThere = isAtEnd && !hasNewer;
  useEffect(() => {
    if (isThere) setSeenId(entries.at(-1)?.id ?? 0);
  }, [isThere, entries]);

  const unread = timeline.summary.unread.filter((one) => isShown(one, filter));
  const above = top === null ? [] : unread.filter(({ id }) => id < top);
  const below = bottom === null ? [] : unread.filter(({ id }) => id > bottom);
  const unseen = hasNewer ? arrived.length : isThere ? 0 : entries.filter(({ id }) => id > seenId).length;
  const isFar = hasNewer || (bottom !== null && (entries.at(-1 - farBelow)?.id ?? 0) > bottom);
  const [nextBelow] = below;
  const nextAbove = above.at(-1);
  return (
    <>
      {nextAbove && (
        <div className={styles.above}>
          <Button icon={ArrowUp} size="small" data-act="unread-above" onPress={() => onGo(nextAbove.id)}>
            {text('line.unreadAbove', { count: above.length })}
          </Button>
        </div>
      )}
      {(nextBelow || unseen > 0 || isFar) && (
        <div className={styles.below}>
          {nextBelow && (
            <Button icon={ArrowDown} size="small" data-act="unread-below" onPress={() => onGo(nextBelow.id)}>
              {text('line.unreadBelow', { count: below.length })}
            </Button>
          )}
          {(unseen > 0 || isFar) && (
            <Button tone={unseen > 0 ? 'accent' : 'plain'} size="small" icon={ArrowDown} onPress={onNewest}>
              {unseen > 0 ? text('timeline.newBelow', { count: unseen }) : text('line.toNewest')}
            </Button>
          )}
        </div>
      )}
    </>
  );
}

function Nothing({ timeline: { filter } }: { timeline: TimelineWindow }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  if (filter.form === null && filter.conversationId === null) return <EmptyState icon={MessagesSquare}>{text('timeline.empty')}</EmptyState>;
  return (
    <EmptyState icon={MessagesSquare}>
      <p>{text(filter.form === null ? 'line.noneShown.conversation' : `line.noneShown.${filter.form}`)}</p>
      <Button size="small" onPress={() => attempt(() => actions.showLine({ filter: unfiltered, around: null }))}>
        {text('line.showAll')}
      </Button>
    </EmptyState>
  );
}
