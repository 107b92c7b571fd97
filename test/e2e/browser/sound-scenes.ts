import { ContractError } from '../../../contract/errors.ts';
import { buildAccount, buildAudio, buildSettings, buildWorld, type DeskWorld } from '../../fakes/desk-world.ts';
import { openSettings } from './account-scenes.ts';
import type { OpenDesk } from './desk-browser.ts';
import type { Scene } from './desk-scenes.ts';

const choice = (label: string, groupId: string) => ({ label, groupId });
const conferencePhone = choice('Conference phone with a name that is far longer than any list is wide', 'conference');

/** Lists of everything: in use, plugged in, and away. */
export function withDevices(): Partial<DeskWorld> {
  return {
    settings: buildSettings({
      microphones: [conferencePhone, choice('Headset Microphone', 'headset'), choice('Built-in Microphone', 'built-in')],
      speakers: [choice('Headset Earphone', 'headset')],
      ringers: [choice('Built-in Speakers', 'built-in')],
    }),
    audio: buildAudio({ inUse: { ...buildAudio().inUse, ringer: buildAudio().devices[3]! } }),
  };
}

export const soundOf = ({ page }: OpenDesk) => page.getByRole('region', { name: /^(Sound|Ton)$/ });

export async function openSound(desk: OpenDesk): Promise<void> {
  await openSettings(desk.page);
  await soundOf(desk).scrollIntoViewIfNeeded();
}

export async function startCheck(desk: OpenDesk): Promise<void> {
  await openSound(desk);
  await soundOf(desk)
    .getByRole('button', { name: /^(Check before the shift|Prüfung vor der Schicht)$/ })
    .click();
  await desk.page.getByRole('button', { name: /^(Start|Beginnen)$/ }).click();
}

export const soundScenes: Readonly<Record<string, Scene>> = {
  devices: {
    world: withDevices,
    act: async (desk) => {
      await openSound(desk);
      await desk.page.mouse.wheel(0, 500);
    },
  },
  'device-meter': {
    world: () => ({ settings: buildSettings({ ...withDevices().settings, noiseSuppression: 'strong' }) }),
    act: async (desk) => {
      await openSound(desk);
      await soundOf(desk)
        .getByRole('button', { name: /^(Show the microphone’s level|Pegel des Mikrofons zeigen)$/ })
        .click();
      desk.main.emit('audio.level', { level: 0.62 });
      await soundOf(desk).getByRole('meter').scrollIntoViewIfNeeded();
    },
  },
  'device-switched': {
    world: withDevices,
    act: async (desk) => {
      await openSound(desk);
      const { devices, inUse } = buildAudio();
      desk.main.emit('audio.changed', {
        devices: devices.filter(({ groupId }) => groupId !== 'headset'),
        inUse: { ...inUse, microphone: devices[2]!, speaker: devices[3]!, ringer: devices[3]! },
        switched: ['microphone', 'speaker', 'ringer'],
        headset: null,
      });
    },
  },
  shortcuts: {
    world: () => ({
      settings: buildSettings({ shortcuts: { answer: 'MediaPlayPause', 'hang-up': 'MediaPlayPause', mute: 'CommandOrControl+Alt+M', hold: null } }),
      application: { ...buildWorld().application, refusedShortcuts: ['mute'] },
    }),
    act: async (desk) => {
      await openSettings(desk.page);
      await keysOf(desk).scrollIntoViewIfNeeded();
    },
  },
  'shift-check': { world: withDevices, act: startCheck },
  'shift-check-over': {
    world: () => ({ ...withDevices(), recordedLevel: 0.05, accounts: [buildAccount(), buildAccount({ id: 2 as never, label: 'Sales' })] }),
    act: async (desk) => {
      desk.main.fail('accounts.test', new ContractError('unavailable', { failure: { reason: 'connection-timed-out' } }));
      await startCheck(desk);
      await desk.page.getByRole('button', { name: /^(Yes|Ja)$/ }).click();
      await desk.page.getByText(/^(Did you hear it ring|Haben Sie es klingeln gehört)\?$/).waitFor();
      await desk.page.getByRole('button', { name: /^(No|Nein)$/ }).click();
      await desk.page.getByRole('button', { name: /^(Check again|Noch einmal prüfen)$/ }).waitFor();
    },
  },
};

export const keysOf = ({ page }: OpenDesk) => page.getByRole('region', { name: /^(Keys in every program|Tasten in jedem Programm)$/ });
