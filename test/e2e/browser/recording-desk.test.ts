import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildAccount, buildLiveCall } from '../../fakes/desk-world.ts';
import { buildRecording } from '../../fakes/fake-recording.ts';
import { accountIdSchema, callIdSchema } from '../../../contract/model/ids.ts';
import { recordingIdSchema, type LiveRecording } from '../../../contract/model/recording.ts';
import { openSettings } from './account-scenes.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';
import { marks, openRecording, recordingOf, withLive, withRecordings } from './recording-scenes.ts';

let desks: DeskBrowser;
beforeAll(async () => (desks = await startDeskBrowser()));
afterAll(() => desks[Symbol.asyncDispose]());

const openMaren = async ({ page }: OpenDesk): Promise<void> => page.getByRole('button', { name: 'Maren Schulte', exact: true }).first().click();
const asked = ({ main }: OpenDesk): string[] => main.asked.map(({ name }) => name).filter((name) => name.startsWith('recordings.'));
const positionOf = ({ page }: OpenDesk): Promise<number> =>
  page.getByTestId('recording-sound').evaluate((element: HTMLAudioElement) => element.currentTime);

function show({ main }: OpenDesk, recording: LiveRecording | null): void {
  const [call] = main.world.calls;
  main.world.calls = [{ ...call!, recording }];
  main.emit('calls.changed', { calls: main.world.calls });
}

test('the state follows what the recorder tells, not the button; keys do what the buttons do', async () => {
  await using desk = await desks.open(withLive(null));
  const { page, main } = desk;
  const bar = page.getByTestId('live-call');
  const state = page.getByTestId('recording-state');
  const { callId } = main.world.calls[0]!;
  await bar.getByRole('button', { name: 'Record', exact: true }).waitFor();
  await page.keyboard.press('v');
  await expect.poll(() => asked(desk)).toEqual(['recordings.start']);
  expect(await state.count()).toBe(0);
  show(desk, recordingOf('starting'));
  await expect.poll(() => state.textContent()).toBe('Recording starts …');
  show(desk, recordingOf('recording'));
  await expect.poll(() => state.textContent()).toBe('Recording');

  await page.keyboard.press('v');
  await expect.poll(() => main.asked.at(-1)).toEqual({ name: 'recordings.pause', input: { callId, isPaused: true } });
  expect(await state.textContent()).toBe('Recording');
  show(desk, recordingOf('paused'));
  await expect.poll(() => state.textContent()).toBe('Recording paused: silence is kept');
  await bar.getByRole('button', { name: 'Record again' }).click();
  await expect.poll(() => main.asked.at(-1)).toEqual({ name: 'recordings.pause', input: { callId, isPaused: false } });
  await page.keyboard.press('b');
  await expect.poll(() => asked(desk).at(-1)).toBe('recordings.mark');
  await page.getByText('Marker set').waitFor();
  await bar.getByRole('button', { name: 'Stop recording' }).click();
  await expect.poll(() => asked(desk).at(-1)).toBe('recordings.stop');

  show(desk, recordingOf('failed', { failure: { reason: 'disk-full' } }));
  await expect.poll(() => state.textContent()).toBe('Not recording: The disk is full. Make room and try again.');
  await bar.getByRole('button', { name: 'Record', exact: true }).waitFor();
  expect(desk.faults).toEqual([]);
  expect(main.incidents).toEqual([]);
});

test('what the rules ask for cannot be ended, and where nothing may be recorded there is no button for it', async () => {
  await using required = await desks.open(withLive(recordingOf('recording', { isRequired: true })));
  await required.page.getByText('The rules ask for it').waitFor();
  expect(await required.page.getByRole('button', { name: 'Stop recording' }).count()).toBe(0);

  const call = buildLiveCall();
  await using never = await desks.open({ calls: [call] });
  const { main, page } = never;
  const record = page.getByTestId('live-call').getByRole('button', { name: 'Record', exact: true });
  await record.waitFor();
  main.emit('settings.changed', { ...main.world.settings, recordingByAccount: [{ accountId: call.accountId, policy: 'never' }] });
  await record.waitFor({ state: 'detached' });
});

