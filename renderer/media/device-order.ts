import type { AudioDevice, AudioRole, DeviceChoice, SoundSettings } from '../../contract/model/audio.ts';

/** What is plugged in of what was chosen, the most wanted first. A device that hangs on another port is still the same; of two alike each is taken once. */
export function inOrder(choices: readonly DeviceChoice[], devices: readonly AudioDevice[]): AudioDevice[] {
  const found: AudioDevice[] = [];
  for (const { label, groupId } of choices) {
    const alike = devices.filter((device) => device.label === label && !found.includes(device));
    const device = alike.find((one) => one.groupId === groupId) ?? alike[0];
    if (device) found.push(device);
  }
  return found;
}

export type OrderOfRoles = Readonly<Record<AudioRole, readonly AudioDevice[]>>;

export function orderRoles(sound: SoundSettings, devices: readonly AudioDevice[]): OrderOfRoles {
  const inputs = devices.filter(({ kind }) => kind === 'input');
  const outputs = devices.filter(({ kind }) => kind === 'output');
  const speaker = inOrder(sound.speakers, outputs);
  const ringer = inOrder(sound.ringers, outputs);
  return { microphone: inOrder(sound.microphones, inputs), speaker, ringer: ringer.length > 0 ? ringer : speaker };
}
