import type { RecentCall, RecentFilter } from '../../contract/model/timeline.ts';
import type { RecentList } from './state.ts';

function belongs({ direction, result }: RecentCall, filter: RecentFilter): boolean {
  if (filter === 'all') return true;
  return filter === 'missed' ? result === 'missed' : direction === filter;
}

/** Applies a patch to the list as it is filtered; an old patch returns the same reference. */
export function applyRecentPatch(list: RecentList, patch: { seq: number; upserted: readonly RecentCall[]; needsReturn: number }): RecentList {
  if (patch.seq < list.seq) return list;
  const changed = new Map(patch.upserted.map((call) => [call.callId, call]));
  const oldest = list.calls.at(-1)?.callId ?? 0;
  const kept = list.calls.filter(({ callId }) => !changed.has(callId));
  const added = patch.upserted.filter((call) => belongs(call, list.filter) && (!list.hasOlder || call.callId >= oldest));
  return { ...list, seq: patch.seq, needsReturn: patch.needsReturn, calls: [...kept, ...added].sort((a, b) => b.callId - a.callId) };
}
