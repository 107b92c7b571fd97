import type { EntryId } from './model/ids.ts';
import { formOf, isSameFilter, isShown } from './model/timeline-filter.ts';
import type { TimelineEntry, TimelinePage, TimelinePatch, TimelineThread } from './model/timeline.ts';

/** The part of a timeline a view holds: a run of entries without gaps, oldest first. */
export type TimelineWindow = TimelinePage & {
  /** What came behind the window's end since it was opened; absent: nothing. */
  readonly arrived?: readonly EntryId[];
};

/** More than this is not held: the end that is farther away goes, and comes again with its page. */
export const mostHeld = 600;

/** Applies a patch. A patch that is older than the window, or for someone else, returns the same reference. */
export function applyTimelinePatch(window: TimelineWindow, patch: TimelinePatch): TimelineWindow {
  if (patch.contactId !== window.contactId || patch.seq <= window.seq) return window;
  const removed = new Set<EntryId>(patch.removed);
  const changed = new Map<EntryId, TimelineEntry>();
  for (const entry of patch.upserted) {
    if (!removed.has(entry.id) && isShown({ ...entry, form: formOf(entry) }, window.filter)) changed.set(entry.id, entry);
  }
  const kept: TimelineEntry[] = [];
  for (const entry of window.entries) {
    if (!removed.has(entry.id)) kept.push(changed.get(entry.id) ?? entry);
    changed.delete(entry.id);
  }
  // What lies before the window's beginning or behind its end arrives with its page.
  const first = window.hasOlder ? (window.entries[0]?.id ?? Number.POSITIVE_INFINITY) : Number.NEGATIVE_INFINITY;
  const last = window.hasNewer ? (window.entries.at(-1)?.id ?? Number.NEGATIVE_INFINITY) : Number.POSITIVE_INFINITY;
  const added = [...changed.values()].filter(({ id }) => id > first && id < last);
  const entries = added.length === 0 ? kept : [...kept, ...added].sort((a, b) => a.id - b.id);
  const newest = window.summary.newestId ?? 0;
  const behind = [...changed.keys()].filter((id) => id > last && id > newest);
  return {
    ...window,
    ...arrivedIn(window, behind, removed),
    seq: patch.seq,
    entries,
    threads: mergeThreads(window.threads, patch.threads ?? []),
    summary: patch.summary ?? window.summary,
  };
}

/** Puts an older page in front of a window. */
export function prependTimelinePage(window: TimelineWindow, page: TimelinePage): TimelineWindow {
  if (!isOfSameRun(window, page)) return window;
  const oldest = window.entries[0]?.id ?? Number.POSITIVE_INFINITY;
  const entries = [...page.entries.filter(({ id }) => id < oldest), ...window.entries];
  const isCut = entries.length > mostHeld;
  return { ...join(window, page), entries: entries.slice(0, mostHeld), hasOlder: page.hasOlder, hasNewer: window.hasNewer || isCut };
}

/** Puts a newer page behind a window. */
export function appendTimelinePage(window: TimelineWindow, page: TimelinePage): TimelineWindow {
  if (!isOfSameRun(window, page)) return window;
  const newest = window.entries.at(-1)?.id ?? 0;
  const entries = [...window.entries, ...page.entries.filter(({ id }) => id > newest)];
  const isCut = entries.length > mostHeld;
  const last = page.hasNewer ? (entries.at(-1)?.id ?? 0) : Number.POSITIVE_INFINITY;
  const { arrived = [], ...rest } = join(window, page);
  const behind = arrived.filter((id) => id > last);
  return {
    ...rest,
    ...(behind.length > 0 ? { arrived: behind } : {}),
    entries: entries.slice(-mostHeld),
    hasOlder: window.hasOlder || isCut,
    hasNewer: page.hasNewer,
  };
}

function isOfSameRun(window: TimelineWindow, page: TimelinePage): boolean {
  return page.contactId === window.contactId && isSameFilter(page.filter, window.filter);
}

/** The page says nothing about the entries the window has: their state, and with it the seq, stays the window's. */
function join(window: TimelineWindow, page: TimelinePage): TimelineWindow {
  return { ...window, threads: mergeThreads(window.threads, page.threads), summary: page.summary };
}

function arrivedIn(window: TimelineWindow, behind: readonly EntryId[], removed: ReadonlySet<EntryId>): Pick<TimelineWindow, 'arrived'> {
  const arrived = [...new Set([...(window.arrived ?? []), ...behind])].filter((id) => !removed.has(id));
  if (arrived.length > 0) return { arrived };
  return window.arrived ? { arrived: [] } : {};
}

function mergeThreads(known: readonly TimelineThread[], changed: readonly TimelineThread[]): TimelineThread[] {
  if (changed.length === 0) return [...known];
  const merged = new Map([...known, ...changed].map((thread) => [thread.conversationId, thread]));
  return [...merged.values()].sort((a, b) => a.conversationId - b.conversationId);
}
