import { beforeEach, describe, expect, test } from 'vitest';
import { defaultSoundSettings, type AudioState, type SoundSettings } from '../../../contract/model/audio.ts';
import type { Failure } from '../../../contract/model/failure.ts';
import { createAudioDevices, type AudioDevices } from '../../../renderer/media/audio-devices.ts';
import { inOrder } from '../../../renderer/media/device-order.ts';
import { createMicrophone, type Microphone } from '../../../renderer/media/microphone.ts';
import type { CleanTrack } from '../../../renderer/media/noise-suppressor.ts';
import { createFakeMediaDevices, type FakeMediaDevices } from '../../fakes/fake-media-devices.ts';

const headset = { label: 'Headset', groupId: 'h' };
const webcam = { label: 'Webcam', groupId: 'w' };
const builtIn = { label: 'Built-in', groupId: 'b' };
const input = (device: { label: string; groupId: string }) => ({ ...device, kind: 'audioinput' }) as const;
const output = (device: { label: string; groupId: string }) => ({ ...device, kind: 'audiooutput' }) as const;

let fake: FakeMediaDevices;
let microphone: Microphone;
let devices: AudioDevices;
let told: AudioState[];
let lost: Failure[];
let restored: string[];
/** What the other side is sent, and how often a sender was given another track. */
let sent: { label: string; replaced: number };
let heardOn: string | null;
let ringsOn: string | null;
let canSuppress: boolean;
let pullOutInTime: (() => void) | null;

beforeEach(() => {
  fake = createFakeMediaDevices([input(builtIn), input(webcam), input(headset), output(builtIn), output(headset)]);
  [told, lost, restored] = [[], [], []];
  canSuppress = true;
  pullOutInTime = null;
  const silence = (): MediaStreamTrack => ({ label: 'silence', enabled: true, stop() {} }) as unknown as MediaStreamTrack;
  microphone = createMicrophone({
    media: fake.media,
    createSilence: silence,
    suppressor: { prepare: () => Promise.resolve(canSuppress), clean },
    onLost: (failure) => lost.push(failure),
    onRestored: (label) => restored.push(label),
    onReplaced: () => void devices.refresh(),
  });
  devices = createAudioDevices({
    media: fake.media,
    microphone,
    headsetName: () => null,
    useSpeaker: (id) => (heardOn = id),
    useRinger: (id) => (ringsOn = id),
    onChanged: (state) => told.push(state),
  });
  sent = { label: 'silence', replaced: 0 };
});

/** Stands for the worklet: another track, known by its name. */
function clean(raw: MediaStreamTrack): Promise<CleanTrack> {
  pullOutInTime?.();
  pullOutInTime = null;
  const track = raw.clone();
  Object.assign(track, { label: `${raw.label}, clean`, clone: () => Object.assign(raw.clone(), { label: `${raw.label}, clean` }) });
  return Promise.resolve({ track, [Symbol.dispose]: () => track.stop() });
}

const choose = (sound: Partial<SoundSettings>) => devices.choose({ ...defaultSoundSettings, ...sound });
async function call(): Promise<void> {
  await microphone.open();
  await devices.refresh();
  sent.label = microphone.tap((track) => {
    sent = { label: track.label, replaced: sent.replaced + 1 };
  }).track.label;
}
const inUse = async (): Promise<(string | undefined)[]> => {
  const state = await devices.read();
  return [state.inUse.microphone?.label, state.inUse.speaker?.label, state.inUse.ringer?.label];
};

describe('the order of devices', () => {
  test('a device is known again by its name where its port, and so its group, is another one', () => {
    const device = { id: '1', label: 'Headset', groupId: 'elsewhere', kind: 'input', isDefault: false } as const;
    expect(inOrder([webcam, headset], [device])).toEqual([device]);
  });

  test('of two alike each is taken by its group, and none twice', () => {
    const [left, right] = (['l', 'r'] as const).map(
      (groupId) => ({ id: groupId, label: 'Headset', groupId, kind: 'input', isDefault: false }) as const,
    );
    expect(
      inOrder(
        [
          { label: 'Headset', groupId: 'r' },
          { label: 'Headset', groupId: 'x' },
        ],
        [left!, right!],
      ),
    ).toEqual([right, left]);
  });

  test('without a choice the system’s default is used for everything', async () => {
    await call();
    expect(await inUse()).toEqual(['Built-in', 'Built-in', 'Built-in']);
    expect([heardOn, ringsOn]).toEqual([null, null]);
    // Not asked for a second time when its name became known.
    expect(fake.asked).toHaveLength(1);
  });

  test('microphone, speaker and ringer go their own ways; without one of its own the ringer goes with the speaker', async () => {
    await choose({ microphones: [webcam], speakers: [headset] });
    expect(await inUse()).toEqual(['Webcam', 'Headset', 'Headset']);
    await choose({ microphones: [webcam], speakers: [headset], ringers: [builtIn] });
    expect(await inUse()).toEqual(['Webcam', 'Headset', 'Built-in']);
    expect(heardOn).toContain('Headset');
    expect(ringsOn).toContain('Built-in');
  });
});

