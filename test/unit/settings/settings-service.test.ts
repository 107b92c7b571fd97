import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { settingsSchema } from '../../../contract/model/settings.ts';
import { createJsonFile } from '../../../main/lib/json-file.ts';
import { defaultSettings } from '../../../main/settings/default-settings.ts';
import { createSettingsService } from '../../../main/settings/settings-service.ts';
import { createMemorySettingsFile, createRecordingLogger } from '../../fakes/memory-ports.ts';
import { createTestFolder } from '../../fakes/test-core.ts';

describe('defaults', () => {
  it.each([
    ['de-AT', 'AT', 'Erledigt', 'Mittag'],
    ['de', 'DE', 'Erledigt', 'Mittag'],
    ['en-GB', 'GB', 'Resolved', 'Lunch'],
    ['fr-CA', 'CA', 'Resolved', 'Lunch'],
    ['', 'US', 'Resolved', 'Lunch'],
    ['C', 'US', 'Resolved', 'Lunch'],
    ['not a locale', 'US', 'Resolved', 'Lunch'],
    ['es-419', 'US', 'Resolved', 'Lunch'],
  ])('of a system in %j', (locale, country, disposition, reason) => {
    const settings = settingsSchema.parse(defaultSettings(locale));
    expect(settings.country).toBe(country);
    expect(settings.dispositions[0]).toEqual({ id: 'resolved', label: disposition });
    expect(settings.awayReasons).toContainEqual({ id: 'lunch', label: reason });
  });

  it('the ids are the same in every language: entries of before keep their meaning', () => {
    const ids = (locale: string) =>
      [defaultSettings(locale).dispositions, defaultSettings(locale).awayReasons].map((list) => list.map(({ id }) => id));
    expect(ids('de')).toEqual(ids('en'));
  });
});

describe('settings', () => {
  const create = (stored: unknown) => {
    const file = createMemorySettingsFile(stored);
    const logger = createRecordingLogger();
    return { file, logger, settings: createSettingsService({ file, logger, systemLocale: 'en-GB' }) };
  };

  it('are written, announced and read again', () => {
    const { file, settings } = create(null);
    const heard: string[] = [];
    settings.changed.on(({ theme }) => heard.push(theme));
    settings.edit({ theme: 'dark', wrapUpMs: 0 });
    expect(heard).toEqual(['dark']);
    expect(create(file.written[0]).settings.read()).toEqual(settings.read());
  });

  it('one bad value costs only itself', () => {
    const { settings, logger } = create({ theme: 'purple', ringerVolume: 0.2, unknown: true, dispositions: [{ id: 'x', label: '' }] });
    expect(settings.read()).toEqual({ ...defaultSettings('en-GB'), ringerVolume: 0.2 });
    expect(logger.lines.map(({ event, rest }) => `${event} ${rest}`)).toEqual([
      'setting-ignored {"name":"theme"}',
      'setting-ignored {"name":"dispositions"}',
    ]);
  });

  it.each([
    ['text', 'nonsense'],
    ['a list', [1, 2]],
    ['a number', 7],
    ['nothing', null],
  ])('%s instead of settings gives the defaults', (_name, stored) => {
    expect(create(stored).settings.read()).toEqual(defaultSettings('en-GB'));
  });

  it('a file that cannot be read gives the defaults and is logged', () => {
    const logger = createRecordingLogger();
    const file = {
      read: () => {
        throw new Error('EIO');
      },
      write: () => undefined,
    };
    expect(createSettingsService({ file, logger, systemLocale: 'en-GB' }).read()).toEqual(defaultSettings('en-GB'));
    expect(logger.lines).toMatchObject([{ level: 'error', event: 'settings-unreadable' }]);
  });

  it('a broken file is kept aside', () => {
    using folder = createTestFolder();
    const path = join(folder.path, 'settings.json');
    writeFileSync(path, '{"theme": "da');
    const settings = createSettingsService({ file: createJsonFile(path), logger: createRecordingLogger(), systemLocale: 'en-GB' });
    settings.edit({ theme: 'light' });
    expect(existsSync(`${path}.broken`)).toBe(true);
    expect(createJsonFile(path).read()).toMatchObject({ theme: 'light' });
  });
});
