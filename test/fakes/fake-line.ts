import type { CallInput } from '../../contract/side.ts';
import type { mainSide } from '../../contract/contract.ts';
import { entryForms, formOf, isShown, unfiltered } from '../../contract/model/timeline-filter.ts';
import { mostCounted, type TimelineEntry, type TimelinePage, type TimelineSummary, type TimelineThread } from '../../contract/model/timeline.ts';
import type { DeskWorld } from './desk-world.ts';

/** What main answers to `timeline.open` where this is all there is. */
export function pageOf(world: Pick<DeskWorld, 'entries' | 'seq'>, asked: CallInput<typeof mainSide, 'timeline.open'>): TimelinePage {
  const { contactId, limit, filter = unfiltered, before, after, around } = asked;
  const all = world.entries.filter((entry) => entry.contactId === contactId).sort((a, b) => a.id - b.id);
  const shown = all.filter((entry) => isShown({ ...entry, form: formOf(entry) }, filter));
  const end = before === null ? shown.length : shown.filter(({ id }) => id < before).length;
  let start = Math.max(0, end - limit);
  if (after !== undefined) start = shown.filter(({ id }) => id <= after).length;
  if (around !== undefined) start = Math.max(0, Math.min(shown.length - limit, shown.filter(({ id }) => id < around).length - Math.floor(limit / 2)));
  const entries = shown.slice(start, after === undefined && around === undefined ? end : start + limit);
  return {
    contactId,
    seq: world.seq,
    filter,
    entries,
    hasOlder: start > 0,
    hasNewer: start + entries.length < shown.length,
    threads: threadsOf(all, entries),
    summary: summaryOf(all),
  };
}

export function summaryOf(all: readonly TimelineEntry[]): TimelineSummary {
  const countOf = (form: string): number => Math.min(mostCounted, all.filter((entry) => formOf(entry) === form).length);
  const unread = all.filter((entry) => entry.kind === 'message' && entry.isUnread);
  return {
    firstAt: all[0]?.at ?? null,
    newestId: all.at(-1)?.id ?? null,
    counts: Object.fromEntries(entryForms.map((form) => [form, countOf(form)])) as TimelineSummary['counts'],
    unread: unread.map((entry) => ({ id: entry.id, form: formOf(entry), conversationId: entry.conversationId })),
  };
}

export function threadsOf(all: readonly TimelineEntry[], entries: readonly TimelineEntry[]): TimelineThread[] {
  const ids = new Set(entries.flatMap((entry) => (entry.kind === 'message' ? [entry.conversationId] : [])));
  return [...ids]
    .sort((a, b) => a - b)
    .map((conversationId) => {
      const own = all.filter((entry) => entry.conversationId === conversationId);
      const exchange = own
        .filter((entry) => entry.kind === 'message')
        .filter(({ accountId, mark, delivery }) => accountId !== null && mark === null && delivery !== 'refused');
      const answer = exchange.findLastIndex(({ direction }) => direction === 'out');
      const newest = exchange.at(-1);
      const awaiting = newest?.direction === 'in' ? { entryId: newest.id, sinceAt: exchange[answer + 1]!.at } : null;
      return { conversationId, subject: exchange[0]?.subject ?? null, count: own.length, awaiting };
    });
}
