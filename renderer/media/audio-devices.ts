import type { AudioDevice } from '../../contract/model/settings.ts';

/** The devices there are, told anew whenever one is plugged in or out. */
export interface AudioDevices {
  list(): Promise<AudioDevice[]>;
}

export interface AudioDevicesDeps {
  readonly media: Pick<MediaDevices, 'enumerateDevices' | 'addEventListener'>;
  readonly onChanged: (devices: AudioDevice[]) => void;
}

const kinds: Readonly<Partial<Record<MediaDeviceKind, AudioDevice['kind']>>> = { audioinput: 'input', audiooutput: 'output' };

export function createAudioDevices({ media, onChanged }: AudioDevicesDeps): AudioDevices {
  let told = '';

  async function list(): Promise<AudioDevice[]> {
    return toAudioDevices(await media.enumerateDevices());
  }
  media.addEventListener('devicechange', () => {
    void list().then((devices) => {
      // Chromium fires several times for one device.
      const now = JSON.stringify(devices);
      if (now === told) return;
      told = now;
      onChanged(devices);
    });
  });
  return { list };
}

/** Chromium's `default` and `communications` are aliases of other devices: shown as a mark, not as entries. */
export function toAudioDevices(found: readonly Pick<MediaDeviceInfo, 'deviceId' | 'groupId' | 'kind' | 'label'>[]): AudioDevice[] {
  const devices: AudioDevice[] = [];
  for (const { deviceId, groupId, kind, label } of found) {
    const ours = kinds[kind];
    if (!ours || deviceId === '' || deviceId === 'default' || deviceId === 'communications') continue;
    const alias = found.find((other) => other.kind === kind && other.deviceId === 'default');
    const isDefault = alias
      ? (groupId !== '' && alias.groupId === groupId) || (label !== '' && alias.label.endsWith(label))
      : !devices.some((other) => other.kind === ours);
    devices.push({ id: deviceId, label, kind: ours, isDefault });
  }
  return devices;
}
