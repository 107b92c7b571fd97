import { CircleHelp, CircleX, Clock, Send, type LucideIcon } from 'lucide-react';
import type { OutboxEntry } from '../../../contract/model/outbox.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useDueWords } from '../../text/date.ts';
import { useText } from '../../text/text.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import styles from '../../ui/list.module.css';

const icons: Readonly<Record<OutboxEntry['state'], LucideIcon>> = { queued: Clock, sending: Send, unknown: CircleHelp, refused: CircleX };
/** What waits for a person comes first. */
const urgency: Readonly<Record<OutboxEntry['state'], number>> = { unknown: 0, refused: 1, sending: 2, queued: 3 };

export function OutboxList() {
  const items = useDesk((state) => state.outbox);
  const { text } = useText();
  const ordered = [...items].sort((a, b) => urgency[a.state] - urgency[b.state] || a.createdAt - b.createdAt);
  return (
    <div className={styles.pane}>
      <div className={styles.head}>
        <h2 className={styles.title}>{text('outbox.title')}</h2>
      </div>
      {ordered.length === 0 ? (
        <EmptyState icon={Send}>{text('outbox.empty')}</EmptyState>
      ) : (
        <div className={styles.scroll}>
          {ordered.map((item) => (
            <Row key={item.entryId} item={item} />
          ))}
        </div>
      )}
    </div>
  );
}

function Row({ item }: { item: OutboxEntry }) {
  const actions = useActions();
  const attempt = useAttempt();
  const isOpen = useDesk((state) => state.contactId === item.contactId);
  const { text, failure } = useText();
  const due = useDueWords();
  const Icon = icons[item.state];
  const isWaiting = item.state === 'queued';
  const word = isWaiting ? due(item.dueAt) : text(`delivery.${item.state}`);
  return (
    <div className={styles.row} aria-current={isOpen} data-testid="outbox-item" data-state={item.state}>
      <Icon size={15} aria-hidden className={item.state === 'refused' ? styles.missed : item.state === 'unknown' ? styles.toReturn : ''} />
      <button type="button" className="plain-button" data-list-row onClick={() => attempt(() => actions.openEntry(item.contactId, item.entryId))}>
        <span className={styles.name}>{item.contactName ?? item.to[0]?.address}</span>
      </button>
      <span className={styles.when}>{word}</span>
      <span className={styles.wide}>{item.subject || text('message.noSubject')}</span>
      {item.failure && <span className={`${styles.wide} ${styles.missed}`}>{failure(item.failure)}</span>}
    </div>
  );
}
