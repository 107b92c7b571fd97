import { expect, it } from 'vitest';
import { noAudio, noFormerDevices, type AudioState } from '../../../contract/model/audio.ts';
import { createEmitter } from '../../../main/lib/emitter.ts';
import { defaultSettings } from '../../../main/settings/default-settings.ts';
import { adoptFormerDevices } from '../../../main/settings/former-devices.ts';
import { createSettingsService, type SettingsService } from '../../../main/settings/settings-service.ts';
import { buildAudio } from '../../fakes/desk-world.ts';
import { createMemorySettingsFile, createRecordingLogger, type MemorySettingsFile } from '../../fakes/memory-ports.ts';
import { createTestCore } from '../../fakes/test-core.ts';

const before = { theme: 'dark', microphoneId: 'mic', speakerId: 'out2', ringerId: null, ringerVolume: 0.4 };
const headset = { label: 'Headset Microphone', groupId: 'headset' };
const builtIn = { label: 'Built-in Speakers', groupId: 'built-in' };

function start(file: MemorySettingsFile): { settings: SettingsService; tell(audio: AudioState): void } {
  const settings = createSettingsService({ file, logger: createRecordingLogger(), systemLocale: 'en-GB' });
  const audioChanged = createEmitter<AudioState>();
  adoptFormerDevices(settings, { audio: () => noAudio, audioChanged });
  return { settings, tell: audioChanged.emit };
}

it('a device of before there were lists is the first of its list as soon as its name is known', () => {
  const { settings, tell } = start(createMemorySettingsFile(before));
  expect(settings.read().formerDevices).toEqual({ microphone: 'mic', speaker: 'out2', ringer: null });
  tell(buildAudio());
  const { theme, ringerVolume, microphones, speakers, ringers, formerDevices } = settings.read();
  expect({ theme, ringerVolume }).toEqual({ theme: 'dark', ringerVolume: 0.4 });
  expect({ microphones, speakers, ringers }).toEqual({ microphones: [headset], speakers: [builtIn], ringers: [] });
  expect(formerDevices).toEqual(noFormerDevices);
});

it('one that is away, or without a name, is kept through other changes and further starts until it is there', () => {
  const file = createMemorySettingsFile(before);
  const first = start(file);
  first.settings.edit({ wrapUpMs: 0 });
  const { devices } = buildAudio();
  first.tell({ ...noAudio, devices: devices.map((device) => ({ ...device, label: '' })) });
  first.tell({ ...noAudio, devices: devices.filter(({ id }) => id !== 'mic') });
  expect(first.settings.read()).toMatchObject({ microphones: [], speakers: [builtIn], formerDevices: { ...noFormerDevices, microphone: 'mic' } });

  const second = start(file);
  second.tell(buildAudio());
  expect(second.settings.read()).toMatchObject({ microphones: [headset], speakers: [builtIn], formerDevices: noFormerDevices });
});

it('it stands behind what was chosen since, and only once; what the agent removes then stays removed', () => {
  const { settings, tell } = start(createMemorySettingsFile(before));
  const chosen = { label: 'Built-in Microphone', groupId: 'built-in' };
  settings.edit({ microphones: [chosen], speakers: [builtIn] });
  tell(buildAudio());
  expect(settings.read()).toMatchObject({ microphones: [chosen, headset], speakers: [builtIn] });
  settings.edit({ microphones: [chosen] });
  tell(buildAudio());
  expect(settings.read().microphones).toEqual([chosen]);
});

it('a new profile has none', () => {
  expect(start(createMemorySettingsFile(null)).settings.read()).toEqual(defaultSettings('en-GB'));
});

it('the whole core does it, and tells its windows', async () => {
  await using test = createTestCore({ settingsFile: createMemorySettingsFile(before) });
  const told = test.view.next('settings.changed');
  test.voice.tellAudio(buildAudio());
  expect(await told).toMatchObject({ microphones: [headset], speakers: [builtIn], formerDevices: noFormerDevices });
  expect(test.settingsFile.written.at(-1)).toMatchObject({ microphones: [headset] });
});
