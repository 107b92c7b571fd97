import type { ConversationId } from '../../contract/model/ids.ts';
import type { InboxFilter, InboxPatch } from '../../contract/model/inbox.ts';
import { appendInboxPage, applyInboxPatch, cursorOf, openInboxPage, settleInbox, type InboxList } from '../../contract/inbox-reducer.ts';
import type { Backend } from '../backend/backend.ts';
import type { DeskStore } from './state.ts';

/** The inbox as this window holds it. */
export interface InboxKeeper {
  /** Shows another part of it; what is not named stays. */
  filter(change: Partial<InboxFilter>): Promise<void>;
  loadMore(): Promise<void>;
  /** While it is held no row moves: it is pointed at, or a row has the focus. */
  hold(isHeld: boolean): void;
  /** Everything that was kept back, now. */
  showArrived(): void;
  /** The agent does something about this conversation: it may come or leave at once. */
  touch(id: ConversationId): void;
  patch(patch: InboxPatch): void;
}

const pageSize = 60;
const mostRows = 500;

export const firstInboxFilter: InboxFilter = { view: 'open', isMine: false, tag: null, text: '', order: 'longest' };

/** The first page of a part of the inbox, as it is shown. */
export async function readInbox(backend: Backend, filter: InboxFilter, limit = pageSize): Promise<InboxList> {
  return openInboxPage(filter, await backend.call('inbox.open', { ...filter, before: null, limit }));
}

export function createInboxKeeper(store: DeskStore, backend: () => Backend): InboxKeeper {
  /** Patches that came while a page was being read: it may be older than they are. */
  let early: InboxPatch[] = [];
  let readings = 0;
  let wanted = 0;
  let isLoadingMore = false;

  async function read<Answer>(ask: () => Promise<Answer>): Promise<Answer> {
    readings += 1;
    try {
      return await ask();
    } finally {
      readings -= 1;
    }
  }

  function show(list: InboxList): void {
    const { isInboxHeld } = store.getState();
    const next = early.reduce((now, patch) => applyInboxPatch(now, patch, isInboxHeld), list);
    if (readings === 0) early = [];
    store.setState({ inbox: next });
  }

  async function open(filter: InboxFilter, limit: number): Promise<void> {
    wanted += 1;
    const mine = wanted;
    const list = await read(() => readInbox(backend(), filter, limit));
    // Meanwhile something else was asked for.
    if (mine === wanted) show(list);
  }

  function readAgain(): void {
    const { inbox } = store.getState();
    if (!inbox) return;
    const limit = Math.min(mostRows, Math.max(pageSize, inbox.rows.length));
    // The next patch, or the next connection, brings it up again.
    open(inbox.filter, limit).catch(() => undefined);
  }

  function settle(): void {
    const { inbox } = store.getState();
    if (!inbox) return;
    if (inbox.isStale) return readAgain();
    const settled = settleInbox(inbox);
    if (settled !== inbox) store.setState({ inbox: settled });
  }

  return {
    async filter(change) {
      const { inbox } = store.getState();
      const filter = { ...(inbox?.filter ?? firstInboxFilter), ...change };
      // What is chosen shows at once; its rows follow.
      if (inbox) store.setState({ inbox: { ...inbox, filter } });
      await open(filter, pageSize);
    },
    async loadMore() {
      const { inbox } = store.getState();
      const last = inbox?.rows.at(-1);
      if (!inbox?.hasMore || !last || isLoadingMore) return;
      isLoadingMore = true;
      try {
        const { filter } = inbox;
        const page = await read(() => backend().call('inbox.open', { ...filter, before: cursorOf(last, filter), limit: pageSize }));
        const now = store.getState().inbox;
        if (now?.filter === filter) show(appendInboxPage(now, page));
      } finally {
        isLoadingMore = false;
      }
    },
    hold(isInboxHeld) {
      if (store.getState().isInboxHeld === isInboxHeld) return;
      store.setState({ isInboxHeld });
      if (!isInboxHeld) settle();
    },
    showArrived: settle,
    touch(id) {
      store.setState(({ inbox }) => (inbox ? { inbox: { ...inbox, acted: [...inbox.acted.filter((one) => one !== id), id] } } : {}));
    },
    patch(patch) {
      if (readings > 0) early.push(patch);
      const { inbox, isInboxHeld } = store.getState();
      if (!inbox) return;
      const next = applyInboxPatch(inbox, patch, isInboxHeld);
      store.setState({ inbox: next });
      if (next.isStale && !isInboxHeld) readAgain();
    },
  };
}
