import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { AgentService } from '../agent/agent-service.ts';

export function createAgentApi(agent: AgentService): HandlersOf<typeof mainSide, 'agent'> {
  return {
    'agent.read': () => agent.read(),
    'agent.choose': (chosen) => agent.choose(chosen),
  };
}
