import { ArrowUp, Check, Phone, PhoneCall, PhoneIncoming, PhoneMissed, PhoneOutgoing, type LucideIcon } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Virtuoso, type VirtuosoHandle } from 'react-virtuoso';
import type { RecentCall, RecentFilter } from '../../../contract/model/timeline.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import type { RecentList } from '../../state/state.ts';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { clockTime, dayOf } from '../../text/time.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import styles from '../../ui/list.module.css';

const filters: readonly RecentFilter[] = ['all', 'missed', 'in', 'out'];

export function RecentCalls() {
  const recent = useDesk((state) => state.recent);
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  return (
    <div className={styles.pane}>
      <div className={styles.head}>
        <h2 className={styles.title}>
          {text('recent.title')}
          {recent.needsReturn > 0 && <span className={styles.count}>{text('frame.needReturn', { count: recent.needsReturn })}</span>}
        </h2>
        <ChoiceBar
          label={text('recent.filter')}
          choices={filters.map((id) => ({ id, label: text(`recent.${id}`) }))}
          value={recent.filter}
          onChange={(id) => attempt(() => actions.filterRecent(id as RecentFilter))}
        />
      </div>
      {recent.isLoaded && recent.calls.length === 0 ? (
        <EmptyState icon={Phone}>{text(recent.filter === 'missed' ? 'recent.emptyMissed' : 'recent.empty')}</EmptyState>
      ) : (
        <Rows key={`${recent.filter} ${recent.isLoaded}`} recent={recent} />
      )}
    </div>
  );
}

/** Virtuoso keeps its place when newer calls are put in front, as long as this number counts down with them. */
const firstIndexAtOpening = 1_000_000;

function Rows({ recent: { calls, hasOlder } }: { recent: RecentList }) {
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const list = useRef<VirtuosoHandle>(null);
  const newest = calls[0]?.callId ?? 0;
  const [opening] = useState(newest);
  const [isAtTop, setIsAtTop] = useState(true);
  const [seen, setSeen] = useState<number>(newest);
  const newerThan = (callId: number): number => calls.filter((call) => call.callId > callId).length;
  const unseen = newerThan(seen);

  useEffect(() => {
    if (isAtTop) setSeen(newest);
  }, [isAtTop, newest]);

  return (
    <div className={styles.list}>
      <Virtuoso
        ref={list}
        className={styles.rows ?? ''}
        data={calls}
        firstItemIndex={firstIndexAtOpening - newerThan(opening)}
        atTopThreshold={20}
        atTopStateChange={setIsAtTop}
        computeItemKey={(_index, call) => call.callId}
        itemContent={(_index, call) => <RecentRow call={call} />}
        endReached={() => hasOlder && attempt(actions.loadOlderRecent)}
      />
      {unseen > 0 && !isAtTop && (
        <div className={styles.above}>
          <Button tone="accent" icon={ArrowUp} onPress={() => list.current?.scrollToIndex({ index: 0, align: 'start' })}>
            {text('recent.newAbove', { count: unseen })}
          </Button>
        </div>
      )}
    </div>
  );
}

function iconOf({ direction, result }: RecentCall): LucideIcon {
  if (result === 'live') return PhoneCall;
  if (result === 'missed') return PhoneMissed;
  return direction === 'in' ? PhoneIncoming : PhoneOutgoing;
}

function RecentRow({ call }: { call: RecentCall }) {
  const actions = useActions();
  const attempt = useAttempt();
  const isOpen = useDesk((state) => state.contactId === call.contactId);
  const { text, intl } = useText();
  const Icon = iconOf(call);
  const who = call.contactName ?? (call.address || text('call.withheld'));
  const isToday = dayOf(call.at) === dayOf(Date.now());

  async function dismiss(): Promise<void> {
    await actions.call('recent.dismiss', { callId: call.callId });
    actions.notify(text('recent.dismissed'), { undo: () => attempt(() => actions.call('recent.restore', { callId: call.callId })) });
  }

  return (
    <div className={styles.row} aria-current={isOpen} data-testid="recent-call" data-result={call.result}>
      <Icon size={15} aria-hidden className={call.result === 'missed' ? styles.missed : ''} />
      <button type="button" className="plain-button" data-list-row onClick={() => attempt(() => actions.openContact(call.contactId))}>
        <span className={styles.name}>{who}</span>
      </button>
      <time className={styles.when}>
        {intl.formatDate(call.at, isToday ? { hour: 'numeric', minute: '2-digit' } : { day: 'numeric', month: 'short' })}
      </time>
      <span className={styles.second}>
        <span className="visually-hidden">{text(`direction.${call.direction}`)}, </span>
        {call.needsReturn ? <span className={styles.toReturn}>{text('recent.toReturn')}</span> : text(`result.${call.result}`)}
        {call.durationMs !== null && ` · ${clockTime(call.durationMs)}`}
        {call.company && ` · ${call.company}`}
      </span>
      <span className={styles.acts}>
        {call.needsReturn && <IconButton label={text('recent.dismiss')} icon={Check} onPress={() => attempt(dismiss)} />}
        {call.address && (
          <IconButton
            label={text('recent.callBack', { who })}
            icon={Phone}
            onPress={() => attempt(() => actions.dial(call.address, call.contactId))}
          />
        )}
      </span>
    </div>
  );
}
