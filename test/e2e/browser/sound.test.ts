import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import { buildAudio, buildLiveCall, buildWorld } from '../../fakes/desk-world.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';
import { openSettings } from './account-scenes.ts';
import { keysOf, openSound, soundOf, startCheck, withDevices } from './sound-scenes.ts';

let desks: DeskBrowser;
beforeAll(async () => (desks = await startDeskBrowser()));
afterAll(() => desks[Symbol.asyncDispose]());

const allWell = { isRegistered: true, steps: [], failure: null };
const inputsOf = ({ main }: OpenDesk, name: string): unknown[] => main.asked.filter((call) => call.name === name).map(({ input }) => input);
const namesOf = ({ main }: OpenDesk): string[] => main.asked.map(({ name }) => name).filter((name) => name.startsWith('audio.'));
const stepsOf = ({ page }: OpenDesk) => page.getByRole('dialog').getByRole('listitem').allInnerTexts();

test('devices are listed by preference: one is added, another preferred, one removed', async () => {
  await using desk = await desks.open(withDevices());
  const { page, main } = desk;
  await openSound(desk);
  const microphones = soundOf(desk).getByRole('group', { name: 'Microphone', exact: true });
  expect(await microphones.getByRole('listitem').allInnerTexts()).toEqual([
    expect.stringContaining('not plugged in'),
    expect.stringContaining('in use'),
    expect.stringContaining('Built-in Microphone'),
  ]);
  const settle = async (change: object): Promise<void> => {
    await expect.poll(() => inputsOf(desk, 'settings.edit').at(-1)).toEqual(change);
    main.emit('settings.changed', main.world.settings);
  };
  const [conference, headset, builtIn] = main.world.settings.microphones;
  await microphones.getByRole('button', { name: 'Microphone: prefer Built-in Microphone' }).click();
  await settle({ microphones: [conference, builtIn, headset] });
  await microphones.getByRole('button', { name: /^Microphone: remove Conference/ }).click();
  await settle({ microphones: [builtIn, headset] });
  await soundOf(desk).getByRole('button', { name: 'Speaker: add a device' }).click();
  await page.getByRole('menuitem', { name: 'Built-in Speakers' }).click();
  await settle({
    speakers: [
      { label: 'Headset Earphone', groupId: 'headset' },
      { label: 'Built-in Speakers', groupId: 'built-in' },
    ],
  });
  await soundOf(desk).getByRole('radio', { name: 'Strong' }).click();
  await settle({ noiseSuppression: 'strong' });
  await soundOf(desk)
    .getByText(/^For loud rooms/)
    .waitFor();
  expect([...desk.faults, ...main.incidents]).toEqual([]);
});

test('in a call one sentence says which device took over; what the agent chose is not told', async () => {
  await using desk = await desks.open({ calls: [buildLiveCall()] });
  const { page, main } = desk;
  await page.getByTestId('live-call').waitFor();
  const { devices, inUse } = buildAudio();
  const audio = { devices: devices.slice(2), inUse: { microphone: devices[2]!, speaker: devices[3]!, ringer: devices[3]! } };
  main.emit('audio.changed', { ...audio, switched: ['microphone', 'speaker', 'ringer'], headset: null });
  await page.getByText('Microphone: now Built-in Microphone. Speaker: now Built-in Speakers.', { exact: true }).waitFor();
  main.emit('audio.changed', { devices, inUse, switched: [], headset: null });
  main.emit('audio.changed', { devices, inUse: { ...inUse, ringer: devices[3]! }, switched: ['ringer'], headset: null });
  await page.getByText('Ringer: now Built-in Speakers.', { exact: true }).waitFor();
  expect(await page.getByText('now Headset').count()).toBe(0);
  expect(desk.faults).toEqual([]);
});

test('the meter moves with the voice, and lets go of the microphone when it is left', async () => {
  await using desk = await desks.open();
  await openSound(desk);
  await soundOf(desk).getByRole('button', { name: 'Show the microphone’s level' }).click();
  await expect.poll(() => inputsOf(desk, 'audio.meter')).toEqual([{ isOn: true }]);
  desk.main.emit('audio.level', { level: 0.5 });
  await soundOf(desk).locator('[role=meter][aria-valuenow="50"][data-is-loud=true]').waitFor();
  desk.main.emit('audio.level', { level: 0.1 });
  await soundOf(desk).locator('[role=meter][aria-valuenow="10"][data-is-loud=false]').waitFor();
  await desk.page.getByRole('button', { name: /^Calls/ }).click();
  await expect.poll(() => inputsOf(desk, 'audio.meter')).toEqual([{ isOn: true }, { isOn: false }]);
  expect(desk.faults).toEqual([]);
});