describe('in a call', () => {
  test('the next in the list takes over from a device that is pulled out, and gives way when it is back', async () => {
    await choose({ microphones: [headset, webcam], speakers: [headset, builtIn] });
    await call();
    expect(sent.label).toBe('Headset');

    fake.pullOut('Headset');
    await expect.poll(() => sent.label).toBe('Webcam');
    await expect.poll(() => told.at(-1)?.inUse.speaker?.label).toBe('Built-in');
    expect(lost).toEqual([]);

    fake.plugIn(input(headset));
    fake.plugIn(output(headset));
    await expect.poll(() => sent.label).toBe('Headset');
    await expect.poll(() => told.at(-1)?.inUse.speaker?.label).toBe('Headset');
    expect(heardOn).toContain('Headset');
    // One device at a time, and its copy for the call.
    expect(fake.live()).toEqual(['Headset', 'Headset']);
  });

  test('what went over by itself is told once, what the agent chose is not', async () => {
    await choose({ microphones: [headset, webcam], speakers: [headset] });
    await call();
    await choose({ microphones: [webcam, headset], speakers: [headset] });
    expect(told.flatMap(({ switched }) => switched)).toEqual([]);
    fake.pullOut('Webcam');
    await expect.poll(() => sent.label).toBe('Headset');
    await expect.poll(() => told.flatMap(({ switched }) => switched)).toEqual(['microphone']);
    fake.pullOut('Headset');
    await expect.poll(() => told.flatMap(({ switched }) => switched).toSorted()).toEqual(['microphone', 'microphone', 'ringer', 'speaker']);
  });

  test('one that another program has gives way to the next', async () => {
    fake.occupy('Headset', true);
    await choose({ microphones: [headset, webcam] });
    await call();
    expect(sent.label).toBe('Webcam');
    expect((await inUse())[0]).toBe('Webcam');
    fake.occupy('Headset', false);
    fake.plugIn(output(webcam));
    await expect.poll(() => sent.label).toBe('Headset');
  });

  test('the last one pulled out is told as lost; any that is plugged in takes over', async () => {
    await choose({ microphones: [headset] });
    await call();
    fake.pullOut('Webcam');
    fake.pullOut('Built-in');
    fake.pullOut('Headset');
    await expect.poll(() => lost.map(({ reason }) => reason)).toEqual(['microphone-lost']);
    expect(sent.label).toBe('silence');
    fake.plugIn(input({ label: 'Some other', groupId: 'o' }));
    await expect.poll(() => restored).toEqual(['Some other']);
    expect(sent.label).toBe('Some other');
  });

  test('another default of the system is followed where nothing was chosen', async () => {
    await call();
    fake.makeDefault('Headset');
    await expect.poll(() => sent.label).toBe('Headset');
  });

  test('what is done to the sound changes at once', async () => {
    await call();
    await choose({ noiseSuppression: 'off' });
    expect(fake.asked.at(-1)).toMatchObject({ echoCancellation: true, noiseSuppression: false, autoGainControl: true });
    expect(sent.replaced).toBe(1);
  });

  test('strong suppression of noise is in the way of calls alone, follows every change of device, and ends with its device', async () => {
    await choose({ microphones: [headset, webcam] });
    await call();
    await choose({ microphones: [headset, webcam], noiseSuppression: 'strong' });
    expect(sent).toEqual({ label: 'Headset, clean', replaced: 1 });
    expect(fake.asked.at(-1)).toMatchObject({ noiseSuppression: false, echoCancellation: true });
    expect((await inUse())[0]).toBe('Headset');
    expect(fake.live()).toEqual(['Headset', 'Headset, clean', 'Headset, clean']);
    fake.pullOut('Headset');
    await expect.poll(() => sent.label).toBe('Webcam, clean');
    await choose({ microphones: [webcam], noiseSuppression: 'off' });
    expect(sent.label).toBe('Webcam');
    expect(fake.live()).toEqual(['Webcam', 'Webcam']);
    microphone.close();
    expect(fake.live()).toEqual([]);
  });

  test('the last one, pulled out while its suppression of noise is prepared, is told as lost', async () => {
    await choose({ microphones: [headset] });
    await call();
    fake.pullOut('Webcam');
    fake.pullOut('Built-in');
    pullOutInTime = () => fake.pullOut('Headset');
    await choose({ microphones: [headset], noiseSuppression: 'strong' });
    await expect.poll(() => lost.map(({ reason }) => reason)).toEqual(['microphone-lost']);
    expect(sent.label).toBe('silence');
  });

  test('where the strong one cannot be had, it is the browser’s own', async () => {
    canSuppress = false;
    await choose({ noiseSuppression: 'strong' });
    await call();
    expect(sent.label).toBe('Built-in');
    expect(fake.asked).toMatchObject([{ noiseSuppression: true }]);
  });

  test('a change of mind while a device is being opened ends at the last word', async () => {
    await call();
    await Promise.all([choose({ microphones: [headset] }), choose({ microphones: [webcam] }), choose({ microphones: [builtIn] })]);
    expect(sent.label).toBe('Built-in');
    expect(fake.live()).toEqual(['Built-in', 'Built-in']);
  });
});
