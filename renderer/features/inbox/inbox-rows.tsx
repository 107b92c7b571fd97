import { ArrowUp } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { InboxList } from '../../../contract/inbox-reducer.ts';
import { useActions } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import list from '../../ui/list.module.css';
import styles from './inbox.module.css';
import { InboxRowItem } from './inbox-row.tsx';
import type { InboxQuestion } from './inbox-question.ts';
import type { InboxActs } from './use-inbox-acts.ts';

/** The focus goes from row to row over nothing. */
const betweenRowsMs = 150;
const tickMs = 30_000;

export function InboxRows({ inbox, acts, ask }: { inbox: InboxList; acts: InboxActs; ask: (question: InboxQuestion) => void }) {
  const { rows, arrived, isStale, hasMore, filter } = inbox;
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const handle = useRef<VirtuosoHandle>(null);
  const now = useCoarseNow();
  const hold = useHold();
  const [isAtTop, setIsAtTop] = useState(true);
  useEffect(() => hold.set('scrolled', !isAtTop));

  return (
    <div
      className={list.list}
      onPointerEnter={() => hold.set('pointed', true)}
      onPointerLeave={() => hold.set('pointed', false)}
      onFocus={() => hold.set('focused', true)}
      onBlur={({ currentTarget, relatedTarget }) => hold.set('focused', currentTarget.contains(relatedTarget))}
    >
      <Virtuoso
        key={`${filter.view} ${filter.order}`}
        ref={handle}
        className={list.rows ?? ''}
        data={rows}
        increaseViewportBy={240}
        atTopThreshold={20}
        atTopStateChange={setIsAtTop}
        computeItemKey={(_index, row) => row.conversationId}
        itemContent={(_index, row) => <InboxRowItem row={row} now={now} acts={acts} ask={ask} />}
        endReached={() => hasMore && attempt(actions.inbox.loadMore)}
      />
      {(arrived.length > 0 || isStale) && (
        <div className={`${list.above} ${styles.arrived}`}>
          <Button
            tone="accent"
            icon={ArrowUp}
            keyHint="."
            onPress={() => {
              actions.inbox.showArrived();
              handle.current?.scrollToIndex({ index: 0, align: 'start' });
            }}
          >
            {arrived.length > 0 ? text('inbox.newAbove', { count: arrived.length }) : text('inbox.changed')}
          </Button>
        </div>
      )}
    </div>
  );
}

type Reason = 'pointed' | 'focused' | 'scrolled';

/** Nothing moves while any of these is so. */
function useHold(): { set(reason: Reason, isSo: boolean): void } {
  const actions = useActions();
  const reasons = useRef(new Set<Reason>());
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(
    () => () => {
      clearTimeout(timer.current ?? undefined);
      actions.inbox.hold(false);
    },
    [actions],
  );
  return {
    set(reason, isSo) {
      if (reasons.current.has(reason) === isSo) return;
      if (isSo) reasons.current.add(reason);
      else reasons.current.delete(reason);
      clearTimeout(timer.current ?? undefined);
      timer.current = setTimeout(() => actions.inbox.hold(reasons.current.size > 0), isSo ? 0 : betweenRowsMs);
    },
  };
}

function useCoarseNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), tickMs);
    return () => clearInterval(timer);
  }, []);
  return now;
}
