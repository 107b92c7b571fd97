import { ContractError } from '../../contract/errors.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { ContactId } from '../../contract/model/ids.ts';
import { unfiltered } from '../../contract/model/timeline-filter.ts';
import { keepConnected, type Backend } from '../backend/backend.ts';
import { createInboxKeeper, firstInboxFilter, readInbox, type InboxKeeper } from './inbox.ts';
import { withDrafts } from './letters-reducer.ts';
import { listenToMedia } from './media.ts';
import { applyRecentPatch } from './recent-reducer.ts';
import { homeArea, type DeskState, type DeskStore } from './state.ts';
import { createTimelineSync, pageSize, type TimelineSync } from './timeline-sync.ts';

/** The only writer of what main says. Listens first, then reads the snapshot; patches the snapshot already has are dropped by their seq. */
export interface Sync {
  readonly backend: () => Backend;
  readonly timeline: TimelineSync;
  readonly inbox: InboxKeeper;
  stop(): void;
}

export interface SyncSurroundings {
  /** Opens the connection, and again whenever it was lost. */
  readonly join: typeof keepConnected;
  readonly isTyping: () => boolean;
}

const page: SyncSurroundings = {
  join: keepConnected,
  isTyping: () => document.activeElement instanceof HTMLTextAreaElement && document.activeElement.value !== '',
};

export function startSync(store: DeskStore, { join, isTyping }: SyncSurroundings = page): Sync {
  let current: Backend | null = null;
  const answers = collectAnswers(store);
  const inbox = createInboxKeeper(store, requireBackend);

  const timeline = createTimelineSync(store, requireBackend);

  function requireBackend(): Backend {
    if (!current) throw new ContractError('channel-closed');
    return current;
  }

  /** All of it: what comes up now must not be hidden by a filter. */
  function show(contactId: ContactId): void {
    const { timeline: shown, line, area } = store.getState();
    if (area === 'settings') store.setState({ area: homeArea(store.getState()) });
    const isOpen = shown?.contactId === contactId && store.getState().contactId === contactId;
    // What is open is kept up to date; where it is being read stays.
    if (isOpen && line.filter.form === null && line.filter.conversationId === null) return;
    if (!isOpen) store.setState({ line: { ...line, filter: unfiltered, marked: null }, conversationId: null });
    (isOpen ? timeline.show({ filter: unfiltered, around: null }) : timeline.open(contactId)).catch(() => undefined);
  }

  /** The screen pop: who rings or is called comes up, unless the agent is talking with somebody or is typing. */
  function pop(call: LiveCall): void {
    const isInTheWay = call.direction === 'in' && (isTalking(store.getState(), call) || isTyping());
    if (call.contactId !== null && !isInTheWay) show(call.contactId);
  }

  function listen(backend: Backend): void {
    const on: Backend['on'] = (name, listener) =>
      backend.on(name, (event) => {
        answers.show();
        listener(event);
      });
    listenToWholes(on, store);
    on('accounts.changed', (accounts) => {
      const hadPractice = hasPractice(store.getState());
      store.setState(accounts);
      // Its customers and calls came or went with it.
      if (hasPractice(accounts) !== hadPractice) void readAll(backend).catch(() => undefined);
    });
    on('calls.changed', ({ calls }) => {
      const known = new Set(store.getState().calls.map(({ callId }) => callId));
      const { transferOf } = store.getState();
      const isThere = calls.some(({ callId }) => callId === transferOf);
      store.setState({ calls, ...(calls.length === 0 ? { isKeypadOpen: false, isEndAsked: false } : {}), ...(isThere ? {} : { transferOf: null }) });
      const begun = calls.find((call) => !known.has(call.callId));
      if (begun) pop(begun);
    });
    on('drafts.changed', ({ drafts }) => store.setState((state) => withDrafts(state, drafts)));
    listenToMedia(on, store);
    on('window.contact-requested', ({ contactId }) => show(contactId));
    on('contacts.changed', (contact) => store.setState((state) => (state.contactId === contact.id ? { contact } : state)));
    on('timeline.patched', (patch) => timeline.take(patch));
    on('inbox.patched', inbox.patch);
    on('recent.patched', (patch) => store.setState(({ recent }) => ({ recent: applyRecentPatch(recent, patch) })));
  }

  /** Answers are shown all at once, not screen after screen; what follows one on the channel is newer and finds it in its place. */
  async function readAll(backend: Backend): Promise<void> {
    try {
      await askForAll(backend, store.getState(), (part) => {
        if (current === backend) answers.take(part);
      });
    } finally {
      answers.show();
    }
    if (current !== backend) return;
    const { contactId } = store.getState();
    if (contactId !== null) await timeline.open(contactId).catch((error: unknown) => closeUnknown(store, contactId, error));
  }

  const stop = join({
    onConnected(backend) {
      current = backend;
      listen(backend);
      readAll(backend).catch((error: unknown) => {
        if (current !== backend || (error instanceof ContractError && error.code === 'channel-closed')) return;
        store.setState({ connection: 'refused', refusal: error instanceof ContractError ? error.toShape() : { code: 'internal' } });
      });
    },
    onLost() {
      current = null;
      answers.drop();
      store.setState((state) => ({ connection: state.application ? 'lost' : 'connecting' }));
    },
  });
  return { backend: requireBackend, timeline, inbox, stop };
}

