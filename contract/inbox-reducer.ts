import type { ConversationId } from './model/ids.ts';
import type { InboxCounts, InboxCursor, InboxFilter, InboxPage, InboxPatch, InboxRow } from './model/inbox.ts';

/** The part of the inbox a view holds: a run of rows without gaps, from the first in its order. */
export interface InboxList {
  readonly filter: InboxFilter;
  readonly seq: number;
  readonly rows: readonly InboxRow[];
  readonly hasMore: boolean;
  readonly counts: InboxCounts;
  /** What belongs here and is not shown yet, because nothing may move just now. */
  readonly arrived: readonly InboxRow[];
  /** The list is to be read again as soon as it may move. */
  readonly isStale: boolean;
  /** What the agent just did something about: it may leave at once, whatever else is held. */
  readonly acted: readonly ConversationId[];
}

/** A row's place in the order of its view. */
export function cursorOf({ conversationId, ...row }: InboxRow, { view, order }: Pick<InboxFilter, 'view' | 'order'>): InboxCursor {
  const key = view === 'snoozed' ? row.snoozedUntil : view === 'open' && order === 'longest' ? row.sinceAt : row.lastId;
  return { key: key ?? 0, conversationId };
}

export function isNewestFirst({ view, order }: Pick<InboxFilter, 'view' | 'order'>): boolean {
  return view !== 'snoozed' && !(view === 'open' && order === 'longest');
}

/** Words are only known to whoever searched: a row that is here already matched. */
function belongs(row: InboxRow, { view, isMine, tag }: InboxFilter): boolean {
  return (view === 'all' || row.state === view) && (!isMine || row.isMine) && (tag === null || row.tags.includes(tag));
}

function compare(a: InboxRow, b: InboxRow, filter: InboxFilter): number {
  const [left, right] = [cursorOf(a, filter), cursorOf(b, filter)];
  return (isNewestFirst(filter) ? -1 : 1) * (left.key - right.key || left.conversationId - right.conversationId);
}

/** Where it belongs, without moving any other. */
function putInto(rows: readonly InboxRow[], row: InboxRow, filter: InboxFilter): InboxRow[] {
  const place = rows.findIndex((other) => compare(row, other, filter) < 0);
  return rows.toSpliced(place === -1 ? rows.length : place, 0, row);
}

function inOrder(rows: readonly InboxRow[], filter: InboxFilter): InboxRow[] {
  return rows.toSorted((a, b) => compare(a, b, filter));
}

/** Applies a patch. While the list is held every row stays where it is: what changed changes in its place, what comes is kept back. An old patch returns the same reference. */
export function applyInboxPatch(list: InboxList, patch: InboxPatch, isHeld: boolean): InboxList {
  if (patch.seq < list.seq) return list;
  const changed = new Map(patch.upserted.map((row) => [row.conversationId, row]));
  const gone = new Set(patch.removed);
  const acted = new Set(list.acted);
  const here = new Set(list.rows.map(({ conversationId }) => conversationId));
  const stays = (row: InboxRow): boolean => {
    if (gone.has(row.conversationId)) return false;
    if (belongs(row, list.filter)) return true;
    return isHeld && !(acted.has(row.conversationId) && changed.has(row.conversationId));
  };
  const rows = list.rows.map((row) => changed.get(row.conversationId) ?? row).filter(stays);
  const known = list.arrived.map((row) => changed.get(row.conversationId) ?? row);
  const waiting = new Set(known.map(({ conversationId }) => conversationId));
  const isNew = ({ conversationId }: InboxRow): boolean => !here.has(conversationId) && !waiting.has(conversationId);
  const isActed = ({ conversationId }: InboxRow): boolean => acted.has(conversationId);
  // Of what is searched for only what the agent brought back is known to match.
  const came = patch.upserted.filter((row) => isNew(row) && (list.filter.text === '' || isActed(row)));
  const arrived = [...known, ...came].filter((row) => !gone.has(row.conversationId) && belongs(row, list.filter));
  const atOnce = isHeld ? arrived.filter(isActed) : [];
  const next: InboxList = {
    ...list,
    seq: patch.seq,
    counts: patch.counts,
    rows: atOnce.reduce((all, row) => putInto(all, row, list.filter), rows),
    arrived: arrived.filter((row) => !atOnce.includes(row)),
    isStale: list.isStale || patch.isStale,
    acted: list.acted.filter((id) => !changed.has(id)),
  };
  return isHeld ? next : settleInbox(next);
}

/** The list may move again: everything goes where it belongs. */
export function settleInbox(list: InboxList): InboxList {
  const isSettled = list.arrived.length === 0 && list.rows.every((row) => belongs(row, list.filter)) && isSorted(list);
  if (isSettled) return list;
  const last = list.rows.at(-1);
  const rows = inOrder(
    [...list.rows, ...list.arrived].filter((row) => belongs(row, list.filter)),
    list.filter,
  );
  // What lies beyond the end of the list arrives with its page.
  const end = list.hasMore && last ? rows.findIndex(({ conversationId }) => conversationId === last.conversationId) : -1;
  return { ...list, arrived: [], rows: end === -1 ? rows : rows.slice(0, end + 1) };
}

function isSorted({ rows, filter }: InboxList): boolean {
  return inOrder(rows, filter).every((row, index) => row === rows[index]);
}

/** A page that was read again, or the first of another filter. */
export function openInboxPage(filter: InboxFilter, page: InboxPage): InboxList {
  return { filter, seq: page.seq, rows: page.rows, hasMore: page.hasMore, counts: page.counts, arrived: [], isStale: false, acted: [] };
}

/** Puts the next page behind a list. */
export function appendInboxPage(list: InboxList, page: InboxPage): InboxList {
  const here = new Set(list.rows.map(({ conversationId }) => conversationId));
  return { ...list, rows: [...list.rows, ...page.rows.filter(({ conversationId }) => !here.has(conversationId))], hasMore: page.hasMore };
}
