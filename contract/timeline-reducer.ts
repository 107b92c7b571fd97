import type { EntryId } from './model/ids.ts';
import type { TimelineEntry, TimelinePage, TimelinePatch } from './model/timeline.ts';

/** The part of a timeline a view holds: a run of entries without gaps, oldest first, ending at the newest. */
export type TimelineWindow = TimelinePage;

/** Applies a patch. A patch that is older than the window, or for someone else, returns the same reference. */
export function applyTimelinePatch(window: TimelineWindow, patch: TimelinePatch): TimelineWindow {
  if (patch.contactId !== window.contactId || patch.seq <= window.seq) return window;
  const changed = new Map(patch.upserted.map((entry) => [entry.id, entry]));
  const removed = new Set<EntryId>(patch.removed);
  const kept: TimelineEntry[] = [];
  for (const entry of window.entries) {
    if (removed.has(entry.id)) continue;
    kept.push(changed.get(entry.id) ?? entry);
    changed.delete(entry.id);
  }
  const oldest = window.entries[0]?.id;
  // What lies before the window's beginning arrives with its page.
  const added = [...changed.values()].filter((entry) => !removed.has(entry.id) && (!window.hasOlder || oldest === undefined || entry.id > oldest));
  const entries = added.length === 0 ? kept : [...kept, ...added].sort((a, b) => a.id - b.id);
  return { ...window, seq: patch.seq, entries };
}

/** Puts an older page in front of a window. */
export function prependTimelinePage(window: TimelineWindow, page: TimelinePage): TimelineWindow {
  if (page.contactId !== window.contactId) return window;
  const oldest = window.entries[0]?.id ?? Number.POSITIVE_INFINITY;
  const older = page.entries.filter((entry) => entry.id < oldest);
  return { ...window, entries: [...older, ...window.entries], hasOlder: page.hasOlder };
}