function isTalking({ calls }: DeskState, beside: LiveCall): boolean {
  return calls.some(({ callId, answeredAt }) => callId !== beside.callId && answeredAt !== null);
}

/** What is small travels whole. */
function listenToWholes(on: Backend['on'], store: DeskStore): void {
  on('application.changed', (application) => store.setState({ application }));
  on('settings.changed', (settings) => store.setState({ settings }));
  on('channels.changed', ({ accounts, statuses }) => store.setState({ channelAccounts: accounts, channelStatuses: statuses }));
  on('sign-in.changed', ({ signIns }) => store.setState({ signIns }));
  on('outbox.changed', ({ items }) => store.setState({ outbox: items }));
  on('calls.finished', (lastFinished) => store.setState({ lastFinished }));
  on('calls.flooded', (lastFlood) => store.setState({ lastFlood }));
  on('audio.level', ({ level }) => store.setState({ microphoneLevel: level }));
  on('audio.changed', (audio) => store.setState({ audio }));
  on('colleagues.changed', (colleagues) => store.setState({ colleagues }));
  on('agent.changed', (presence) => store.setState({ presence }));
  on('wrap-up.changed', ({ wrapUps }) => store.setState({ wrapUps }));
}

/** A contact that was open may be gone by the time everything is read again. */
function closeUnknown(store: DeskStore, contactId: ContactId, error: unknown): void {
  if (!(error instanceof ContractError) || error.code !== 'not-found') throw error;
  store.setState((state) => (state.contactId === contactId ? { contactId: null, conversationId: null, contact: null, timeline: null } : {}));
}

function hasPractice({ accounts }: Pick<DeskState, 'accounts'>): boolean {
  return accounts.some(({ kind }) => kind === 'practice');
}

/** Everything there is to show; the last part says that all is there. */
async function askForAll(backend: Backend, before: DeskState, take: (part: Partial<DeskState>) => void): Promise<void> {
  const { filter } = before.recent;
  const settings = backend.call('settings.read', {});
  await Promise.all([
    backend.call('application.describe', {}).then((application) => take({ application })),
    settings.then((read) => take({ settings: read })),
    backend.call('accounts.list', {}).then(take),
    backend.call('channels.list', {}).then(({ accounts, statuses }) => {
      take({ channelAccounts: accounts, channelStatuses: statuses });
      if (before.application === null) take({ area: homeArea({ channelAccounts: accounts }) });
    }),
    settings
      .then(({ inboxOrder }) => readInbox(backend, before.inbox?.filter ?? { ...firstInboxFilter, order: inboxOrder }))
      .then((inbox) => take({ inbox })),
    backend.call('sign-in.list', {}).then(take),
    backend.call('outbox.list', {}).then(({ items }) => take({ outbox: items })),
    backend.call('drafts.list', {}).then(({ drafts }) => take({ mailDrafts: drafts })),
    backend.call('pictures.senders', {}).then(({ senders }) => take({ pictureSenders: senders })),
    backend.call('voice.list', {}).then(take),
    backend.call('colleagues.read', {}).then((colleagues) => take({ colleagues })),
    backend.call('audio.read', {}).then((audio) => take({ audio })),
    backend.call('agent.read', {}).then((presence) => take({ presence })),
    backend.call('wrap-up.list', {}).then(take),
    backend.call('recent.open', { filter, before: null, limit: pageSize }).then((recent) => take({ recent: { filter, ...recent, isLoaded: true } })),
  ]);
  take({ connection: 'open', refusal: null });
}

/** What has been answered while the rest is still being read: drawn once instead of part after part. */
function collectAnswers(store: DeskStore): { take(part: Partial<DeskState>): void; show(): void; drop(): void } {
  let answered: { -readonly [Key in keyof DeskState]?: DeskState[Key] } = {};
  return {
    take(part) {
      answered = { ...answered, ...part };
    },
    show() {
      if (Object.keys(answered).length === 0) return;
      const { recent, inbox, ...rest } = answered;
      const now = store.getState();
      answered = {};
      // Meanwhile the agent may have chosen another list.
      store.setState({
        ...rest,
        ...(recent && recent.filter === now.recent.filter ? { recent } : {}),
        ...(inbox && (now.inbox === null || inbox.filter === now.inbox.filter) ? { inbox } : {}),
      });
    },
    drop() {
      answered = {};
    },
  };
}
