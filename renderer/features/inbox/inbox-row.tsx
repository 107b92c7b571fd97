import { Check, Ellipsis, Mail, MessageCircle, MessageSquare, RotateCcw, Share2, UserRound, type LucideIcon } from 'lucide-react';
import type { InboxRow } from '../../../contract/model/inbox.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { dayOf } from '../../text/time.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { Menu } from '../../ui/menu.tsx';
import list from '../../ui/list.module.css';
import styles from './inbox.module.css';
import type { InboxQuestion } from './inbox-question.ts';
import { matterOf, reasonOf, whoOf } from './inbox-words.ts';
import type { InboxActs } from './use-inbox-acts.ts';

const icons: Readonly<Record<InboxRow['channel'], LucideIcon>> = { email: Mail, sms: MessageSquare, social: Share2, chat: MessageCircle };

interface RowProps {
  readonly row: InboxRow;
  readonly now: number;
  readonly acts: InboxActs;
  readonly ask: (question: InboxQuestion) => void;
}

export function InboxRowItem({ row, now, acts, ask }: RowProps) {
  const words = useText();
  const { text, intl } = words;
  const isOpen = useDesk((state) => state.conversationId === row.conversationId);
  const account = useDesk((state) => (state.channelAccounts.length > 1 ? state.channelAccounts.find(({ id }) => id === row.accountId)?.label : null));
  const Icon = icons[row.channel];
  const isToday = dayOf(row.lastAt) === dayOf(now);
  const matter = matterOf(row.subject);
  const who = whoOf(row, words);
  return (
    <div className={`${list.row} ${styles.row}`} aria-current={isOpen} data-inbox-row data-testid="inbox-row" data-state={row.state}>
      <Icon size={15} aria-hidden className={row.unread > 0 ? styles.news : ''} />
      <span className={styles.who}>
        <button type="button" className="plain-button" data-list-row data-conversation={row.conversationId} onClick={() => acts.open(row)}>
          <span className={`${list.name} ${row.unread > 0 ? '' : styles.read}`}>{who}</span>
        </button>
        {row.unread > 0 && (
          <span className={styles.unread} role="img" aria-label={text('inbox.unread', { count: row.unread })}>
            {row.unread}
          </span>
        )}
        {row.company && <span className={styles.company}>{row.company}</span>}
      </span>
      <time className={list.when}>
        {intl.formatDate(row.lastAt, isToday ? { hour: 'numeric', minute: '2-digit' } : { day: 'numeric', month: 'short' })}
      </time>
      <span className={styles.second}>
        {matter && <b className={row.unread > 0 ? '' : styles.read}>{matter}</b>} {matter && row.preview && '· '}
        {row.lastDirection === 'out' ? text('inbox.you', { text: row.preview }) : row.preview}
      </span>
      <span className={styles.third}>
        <span className={`${styles.reason} ${row.state === 'open' ? styles[row.reason ?? 'message'] : ''}`}>{reasonOf(row, now, words)}</span>
        {row.assignedTo !== null && (
          <span className={styles.agent}>
            <UserRound size={11} role="img" aria-label={text('inbox.assigned')} /> {row.isMine ? text('inbox.me') : row.assignedTo}
          </span>
        )}
        {row.tags.map((tag) => (
          <span key={tag} className={styles.tag}>
            {tag}
          </span>
        ))}
        {account && <span className={styles.account}>{account}</span>}
      </span>
      <RowActs row={row} who={who} acts={acts} ask={ask} />
    </div>
  );
}

/** Seen where the row is pointed at or has the focus; by keyboard each has its letter. */
function RowActs({ row, who, acts, ask }: Omit<RowProps, 'now'> & { who: string }) {
  const { text } = useText();
  const isDone = row.state === 'done';
  const choices: Readonly<Record<string, { readonly label: string; readonly key: string; act(): void }>> = {
    snooze: { label: text('inbox.act.snooze'), key: 'Z', act: () => ask({ kind: 'snooze', row }) },
    assign: { label: text(row.isMine ? 'inbox.act.unassign' : 'inbox.act.assign'), key: 'I', act: () => acts.assign(row) },
    tags: { label: text('inbox.act.tag'), key: 'L', act: () => ask({ kind: 'tags', row }) },
    mark: { label: text(row.unread > 0 ? 'inbox.act.read' : 'inbox.act.unread'), key: 'V', act: () => acts.mark(row) },
  };
  return (
    <span className={styles.acts}>
      <IconButton
        label={`${text(isDone ? 'inbox.act.reopen' : 'inbox.act.done')} (Y)`}
        icon={isDone ? RotateCcw : Check}
        onPress={() => acts.finish(row)}
      />
      <Menu
        label={text('inbox.acts')}
        choices={Object.entries(choices).map(([id, { label, key }]) => ({ id, label: `${label} (${key})` }))}
        onAction={(id) => choices[id]?.act()}
      >
        <Button size="small" tone="quiet" icon={Ellipsis} aria-label={`${text('inbox.acts')}: ${who}`}>
          {''}
        </Button>
      </Menu>
    </span>
  );
}
