import {
  audioRoleSchema,
  defaultSoundSettings,
  noAudio,
  type AudioDevice,
  type AudioRole,
  type AudioState,
  type SoundSettings,
} from '../../contract/model/audio.ts';
import { orderRoles } from './device-order.ts';
import type { Microphone } from './microphone.ts';

/** Which device is used for what: the first of the chosen ones that is plugged in, and it again when it comes back. */
export interface AudioDevices {
  read(): Promise<AudioState>;
  choose(sound: SoundSettings): Promise<void>;
  /** The browser may have told names it did not tell before, or another microphone was taken. */
  refresh(): Promise<void>;
}

export interface AudioDevicesDeps {
  readonly media: Pick<MediaDevices, 'enumerateDevices' | 'addEventListener'>;
  readonly microphone: Pick<Microphone, 'prefer' | 'deviceId'>;
  readonly headsetName: () => string | null;
  /** null: the system's default. */
  readonly useSpeaker: (deviceId: string | null) => void;
  readonly useRinger: (deviceId: string | null) => void;
  readonly onChanged: (state: AudioState) => void;
}

const kinds: Readonly<Partial<Record<MediaDeviceKind, AudioDevice['kind']>>> = { audioinput: 'input', audiooutput: 'output' };

export function createAudioDevices({ media, microphone, headsetName, useSpeaker, useRinger, onChanged }: AudioDevicesDeps): AudioDevices {
  let sound: SoundSettings = defaultSoundSettings;
  let devices: readonly AudioDevice[] = [];
  let told: AudioState = noAudio;

  const defaultOf = (kind: AudioDevice['kind']): AudioDevice | null => devices.find((device) => device.kind === kind && device.isDefault) ?? null;

  async function settle(): Promise<void> {
    const { microphone: inputs, speaker, ringer } = orderRoles(sound, devices);
    useSpeaker(speaker[0]?.id ?? null);
    useRinger(ringer[0]?.id ?? null);
    await microphone.prefer({ deviceIds: inputs.map(({ id }) => id), defaultId: defaultOf('input')?.id ?? null, processing: sound });
  }

  function state(): AudioState {
    const { microphone: inputs, speaker, ringer } = orderRoles(sound, devices);
    const open = devices.find(({ kind, id }) => kind === 'input' && id === microphone.deviceId);
    const output = defaultOf('output');
    const inUse = {
      microphone: open ?? inputs[0] ?? defaultOf('input'),
      speaker: speaker[0] ?? output,
      ringer: ringer[0] ?? output,
    };
    return { devices: [...devices], inUse, switched: [], headset: headsetName() };
  }

  function tell(isChosen: boolean): void {
    const now = state();
    if (JSON.stringify(now) === JSON.stringify(told)) return;
    const before = told.inUse;
    told = now;
    onChanged({ ...now, switched: isChosen ? [] : audioRoleSchema.options.filter((role) => wentOver(role, before, now.inUse)) });
  }

  async function look(): Promise<void> {
    devices = toAudioDevices(await media.enumerateDevices());
  }

  // Chromium fires several times for one device; each time is looked at after the one before.
  let last: Promise<unknown> = Promise.resolve();
  function inTurn(run: () => Promise<void>): Promise<void> {
    const turn = last.then(run);
    last = turn.catch(() => undefined);
    return turn;
  }
  async function refresh(): Promise<void> {
    await look();
    await settle();
    tell(false);
  }
  media.addEventListener('devicechange', () => void inTurn(refresh));

  return {
    async read() {
      await inTurn(async () => {
        await look();
        await settle();
      });
      told = state();
      return told;
    },
    choose: (wanted) =>
      inTurn(async () => {
        sound = wanted;
        if (devices.length === 0) await look();
        await settle();
        tell(true);
      }),
    refresh: () => inTurn(refresh),
  };
}

function wentOver(role: AudioRole, before: AudioState['inUse'], now: AudioState['inUse']): boolean {
  return before[role] !== null && now[role] !== null && before[role].id !== now[role].id;
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
    devices.push({ id: deviceId, label, groupId, kind: ours, isDefault });
  }
  return devices;
}
