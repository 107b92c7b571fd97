import { X } from 'lucide-react';
import { entryForms, unfiltered, type EntryForm, type TimelineFilter } from '../../../contract/model/timeline-filter.ts';
import { mostCounted, type TimelineSummary } from '../../../contract/model/timeline.ts';
import type { TimelineWindow } from '../../../contract/timeline-reducer.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { dayOf } from '../../text/time.ts';
import { Button } from '../../ui/button.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { JumpToDate } from './jump-to-date.tsx';
import styles from './line.module.css';
import type { Sight } from './sight.ts';

/** In these an agent always looks. */
const always: ReadonlySet<EntryForm> = new Set(['call', 'email', 'note']);

/** Above the line: what of it is shown, since when it goes, and up to when it is complete. */
export function LineStrip({ timeline, sight }: { timeline: TimelineWindow; sight: Sight }) {
  const filter = useDesk((state) => state.line.filter);
  const actions = useActions();
  const attempt = useAttempt();
  const show = (next: TimelineFilter): void => {
    const { top, isAtEnd } = sight.getState();
    attempt(() => actions.showLine({ filter: next, around: isAtEnd ? null : top }));
  };
  return (
    <div className={styles.strip}>
      {filter.conversationId === null ? (
        <Forms summary={timeline.summary} chosen={filter.form} onChoose={(form) => show({ form, conversationId: null })} />
      ) : (
        <OneConversation timeline={timeline} filter={filter} onLeave={() => show(unfiltered)} />
      )}
      <div className={styles.facts}>
        <Facts summary={timeline.summary} />
        <JumpToDate firstAt={timeline.summary.firstAt} />
      </div>
    </div>
  );
}

function Forms({ summary, chosen, onChoose }: { summary: TimelineSummary; chosen: EntryForm | null; onChoose: (form: EntryForm | null) => void }) {
  const { text, intl } = useText();
  const shown = entryForms.filter((form) => always.has(form) || summary.counts[form] > 0 || form === chosen);
  const counted = (label: string, counts: readonly number[]): string => {
    const count = counts.reduce((sum, one) => sum + one, 0);
    const isMore = counts.some((one) => one >= mostCounted);
    return count === 0 ? label : `${label} ${intl.formatNumber(isMore ? mostCounted : count)}${isMore ? '+' : ''}`;
  };
  return (
    <ChoiceBar
      label={text('line.filter')}
      choices={[
        { id: 'all', label: counted(text('line.all'), Object.values(summary.counts)) },
        ...shown.map((form) => ({ id: form, label: counted(text(`line.${form}`), [summary.counts[form]]) })),
      ]}
      value={chosen ?? 'all'}
      onChange={(id) => onChoose(id === 'all' ? null : (id as EntryForm))}
    />
  );
}

function OneConversation({ timeline, filter, onLeave }: { timeline: TimelineWindow; filter: TimelineFilter; onLeave: () => void }) {
  const { text } = useText();
  const subject = timeline.threads.find(({ conversationId }) => conversationId === filter.conversationId)?.subject;
  return (
    <div className={styles.only}>
      <p>{text('line.only', { subject: subject || text('message.noSubject') })}</p>
      <Button size="small" icon={X} onPress={onLeave}>
        {text('line.leave')}
      </Button>
    </div>
  );
}

function Facts({ summary }: { summary: TimelineSummary }) {
  const { text, intl } = useText();
  const completeness = useCompleteness();
  const date = summary.firstAt === null ? null : intl.formatDate(summary.firstAt, { month: 'short', year: 'numeric' });
  const span = date === null ? null : text('line.since', { date });
  return <p className={styles.span}>{[span, completeness].filter(Boolean).join(' · ')}</p>;
}

/** Up to when everything that was written is here: as far as the mailbox that was read longest ago. */
function useCompleteness(): string | null {
  const { text, intl } = useText();
  const accounts = useDesk((state) => state.channelAccounts);
  const statuses = useDesk((state) => state.channelStatuses);
  const enabled = accounts.filter(({ isEnabled }) => isEnabled).map(({ id }) => statuses.find(({ accountId }) => accountId === id));
  if (enabled.length === 0) return null;
  if (enabled.some((status) => status?.progress)) return text('line.reading');
  const times = enabled.map((status) => status?.lastSuccessAt ?? null);
  if (times.includes(null)) return text('line.unreadBox');
  const at = Math.min(...times.filter((time) => time !== null));
  const isToday = dayOf(at) === dayOf(Date.now());
  return text('line.complete', {
    time: intl.formatDate(at, { ...(isToday ? {} : { day: 'numeric', month: 'short' }), hour: 'numeric', minute: '2-digit' }),
  });
}
