import type { mainSide } from '../../contract/contract.ts';
import type { ApplicationState } from '../../contract/model/settings.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { SettingsService } from '../settings/settings-service.ts';

type Side = typeof mainSide;

export function createApplicationApi(
  settings: SettingsService,
  describe: () => ApplicationState,
): HandlersOf<Side, 'application'> & HandlersOf<Side, 'settings'> {
  return {
    'application.describe': () => describe(),
    'settings.read': () => settings.read(),
    'settings.edit': (edit) => settings.edit(edit),
  };
}
