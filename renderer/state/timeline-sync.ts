import { ContractError } from '../../contract/errors.ts';
import type { ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import { isSameFilter, unfiltered, type EntryForm, type TimelineFilter } from '../../contract/model/timeline-filter.ts';
import type { TimelinePage, TimelinePatch } from '../../contract/model/timeline.ts';
import { appendTimelinePage, applyTimelinePatch, prependTimelinePage, type TimelineWindow } from '../../contract/timeline-reducer.ts';
import type { Backend } from '../backend/backend.ts';
import type { DeskStore, LineView } from './state.ts';

export const pageSize = 60;
/** So long the person before stays on the screen while the next one is read: nobody sees a blank in between. */
const patienceMs = 300;

/** One of a contact's conversations, by its newest message. */
export interface ConversationPlace {
  readonly contactId: ContactId;
  readonly conversationId: ConversationId;
  readonly channel: EntryForm;
  readonly lastId: EntryId;
}

/** What is held of the open timeline: which run of it, kept as it is now by patches. */
export interface TimelineSync {
  /** A contact and the newest of its timeline; the filter stays, but for that of one conversation. */
  open(contactId: ContactId): Promise<void>;
  /** The timeline at the newest of one conversation, wherever that is; a filter that would hide it goes. */
  openAt(place: ConversationPlace): Promise<void>;
  /** The timeline around one entry, which gets the focus; no filter hides it. */
  openEntry(contactId: ContactId, entryId: EntryId): Promise<void>;
  /** Another part of the open timeline: what the filter lets through, around an entry or at the newest. */
  show(place: { readonly filter: TimelineFilter; readonly around: EntryId | null }): Promise<void>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  take(patch: TimelinePatch): void;
}

function createReading(store: DeskStore, connected: () => Backend) {
  /** Patches that came while a timeline was being read: its page may be older than they are. */
  let early: TimelinePatch[] = [];
  let readings = 0;
  let lastReading = 0;

  /** Runs `work`; what it reads is only shown while nothing else was asked for since. */
  async function read(work: (backend: Backend, isWanted: () => boolean) => Promise<void>): Promise<void> {
    const backend = connected();
    const reading = (lastReading += 1);
    const { contactId } = store.getState();
    readings += 1;
    try {
      await work(backend, () => reading === lastReading && store.getState().contactId === contactId);
    } finally {
      readings -= 1;
      if (readings === 0) early = [];
    }
  }

  return {
    read,
    withEarly: (page: TimelinePage): TimelineWindow => early.reduce(applyTimelinePatch, page as TimelineWindow),
    take(patch: TimelinePatch): void {
      if (readings > 0) early.push(patch);
    },
  };
}

export function createTimelineSync(store: DeskStore, connected: () => Backend): TimelineSync {
  const { read, withEarly, take: takeEarly } = createReading(store, connected);
  const loading = new Set<'older' | 'newer'>();

  function open(contactId: ContactId): Promise<void> {
    const { line, timeline } = store.getState();
    const isOther = timeline?.contactId !== contactId;
    // Read again after the connection was lost, the middle of a history stays the middle.
    const middle = timeline?.entries[Math.floor(timeline.entries.length / 2)]?.id;
    const around = !isOther && timeline?.hasNewer && middle !== undefined ? middle : null;
    const filter = isOther ? { ...line.filter, conversationId: null } : line.filter;
    return openRun(contactId, { filter, around }, (shown) => (isOther ? { ...shown, startAt: null, marked: null } : shown));
  }

  function openAt(place: ConversationPlace): Promise<void> {
    const { contactId, channel, lastId } = place;
    const { form } = store.getState().line.filter;
    const filter = { form: form === channel ? form : null, conversationId: null };
    return openRun(contactId, { filter, around: lastId }, (line, page) => lineAt(place, line, page));
  }

  function openEntry(contactId: ContactId, entryId: EntryId): Promise<void> {
    return openRun(contactId, { filter: unfiltered, around: entryId }, (line) => {
      return { ...line, opening: line.opening + 1, startAt: entryId, takesFocus: true, marked: null };
    });
  }

  /** `lined`: how it is looked at, once it is there. */
  function openRun(
    contactId: ContactId,
    { filter, around }: { filter: TimelineFilter; around: EntryId | null },
    lined: (line: LineView, page: TimelinePage) => LineView,
  ): Promise<void> {
    const { timeline, contactId: before } = store.getState();
    const isOther = timeline?.contactId !== contactId;
    if (before !== contactId) store.setState({ contactId });
    return read(async (backend, isWanted) => {
      const patience = setTimeout(() => isOther && isWanted() && store.setState({ contact: null, timeline: null }), patienceMs);
      try {
        const [contact, page] = await Promise.all([
          backend.call('contacts.read', { contactId }),
          backend.call('timeline.open', { contactId, before: null, limit: pageSize, filter, ...(around === null ? {} : { around }) }),
        ]);
        if (isWanted()) store.setState(({ line }) => ({ contact, timeline: withEarly(page), line: lined({ ...line, filter }, page) }));
      } catch (error) {
        if (isOther && isWanted()) store.setState({ contactId: null, contact: null, timeline: null });
        throw error;
      } finally {
        clearTimeout(patience);
      }
    });
  }

  function show({ filter, around }: { filter: TimelineFilter; around: EntryId | null }): Promise<void> {
    const { contactId } = store.getState();
    // Chosen at once, wherever the reading of it takes time.
    store.setState(({ line }) => ({ line: { ...line, filter, marked: isSameFilter(filter, line.filter) ? line.marked : null } }));
    if (contactId === null) return Promise.resolve();
    return read(async (backend, isWanted) => {
      const page = await backend.call('timeline.open', {
        contactId,
        before: null,
        limit: pageSize,
        filter,
        ...(around === null ? {} : { around }),
      });
      if (!isWanted()) return;
      store.setState(({ line }) => ({ timeline: withEarly(page), line: { ...line, opening: line.opening + 1, startAt: around, takesFocus: true } }));
    });
  }

  async function load(side: 'older' | 'newer'): Promise<void> {
    const { timeline, line } = store.getState();
    const edge = side === 'older' ? timeline?.entries[0]?.id : timeline?.entries.at(-1)?.id;
    const hasMore = side === 'older' ? timeline?.hasOlder : timeline?.hasNewer;
    if (!timeline || !hasMore || edge === undefined || loading.has(side)) return;
    loading.add(side);
    try {
      const { contactId, filter } = timeline;
      const place = side === 'older' ? { before: edge } : { before: null, after: edge };
      const page = await connected().call('timeline.open', { contactId, limit: pageSize, filter, ...place });
      store.setState((state) => {
        // Meanwhile another part of it may have been opened, or its edge be gone.
        const now = state.timeline;
        if (!now || state.line.opening !== line.opening || edge !== (side === 'older' ? now.entries[0]?.id : now.entries.at(-1)?.id)) return {};
        return { timeline: (side === 'older' ? prependTimelinePage : appendTimelinePage)(now, page) };
      });
    } finally {
      loading.delete(side);
    }
  }

  return {
    open,
    openAt,
    openEntry,
    show,
    loadOlder: () => load('older'),
    loadNewer: () => load('newer'),
    take(patch) {
      takeEarly(patch);
      const { timeline, line } = store.getState();
      if (!timeline) return;
      const patched = applyTimelinePatch(timeline, patch);
      if (patched === timeline) return;
      store.setState({ timeline: patched });
      // All that was held is gone, but there is more.
      if (patched.entries.length === 0 && (patched.hasOlder || patched.hasNewer))
        show({ filter: line.filter, around: null }).catch(throwUnlessRefused);
    },
  };
}

/** Its newest message may be the newest of all: then it is the end of the line, where it stays. */
function lineAt({ conversationId, lastId }: ConversationPlace, line: LineView, { entries, hasNewer }: TimelinePage): LineView {
  const isNewest = !hasNewer && (entries.at(-1)?.id ?? 0) <= lastId;
  return { ...line, opening: line.opening + 1, startAt: isNewest ? null : lastId, takesFocus: false, marked: conversationId };
}

function throwUnlessRefused(error: unknown): void {
  if (!(error instanceof ContractError)) throw error;
}
