import { ContractError } from '../../contract/errors.ts';
import type { ContactId, EntryId } from '../../contract/model/ids.ts';
import type { TimelineFilter } from '../../contract/model/timeline-filter.ts';
import type { TimelinePage, TimelinePatch } from '../../contract/model/timeline.ts';
import { appendTimelinePage, applyTimelinePatch, prependTimelinePage, type TimelineWindow } from '../../contract/timeline-reducer.ts';
import type { Backend } from '../backend/backend.ts';
import type { DeskStore } from './state.ts';

export const pageSize = 60;
/** So long the person before stays on the screen while the next one is read: nobody sees a blank in between. */
const patienceMs = 300;

/** What is held of the open timeline: which run of it, kept as it is now by patches. */
export interface TimelineSync {
  /** A contact and the newest of its timeline; the filter stays, but for that of one conversation. */
  open(contactId: ContactId): Promise<void>;
  /** Another part of the open timeline: what the filter lets through, around an entry or at the newest. */
  show(place: { readonly filter: TimelineFilter; readonly around: EntryId | null }): Promise<void>;
  loadOlder(): Promise<void>;
  loadNewer(): Promise<void>;
  take(patch: TimelinePatch): void;
}

export function createTimelineSync(store: DeskStore, connected: () => Backend): TimelineSync {
  /** Patches that came while a timeline was being read: its page may be older than they are. */
  let early: TimelinePatch[] = [];
  let readings = 0;
  let lastReading = 0;
  const loading = new Set<'older' | 'newer'>();

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

  const withEarly = (page: TimelinePage): TimelineWindow => early.reduce(applyTimelinePatch, page as TimelineWindow);

  function open(contactId: ContactId): Promise<void> {
    const { line, timeline, contactId: before } = store.getState();
    const isOther = timeline?.contactId !== contactId;
    const filter = isOther ? { ...line.filter, conversationId: null } : line.filter;
    // Read again after the connection was lost, the middle of a history stays the middle.
    const middle = timeline?.entries[Math.floor(timeline.entries.length / 2)]?.id;
    const around = !isOther && timeline?.hasNewer && middle !== undefined ? { around: middle } : {};
    if (before !== contactId) store.setState({ contactId });
    return read(async (backend, isWanted) => {
      const patience = setTimeout(() => isOther && isWanted() && store.setState({ contact: null, timeline: null }), patienceMs);
      try {
        const [contact, page] = await Promise.all([
          backend.call('contacts.read', { contactId }),
          backend.call('timeline.open', { contactId, before: null, limit: pageSize, filter, ...around }),
        ]);
        if (isWanted())
          store.setState((state) => ({ contact, timeline: withEarly(page), line: isOther ? { ...state.line, filter, startAt: null } : state.line }));
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
    store.setState(({ line }) => ({ line: { ...line, filter } }));
    if (contactId === null) return Promise.resolve();
    return read(async (backend, isWanted) => {
      const page = await backend.call('timeline.open', {
        contactId,
        before: null,
        limit: pageSize,
        filter,
        ...(around === null ? {} : { around }),
      });
      if (isWanted()) store.setState(({ line }) => ({ timeline: withEarly(page), line: { ...line, opening: line.opening + 1, startAt: around } }));
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
    show,
    loadOlder: () => load('older'),
    loadNewer: () => load('newer'),
    take(patch) {
      if (readings > 0) early.push(patch);
      const { timeline, line } = store.getState();
      if (!timeline) return;
      const patched = applyTimelinePatch(timeline, patch);
      if (patched === timeline) return;
      store.setState({ timeline: patched });
      // All that was held is gone, but there is more.
      if (patched.entries.length === 0 && (patched.hasOlder || patched.hasNewer)) {
        show({ filter: line.filter, around: null }).catch((error: unknown) => {
          if (!(error instanceof ContractError)) throw error;
        });
      }
    },
  };
}
