import { ContractError } from '../../contract/errors.ts';
import { agentPresenceSchema, chosenAgentStateSchema, type AgentPresence, type ChosenAgentState } from '../../contract/model/agent.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { readKept, writeKept } from '../store/kept-rows.ts';
import { nextPresence, type AgentWork } from './presence.ts';

export interface AgentService {
  readonly changed: Listenable<AgentPresence>;
  read(): AgentPresence;
  /** Takes effect at once, or after the call and its wrap-up. Throws invalid-input for a reason the settings do not have. */
  choose(chosen: ChosenAgentState): AgentPresence;
  /** What the agent is busy with now: decides between busy, wrap-up and what was chosen. */
  workChanged(work: AgentWork): void;
}

const keptName = 'agent-chosen-state';

export function createAgentService(deps: { store: Store; clock: Clock; awayReasonIds: () => readonly string[] }): AgentService {
  const { store, clock } = deps;
  const changed = createEmitter<AgentPresence>();
  const kept = chosenAgentStateSchema.safeParse(readKept(store.reader, keptName));
  let chosen: ChosenAgentState = kept.success ? kept.data : { state: 'available', awayReasonId: null };
  let work: AgentWork = 'none';
  let presence: AgentPresence = agentPresenceSchema.parse({ ...chosen, since: clock.now(), next: chosen });

  function settle(): void {
    const next = nextPresence(presence, chosen, work, clock.now());
    if (next === presence) return;
    presence = next;
    changed.emit(presence);
  }

  return {
    changed,
    read: () => presence,
    choose(wanted) {
      const isKnown = wanted.state === 'away' ? wanted.awayReasonId === null || deps.awayReasonIds().includes(wanted.awayReasonId) : true;
      if (!isKnown) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'awayReasonId' } });
      chosen = wanted.state === 'away' ? wanted : { ...wanted, awayReasonId: null };
      store.write((writer) => writeKept(writer, keptName, chosen));
      settle();
      return presence;
    },
    workChanged(now) {
      work = now;
      settle();
    },
  };
}
