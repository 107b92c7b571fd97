import type { CallInput, CallName, CallOutput } from '../../contract/side.ts';
import type { mainSide } from '../../contract/contract.ts';
import { ContractError } from '../../contract/errors.ts';
import type { ColleaguePresence } from '../../contract/model/colleague.ts';
import type { CallId, ContactId, EntryId } from '../../contract/model/ids.ts';
import type { RecentFilter } from '../../contract/model/timeline.ts';
import type { TimelineFilter } from '../../contract/model/timeline-filter.ts';
import { createLetterKeeper, type LetterKeeper } from './letters.ts';
import { createNoteKeeper, type NoteKeeper } from './notes.ts';
import type { InboxKeeper } from './inbox.ts';
import { mediaKey } from './media.ts';
import type { Area, DeskStore, Notice, Viewer } from './state.ts';
import type { Sync } from './sync.ts';
import { pageSize, type ConversationPlace } from './timeline-sync.ts';
import { createUploads, type Uploads } from './uploads.ts';

type Side = typeof mainSide;

export interface Actions {
  /** Asks main. Throws ContractError. */
  call<N extends CallName<Side>>(name: N, input: CallInput<Side, N>): Promise<CallOutput<Side, N>>;
  readonly notes: NoteKeeper;
  readonly letters: LetterKeeper;
  readonly uploads: Uploads;
  /** Calls a number; an emergency number only after the agent confirmed it. True when the call is on its way. `callerId`: what callees see in the account's own place. */
  dial(target: string, contactId: ContactId | null, callerId?: string): Promise<boolean>;
  /** Over the account they belong to. */
  dialColleague(colleague: Pick<ColleaguePresence, 'accountId' | 'address'>): Promise<void>;
  openArea(area: Area): void;
  openContact(contactId: ContactId): Promise<void>;
  /** One entry of its timeline, wherever that is. */
  openEntry(contactId: ContactId, entryId: EntryId): Promise<void>;
  /** The timeline of its contact, at its newest message; what is written now is an answer in it. */
  openConversation(place: ConversationPlace): Promise<void>;
  /** The open conversation stands out no longer. */
  unmarkConversation(): void;
  readonly inbox: Omit<InboxKeeper, 'patch'>;
  /** What single letters mean in the area that is open. Answers how to end it. */
  listenToKeys(onKey: (key: string) => boolean): () => void;
  /** Answers whether the key meant something there. */
  areaKey(key: string): boolean;
  closeContact(): void;
  /** Another part of the open line: what a filter lets through, around an entry or (null) at the newest. */
  showLine(place: { readonly filter: TimelineFilter; readonly around: EntryId | null }): Promise<void>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  filterRecent(filter: RecentFilter): Promise<void>;
  loadOlderRecent(): Promise<void>;
  /** Opens what a message has beside its text; null closes it. */
  view(viewer: Viewer | null): void;
  /** What of a message is on this computer, or on its way. */
  readMedia(entryId: EntryId): Promise<void>;
  openKeypad(isOpen: boolean): void;
  /** Chooses whom a call goes to; null: not now. */
  prepareTransfer(callId: CallId | null): void;
  askEnd(isAsked: boolean): void;
  showKeys(isShown: boolean): void;
  /** `untilAt`: it stays as long as it can be undone. */
  notify(text: string, options?: { tone?: Notice['tone']; undo?: () => void; untilAt?: number }): void;
  dismissNotice(id: number): void;
  /** What the agent does next with a call that is up. */
  endCalls(callIds: readonly CallId[]): Promise<void>;
}

const noticeMs = 8_000;

