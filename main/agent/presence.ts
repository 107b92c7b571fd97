import type { AgentPresence, ChosenAgentState } from '../../contract/model/agent.ts';

/** What occupies the agent: a call goes before its wrap-up. */
export type AgentWork = 'none' | 'call' | 'wrap-up';

/** Pure: the presence that follows from what was chosen and what is being worked on. The same reference where nothing changes. */
export function nextPresence(before: AgentPresence, chosen: ChosenAgentState, work: AgentWork, now: number): AgentPresence {
  const state = work === 'call' ? 'busy' : work === 'wrap-up' ? 'wrap-up' : chosen.state;
  const awayReasonId = state === 'away' ? chosen.awayReasonId : null;
  const isSame = state === before.state && awayReasonId === before.awayReasonId;
  if (isSame && before.next.state === chosen.state && before.next.awayReasonId === chosen.awayReasonId) return before;
  return { state, awayReasonId, since: isSame ? before.since : now, next: chosen };
}

/** Whether a call rings: not while the agent is away, offline or in wrap-up. */
export function isOffered(presence: AgentPresence): boolean {
  return presence.state === 'available' || presence.state === 'busy';
}
