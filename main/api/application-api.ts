import type { mainSide } from '../../contract/contract.ts';
import type { ApplicationState } from '../../contract/model/settings.ts';
import type { HandlersOf } from '../../contract/side.ts';
import { ContractError } from '../../contract/errors.ts';
import type { DesktopServices } from '../ports.ts';
import type { SettingsService } from '../settings/settings-service.ts';

type Side = typeof mainSide;

export function createApplicationApi(
  settings: SettingsService,
  describe: () => ApplicationState,
  desktop: DesktopServices | null,
): HandlersOf<Side, 'application'> & HandlersOf<Side, 'settings'> {
  return {
    'application.describe': () => describe(),
    'application.open-link': async ({ url }) => {
      if (!desktop) throw new ContractError('unavailable');
      await desktop.openLink(url);
      return {};
    },
    'settings.read': () => settings.read(),
    'settings.edit': (edit) => settings.edit(edit),
  };
}