export function createActions(store: DeskStore, sync: Sync): Actions {
  let lastNotice = 0;
  let onAreaKey: ((key: string) => boolean) | null = null;
  const call: Actions['call'] = async (name, input) => sync.backend().call(name, input);

  async function loadRecent(filter: RecentFilter, isMore: boolean): Promise<void> {
    const { recent } = store.getState();
    const before = isMore ? (recent.calls.at(-1)?.callId ?? null) : null;
    const page = await call('recent.open', { filter, before, limit: pageSize });
    store.setState((state) => {
      if (isMore && state.recent.filter !== filter) return state;
      const calls = isMore ? [...state.recent.calls, ...page.calls] : page.calls;
      return { recent: { filter, seq: page.seq, calls, hasOlder: page.hasOlder, needsReturn: page.needsReturn, isLoaded: true } };
    });
  }

  const unmarkConversation = (): void => store.setState(({ line }) => ({ line: { ...line, marked: null } }));
  const letters = createLetterKeeper(store, sync);
  const actions: Actions = {
    call,
    notes: createNoteKeeper(store, sync),
    letters,
    uploads: createUploads(store, sync, letters),
    async dial(target, contactId, callerId) {
      const request = { target, contactId, accountId: null, ...(callerId === undefined ? {} : { callerId }) };
      try {
        await call('voice.dial', { ...request, isConfirmed: false });
        return true;
      } catch (error) {
        if (!(error instanceof ContractError) || error.failure?.reason !== 'emergency-number') throw error;
      }
      const isConfirmed = await new Promise<boolean>((answer) => store.setState({ emergency: { number: target, answer } }));
      try {
        if (isConfirmed) await call('voice.dial', { ...request, isConfirmed });
      } finally {
        store.setState({ emergency: null });
      }
      return isConfirmed;
    },
    async dialColleague({ accountId, address }) {
      await call('voice.dial', { target: address, accountId, contactId: null, isConfirmed: false });
    },
    openArea: (area) => store.setState({ area }),
    inbox: sync.inbox,
    listenToKeys(onKey) {
      onAreaKey = onKey;
      return () => {
        if (onAreaKey === onKey) onAreaKey = null;
      };
    },
    areaKey: (key) => onAreaKey?.(key) ?? false,
    openContact(contactId) {
      store.setState({ conversationId: null });
      unmarkConversation();
      return sync.timeline.open(contactId);
    },
    openEntry(contactId, entryId) {
      store.setState({ conversationId: null });
      return sync.timeline.openEntry(contactId, entryId);
    },
    openConversation(place) {
      store.setState({ conversationId: place.conversationId });
      unmarkConversation();
      letters.leave(place.contactId);
      return sync.timeline.openAt(place);
    },
    unmarkConversation,
    closeContact: () => store.setState({ contactId: null, conversationId: null, contact: null, timeline: null }),
    showLine: (place) => sync.timeline.show(place),
    loadOlder: () => sync.timeline.loadOlder(),
    loadNewer: () => sync.timeline.loadNewer(),
    filterRecent: (filter) => loadRecent(filter, false),
    loadOlderRecent: () => loadRecent(store.getState().recent.filter, true),
    view: (viewer) => store.setState({ viewer }),
    async readMedia(entryId) {
      const { states } = await call('media.list', { entryId });
      store.setState(({ media }) => ({ media: { ...Object.fromEntries(states.map((state) => [mediaKey(state), state])), ...media } }));
    },
    openKeypad: (isKeypadOpen) => store.setState({ isKeypadOpen, transferOf: null }),
    prepareTransfer: (transferOf) => store.setState({ transferOf, isKeypadOpen: false }),
    askEnd: (isEndAsked) => store.setState({ isEndAsked }),
    showKeys: (isKeysShown) => store.setState({ isKeysShown }),
    notify(text, { tone = 'plain', undo, untilAt } = {}) {
      lastNotice += 1;
      const id = lastNotice;
      store.setState(({ notices }) => ({
        notices: [...notices.filter((notice) => notice.text !== text).slice(-2), { id, text, tone, undo: undo ?? null, untilAt: untilAt ?? null }],
      }));
      setTimeout(() => actions.dismissNotice(id), untilAt === undefined ? noticeMs : Math.max(0, untilAt - Date.now()));
    },
    dismissNotice: (id) => store.setState(({ notices }) => ({ notices: notices.filter((notice) => notice.id !== id) })),
    async endCalls(callIds) {
      store.setState({ isEndAsked: false });
      await actions.notes.flush();
      await Promise.all(callIds.map((callId) => call('voice.hang-up', { callId })));
    },
  };
  return actions;
}
