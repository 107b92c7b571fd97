import { settingsSchema, type Settings, type SettingsEdit } from '../../contract/model/settings.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Logger, SettingsFile } from '../ports.ts';
import { defaultSettings } from './default-settings.ts';
import { withFormerDevices } from './former-devices.ts';

export interface SettingsService {
  readonly changed: Listenable<Settings>;
  read(): Settings;
  /** Validated by the contract; on disk when it returns. */
  edit(edit: SettingsEdit): Settings;
}

export function createSettingsService({ file, logger, systemLocale }: { file: SettingsFile; logger: Logger; systemLocale: string }): SettingsService {
  const changed = createEmitter<Settings>();
  let settings = restore(readFile(file, logger), defaultSettings(systemLocale), logger);
  return {
    changed,
    read: () => settings,
    edit(edit) {
      settings = settingsSchema.parse({ ...settings, ...edit });
      file.write(settings);
      changed.emit(settings);
      return settings;
    },
  };
}

function readFile(file: SettingsFile, logger: Logger): unknown {
  try {
    return file.read();
  } catch (error) {
    logger.error('settings-unreadable', error);
    return null;
  }
}

/** Field by field: one bad value does not cost the agent the others. */
function restore(stored: unknown, defaults: Settings, logger: Logger): Settings {
  if (typeof stored !== 'object' || stored === null) return defaults;
  const known = withFormerDevices(stored as Record<string, unknown>);
  const restored: Record<string, unknown> = { ...defaults };
  for (const [name, schema] of Object.entries(settingsSchema.shape)) {
    if (!Object.hasOwn(known, name)) continue;
    const value = schema.safeParse(known[name]);
    if (value.success) restored[name] = value.data;
    else logger.warn('setting-ignored', { name });
  }
  return settingsSchema.parse(restored);
}
