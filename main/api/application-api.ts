import type { mainSide } from '../../contract/contract.ts';
import type { ApplicationState } from '../../contract/model/settings.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { AgentService } from '../agent/agent-service.ts';
import type { PracticeWorkspace } from '../practice/practice-workspace.ts';
import type { SettingsService } from '../settings/settings-service.ts';

type Side = typeof mainSide;
type ApplicationHandlers = HandlersOf<Side, 'application'> & HandlersOf<Side, 'settings'> & HandlersOf<Side, 'agent'> & HandlersOf<Side, 'practice'>;

export interface ApplicationApiDeps {
  readonly settings: SettingsService;
  readonly agent: AgentService;
  readonly practice: PracticeWorkspace;
  describe(): ApplicationState;
}

export function createApplicationApi({ settings, agent, practice, describe }: ApplicationApiDeps): ApplicationHandlers {
  return {
    'application.describe': () => describe(),
    'settings.read': () => settings.read(),
    'settings.edit': (edit) => settings.edit(edit),
    'agent.read': () => agent.read(),
    'agent.choose': (chosen) => agent.choose(chosen),
    'practice.start': () => {
      practice.start();
      return {};
    },
    'practice.ring': ({ caller }) => {
      practice.ring(caller);
      return {};
    },
    'practice.leave': () => {
      practice.leave();
      return {};
    },
  };
}