test('in a conference all parties are recorded, and all of them are paused', async () => {
  const one = buildLiveCall({ conference: { isMuted: false }, recording: recordingOf('recording') });
  const other = buildLiveCall({
    ...one,
    callId: callIdSchema.parse(one.callId + 1),
    isCurrent: false,
    contactName: 'Jonas Okafor',
    recording: recordingOf('paused'),
  });
  await using desk = await desks.open({ calls: [one, other] });
  const { page, main } = desk;
  await expect.poll(() => page.getByTestId('recording-state').textContent()).toBe('Recording');
  await page.keyboard.press('v');
  const pauses = (): unknown[] => main.asked.filter(({ name }) => name === 'recordings.pause').map(({ input }) => input);
  await expect.poll(pauses).toEqual([one, other].map(({ callId }) => ({ callId, isPaused: true })));
  main.emit('calls.changed', { calls: [one, other].map((call) => ({ ...call, recording: recordingOf('paused') })) });
  await expect.poll(() => page.getByTestId('recording-state').textContent()).toBe('Recording paused: silence is kept');
  main.emit('calls.changed', { calls: [one, other].map((call) => ({ ...call, recording: null })) });
  await page.getByTestId('conference').getByRole('button', { name: 'Record', exact: true }).click();
  await expect.poll(() => asked(desk).filter((name) => name === 'recordings.start').length).toBe(2);
  expect(desk.faults).toEqual([]);
});

test('a recording is played on the timeline: faster, from marker to marker, and without its silences', async () => {
  await using desk = await desks.open(withRecordings(buildRecording({}, marks, { fromMs: 8_000, toMs: 20_000 })));
  const { page } = desk;
  await openMaren(desk);
  await openRecording(desk);
  const player = page.getByRole('group', { name: 'Recording', exact: true });
  await expect.poll(() => positionOf(desk)).toBeGreaterThan(0.2);
  await player.getByRole('radio', { name: '2×' }).click();
  expect(await page.getByTestId('recording-sound').evaluate((element: HTMLAudioElement) => element.playbackRate)).toBe(2);

  await player.getByRole('button', { name: 'Marker 0:44' }).click();
  expect(Math.abs((await positionOf(desk)) - 44)).toBeLessThan(3);
  await player.getByRole('button', { name: 'Paused 0:24–0:36' }).click();
  expect(Math.abs((await positionOf(desk)) - 24)).toBeLessThan(3);
  await player.getByText('Skip silence').click();
  // The pause is silence too.
  await expect.poll(() => positionOf(desk)).toBeGreaterThan(35.5);

  const slider = player.getByRole('slider', { name: 'Position' });
  await player.getByRole('button', { name: 'Pause', exact: true }).click();
  await slider.fill('9000');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('0:09 of 1:00');
  await slider.focus();
  await page.keyboard.press('ArrowRight');
  await expect.poll(() => slider.getAttribute('aria-valuetext')).toBe('0:10 of 1:00');
  await player.getByRole('button', { name: 'Play', exact: true }).click();
  await expect.poll(() => positionOf(desk)).toBeGreaterThan(19.5);

  await player.getByRole('button', { name: 'Close the recording' }).click();
  await page.getByRole('button', { name: 'Play the recording, 1:00' }).waitFor();
  expect(desk.faults).toEqual([]);
});

test('says what became of a recording that is not there, and why one cannot be played', async () => {
  const id = (n: number) => recordingIdSchema.parse(n);
  const deleted = buildRecording({ id: id(1), state: 'deleted', deletedAfterDays: 90 });
  const interrupted = buildRecording({ id: id(2), state: 'interrupted', durationMs: 12_000 });
  await using desk = await desks.open(withRecordings(deleted, interrupted));
  const { page, main } = desk;
  await openMaren(desk);
  await page.getByText('The recording was deleted after 90 days').waitFor();
  await page.getByText('ends before the call did').waitFor();
  main.world.recordings = {};
  await page.getByRole('button', { name: 'Play the recording, 0:12' }).click();
  await page.getByText('The file of this recording is not there any more.').waitFor();
});

test('the settings say which calls are recorded, of whom, who hears it and for how long it is kept', async () => {
  const sales = buildAccount({ id: accountIdSchema.parse(2), label: 'Sales', isDefault: false });
  await using desk = await desks.open({ accounts: [buildAccount(), sales] });
  const { page, main } = desk;
  await openSettings(page);
  const section = page.getByRole('region', { name: 'Recording', exact: true });
  const choose = async (label: string, option: string): Promise<void> => {
    await section.getByRole('button', { name: label }).click();
    await page.getByRole('option', { name: option, exact: true }).click();
  };
  const edits = (): unknown[] => main.asked.filter(({ name }) => name === 'settings.edit').map(({ input }) => input);
  await choose('Record calls', 'All incoming');
  await choose('Calls of Sales', 'Never');
  await choose('Who is on the line hears', 'A short tone every 15 seconds');
  const days = section.getByRole('textbox', { name: /^Delete recordings/ }).or(section.getByRole('spinbutton', { name: /^Delete recordings/ }));
  await days.fill('30');
  await days.blur();
  await expect
    .poll(edits)
    .toEqual([
      { recordingPolicy: 'in' },
      { recordingByAccount: [{ accountId: sales.id, policy: 'never' }] },
      { recordingNotice: 'beep' },
      { recordingKeptDays: 30 },
    ]);
  expect(desk.faults).toEqual([]);
});
