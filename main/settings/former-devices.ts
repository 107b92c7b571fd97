import { audioRoleSchema, type AudioDevice, type AudioRole, type AudioState, type DeviceChoice } from '../../contract/model/audio.ts';
import type { Settings, SettingsEdit } from '../../contract/model/settings.ts';
import type { Listenable } from '../lib/emitter.ts';

const formerNames = { microphone: 'microphoneId', speaker: 'speakerId', ringer: 'ringerId' } as const;
const lists = { microphone: 'microphones', speaker: 'speakers', ringer: 'ringers' } as const;

/** Settings of before there were lists: one device each, by the id that the browser gave it. */
export function withFormerDevices(stored: Readonly<Record<string, unknown>>): Readonly<Record<string, unknown>> {
  if (Object.hasOwn(stored, 'formerDevices')) return stored;
  const found = audioRoleSchema.options.map((role) => [role, stored[formerNames[role]] ?? null]);
  return { ...stored, formerDevices: Object.fromEntries(found) };
}

/** Only the media page knows what an id stands for, and only while the device is plugged in: until then it is kept. */
export function adoptFormerDevices(
  settings: { read(): Settings; edit(edit: SettingsEdit): Settings },
  audio: { audio(): AudioState; readonly audioChanged: Listenable<AudioState> },
): void {
  function adopt({ devices }: AudioState): void {
    const { formerDevices, ...before } = settings.read();
    const found = audioRoleSchema.options.flatMap((role) => {
      const device = devices.find(({ id, label }) => id === formerDevices[role] && label !== '');
      return device ? [{ role, list: lists[role], device }] : [];
    });
    if (found.length === 0) return;
    settings.edit({
      ...Object.fromEntries(found.map(({ list, device }) => [list, withLast(before[list], device)])),
      formerDevices: { ...formerDevices, ...Object.fromEntries(found.map(({ role }): [AudioRole, null] => [role, null])) },
    });
  }
  audio.audioChanged.on(adopt);
  adopt(audio.audio());
}

/** Behind what the agent has chosen since. */
function withLast(choices: readonly DeviceChoice[], { label, groupId }: AudioDevice): DeviceChoice[] {
  return choices.some((choice) => choice.label === label && choice.groupId === groupId) ? [...choices] : [...choices, { label, groupId }];
}