test('the agent hears the tones and themselves; a silent microphone is told', async () => {
  await using desk = await desks.open();
  const { main } = desk;
  await openSound(desk);
  await soundOf(desk).getByRole('button', { name: 'Play a tone on the speaker' }).click();
  await soundOf(desk).getByRole('button', { name: 'Ring once' }).click();
  await expect.poll(() => inputsOf(desk, 'audio.play-tone')).toEqual([{ role: 'speaker' }, { role: 'ringer' }]);
  const hear = soundOf(desk).getByRole('button', { name: 'Record and hear yourself' });
  const recording = main.hold('audio.record');
  await hear.click();
  await recording.reached;
  await soundOf(desk).getByText('Speak now, for three seconds …').waitFor();
  recording.release();
  await soundOf(desk).getByText('Recorded and played. Nothing of it is kept.').waitFor();
  main.world.recordedLevel = 0.1;
  await hear.click();
  await soundOf(desk)
    .getByText(/^Nothing was heard/)
    .waitFor();
  expect(namesOf(desk).filter((name) => name === 'audio.play-back')).toHaveLength(1);
  main.fail('audio.record', new ContractError('unavailable', { failure: { reason: 'microphone-denied' } }));
  await hear.click();
  await desk.page.getByText(/Threadline may not use the microphone/).waitFor();
  expect(desk.faults).toEqual([]);
});

test('the check before the shift goes through everything and says that it works', async () => {
  await using desk = await desks.open({ testResult: allWell });
  const { page, main } = desk;
  const recording = main.hold('audio.record');
  await startCheck(desk);
  await recording.reached;
  await page.getByRole('dialog').getByText('Say something …').waitFor();
  recording.release();
  await page.getByText('Did you hear three tones?').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Did you hear it ring?').waitFor();
  await page.keyboard.press('Enter');
  await page.getByText('Everything works. Have a good shift.').waitFor();
  expect(await stepsOf(desk)).toEqual([
    expect.stringMatching(/Microphone\s+works/),
    expect.stringMatching(/Speaker\s+works/),
    expect.stringMatching(/Ringer\s+works/),
    expect.stringMatching(/Phone account Support\s+works/),
  ]);
  expect(inputsOf(desk, 'accounts.test')).toMatchObject([{ accountId: 1, draft: { aor: 'lea@pbx.example.org', password: null } }]);
  expect([...desk.faults, ...main.incidents]).toEqual([]);
});

test('what does not work is named with its reason, and the rest is checked all the same', async () => {
  await using desk = await desks.open({ recordedLevel: 0.02, testResult: allWell });
  const { page, main } = desk;
  main.fail('accounts.test', new ContractError('unavailable', { failure: { reason: 'host-unknown' } }));
  await startCheck(desk);
  await page.getByRole('button', { name: 'No', exact: true }).click();
  await page.getByText('Did you hear it ring?').waitFor();
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('3 things do not work.').waitFor();
  expect(await stepsOf(desk)).toEqual([
    expect.stringContaining('Nothing was heard from Headset Microphone. Is it muted?'),
    expect.stringContaining('Choose another speaker'),
    expect.stringMatching(/Ringer\s+works/),
    expect.stringContaining('No server of this name was found'),
  ]);
  main.heal('accounts.test');
  main.world.recordedLevel = 0.8;
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('Did you hear it ring?').waitFor();
  await page.getByRole('button', { name: 'Yes' }).click();
  await page.getByText('Everything works. Have a good shift.').waitFor();
  expect(desk.faults).toEqual([]);
});

test('a key for every program is pressed once and set, also as a media key; one that another program has is told', async () => {
  await using desk = await desks.open({ calls: [buildLiveCall()] });
  const { page, main } = desk;
  await openSettings(page);
  const settle = async (change: object): Promise<void> => {
    await expect.poll(() => inputsOf(desk, 'settings.edit').at(-1)).toEqual({ shortcuts: { ...main.world.settings.shortcuts, ...change } });
    main.emit('settings.changed', main.world.settings);
  };
  await keysOf(desk).getByRole('button', { name: 'Mute and unmute: none. Change' }).click();
  // By itself a letter is for typing, and not for the desk either.
  await page.keyboard.press('m');
  await page.keyboard.press('Control+Alt+m');
  await settle({ mute: 'CommandOrControl+Alt+M' });
  await keysOf(desk).getByRole('button', { name: 'Mute and unmute: Ctrl + Alt + M. Change' }).waitFor();
  await keysOf(desk).getByRole('button', { name: 'Answer: media key' }).click();
  await page.getByRole('menuitemradio', { name: 'Play/Pause' }).click();
  await settle({ answer: 'MediaPlayPause' });
  main.emit('application.changed', { ...main.world.application, refusedShortcuts: ['mute'] });
  await keysOf(desk)
    .getByText(/^Ctrl \+ Alt \+ M cannot be had/)
    .waitFor();
  await keysOf(desk).getByRole('button', { name: 'Mute and unmute: no key' }).click();
  await settle({ mute: null });
  await keysOf(desk).getByRole('button', { name: 'Hold and resume: none. Change' }).click();
  await page.keyboard.press('Escape');
  await keysOf(desk).getByRole('button', { name: 'Hold and resume: none. Change' }).waitFor();
  expect(inputsOf(desk, 'voice.mute')).toEqual([]);
  expect([...desk.faults, ...main.incidents]).toEqual([]);
});

test('in a browser there are no such keys, and it says so', async () => {
  await using desk = await desks.open({ application: { ...buildWorld().application, refusedShortcuts: null } });
  await openSettings(desk.page);
  await keysOf(desk)
    .getByText(/^In a browser there are no such keys/)
    .waitFor();
  expect(await keysOf(desk).getByRole('button').count()).toBe(0);
});
