import { ArrowDownWideNarrow, ArrowUpWideNarrow, Inbox, Tag, UserRoundCheck } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import type { InboxList as List } from '../../../contract/inbox-reducer.ts';
import { mostCounted, type InboxFilter } from '../../../contract/model/inbox.ts';
import { useActions, useDesk, useDeskStore } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText, type TextKey } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { ChoiceBar } from '../../ui/choice-bar.tsx';
import { TextField } from '../../ui/field.tsx';
import { Menu } from '../../ui/menu.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import list from '../../ui/list.module.css';
import styles from './inbox.module.css';
import type { InboxQuestion } from './inbox-question.ts';
import { InboxRows } from './inbox-rows.tsx';
import { SnoozeDialog } from './snooze-dialog.tsx';
import { TagsDialog } from './tags-dialog.tsx';
import { useInboxActs } from './use-inbox-acts.ts';
import { useInboxKeys } from './use-inbox-keys.ts';

const views = ['open', 'waiting', 'snoozed', 'done', 'all'] as const satisfies readonly InboxFilter['view'][];
/** Counted where it says what is to be done. */
const counted = new Set<InboxFilter['view']>(['open', 'waiting']);

/** The conversations of all accounts: what needs an answer first. */
export function InboxList() {
  const inbox = useDesk((state) => state.inbox);
  const { text } = useText();
  const acts = useInboxActs();
  const [question, setQuestion] = useState<InboxQuestion | null>(null);
  const moveOn = useInboxKeys(acts, setQuestion);
  const close = (): void => setQuestion(null);
  return (
    <div className={list.pane}>
      <Head inbox={inbox} />
      {inbox?.rows.length === 0 && inbox.arrived.length === 0 ? (
        <Nothing inbox={inbox} />
      ) : inbox ? (
        <InboxRows inbox={inbox} acts={acts} ask={setQuestion} />
      ) : (
        <div className={list.list} aria-busy="true" aria-label={text('frame.loading')} />
      )}
      {question?.kind === 'snooze' && (
        <SnoozeDialog
          row={question.row}
          onClose={close}
          onChosen={(until) => {
            close();
            moveOn(question.row);
            acts.snooze(question.row, until);
          }}
        />
      )}
      {question?.kind === 'tags' && <TagsDialog row={question.row} acts={acts} onClose={close} />}
    </div>
  );
}

function Head({ inbox }: { inbox: List | null }) {
  const actions = useActions();
  const attempt = useAttempt();
  const { text, intl } = useText();
  const filter = inbox?.filter;
  const view = filter?.view ?? 'open';
  const choose = (change: Partial<InboxFilter>): void => attempt(() => actions.inbox.filter(change));
  const labelOf = (id: InboxFilter['view']): string => {
    const count = counted.has(id) ? (inbox?.counts[id] ?? 0) : 0;
    return [text(`inbox.${id}`), count >= mostCounted ? `${intl.formatNumber(mostCounted - 1)}+` : count > 0 ? intl.formatNumber(count) : '']
      .join(' ')
      .trim();
  };
  return (
    <div className={list.head}>
      <div className={styles.title}>
        <h2 className={list.title}>{text('inbox.title')}</h2>
        <Filters filter={filter} choose={choose} />
      </div>
      <Search onTyped={(typed) => choose({ text: typed })} />
      <ChoiceBar
        isTight
        label={text('inbox.view')}
        choices={views.map((id) => ({ id, label: labelOf(id) }))}
        value={view}
        onChange={(id) => choose({ view: views.find((one) => one === id) ?? 'open' })}
      />
    </div>
  );
}

function Filters({ filter, choose }: { filter: InboxFilter | undefined; choose: (change: Partial<InboxFilter>) => void }) {
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const [tags, setTags] = useState<readonly string[]>([]);
  const isNewest = filter?.order === 'newest';

  async function readTags(): Promise<void> {
    setTags((await actions.call('inbox.tags', {})).tags);
  }
  async function turn(): Promise<void> {
    const order = isNewest ? 'longest' : 'newest';
    await actions.call('settings.edit', { inboxOrder: order });
    await actions.inbox.filter({ order });
  }
  return (
    <div className={styles.filters}>
      <Menu
        label={text('inbox.tagged')}
        choices={[{ id: '', label: text('inbox.anyTag') }, ...tags.map((tag) => ({ id: `#${tag}`, label: tag }))]}
        selected={filter?.tag ? `#${filter.tag}` : ''}
        onAction={(id) => choose({ tag: id.slice(1) || null })}
        onOpen={() => attempt(readTags)}
      >
        <Button size="small" tone={filter?.tag ? 'accent' : 'quiet'} icon={Tag} aria-label={text('inbox.tagged')}>
          {filter?.tag ?? ''}
        </Button>
      </Menu>
      {filter?.view === 'open' && (
        <IconButton
          label={`${text('inbox.order')}: ${text(isNewest ? 'inbox.newest' : 'inbox.longest')}`}
          icon={isNewest ? ArrowDownWideNarrow : ArrowUpWideNarrow}
          onPress={() => attempt(turn)}
        />
      )}
      <IconButton
        label={text('inbox.mine')}
        icon={UserRoundCheck}
        tone={filter?.isMine ? 'accent' : 'quiet'}
        aria-pressed={filter?.isMine ?? false}
        onPress={() => choose({ isMine: !filter?.isMine })}
      />
    </div>
  );
}

/** Long enough for the next letter to be typed. */
const afterTypingMs = 120;

function Search({ onTyped }: { onTyped: (text: string) => void }) {
  const store = useDeskStore();
  const { text } = useText();
  const [typed, setTyped] = useState(() => store.getState().inbox?.filter.text ?? '');
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useEffect(() => () => clearTimeout(timer.current ?? undefined), []);
  return (
    <TextField
      label={text('inbox.search')}
      placeholder={text('inbox.search')}
      isLabelHidden
      type="search"
      name="inbox-search"
      maxLength={200}
      value={typed}
      onChange={(next) => {
        setTyped(next);
        clearTimeout(timer.current ?? undefined);
        timer.current = setTimeout(() => onTyped(next), afterTypingMs);
      }}
    />
  );
}

const empty: Readonly<Record<InboxFilter['view'], TextKey>> = {
  open: 'inbox.emptyOpen',
  waiting: 'inbox.emptyWaiting',
  snoozed: 'inbox.emptySnoozed',
  done: 'inbox.emptyDone',
  all: 'inbox.emptyAll',
};

function Nothing({ inbox: { filter, counts } }: { inbox: List }) {
  const actions = useActions();
  const attempt = useAttempt();
  const hasMailbox = useDesk((state) => state.channelAccounts.length > 0);
  const { text } = useText();
  const isNarrowed = filter.text !== '' || filter.tag !== null || filter.isMine;
  if (isNarrowed) {
    return (
      <EmptyState icon={Inbox}>
        <p>{text('inbox.emptyFilter')}</p>
        {filter.view !== 'all' && (
          <div className={styles.first}>
            <Button onPress={() => attempt(() => actions.inbox.filter({ view: 'all' }))}>{text('inbox.searchAll')}</Button>
          </div>
        )}
      </EmptyState>
    );
  }
  if (counts.all > 0 || hasMailbox) return <EmptyState icon={Inbox}>{text(empty[filter.view])}</EmptyState>;
  return (
    <EmptyState icon={Inbox}>
      <p>{text('inbox.noMailbox')}</p>
      <div className={styles.first}>
        <Button tone="accent" onPress={() => actions.openArea('settings')}>
          {text('inbox.addMailbox')}
        </Button>
      </div>
    </EmptyState>
  );
}
