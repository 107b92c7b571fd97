import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import { buildLiveCall, buildQuality, buildSettings, buildWorld } from '../../fakes/desk-world.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';
import { buildReport, openSound, withQuality } from './quality-scenes.ts';

let desks: DeskBrowser;
beforeAll(async () => (desks = await startDeskBrowser()));
afterAll(() => desks[Symbol.asyncDispose]());

const openMaren = async ({ page }: OpenDesk): Promise<void> => page.getByRole('button', { name: 'Maren Schulte', exact: true }).first().click();

/** The figure that stands beside a label. */
const figure = async ({ page }: OpenDesk, label: string): Promise<string | null> =>
  page
    .getByRole('dialog')
    .locator('dl > div')
    .filter({ has: page.getByText(label, { exact: true }) })
    .locator('dd')
    .textContent();

test('a word in the call bar opens the chart of the call so far, with its figures in words, and it goes on with the call', async () => {
  await using desk = await desks.open(withQuality());
  const { page, main } = desk;
  await openSound(desk, '[data-testid="live-call"]');
  const chart = page.getByRole('img', { name: 'Score over 4:07: 4.2 of 5 on average, 4.1 at worst.' });
  await chart.waitFor();
  // A hold in the middle: two lines, not one through it.
  expect(await chart.locator('polyline').count()).toBe(2);
  expect(await figure(desk, 'Codec')).toBe('Opus');
  expect(await figure(desk, 'Lost on the way to you')).toBe('0.4%');
  expect(await figure(desk, 'Lost on the way to them')).toBe('not reported');
  expect(await figure(desk, 'There and back')).toBe('34 ms');
  expect(await figure(desk, 'Way')).toBe('direct, UDP');

  const [call] = main.world.calls;
  const report = buildReport();
  main.world.qualityReports[call!.callId] = { ...report, samples: [...report.samples, { ...report.samples.at(-1)!, atMs: 300_000 }] };
  main.emit('calls.changed', { calls: [{ ...call!, quality: buildQuality({ mos: 3.3 }) }] });
  await page.getByRole('img', { name: /^Score over 5:00: 3\.9/ }).waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await page.getByTestId('live-call').getByRole('button', { name: 'Sound fair: show details' }).waitFor();
  expect(desk.faults).toEqual([]);
  expect(main.incidents).toEqual([]);
});

test('a call that turns bad says why in a sentence, and no longer when it is good again', async () => {
  const call = buildLiveCall();
  await using desk = await desks.open({ calls: [call], settings: buildSettings({ language: 'de' }) });
  const { page, main } = desk;
  const bar = page.getByTestId('live-call');
  await bar.waitFor();
  for (const [trouble, sentence] of [
    [{ cause: 'loss-here', value: 6 }, 'Ihr Netz verliert Pakete: 6 %. Die Gegenseite hört Lücken.'],
    [{ cause: 'loss-there', value: 12 }, 'Das Netz der Gegenseite oder der Weg von ihr verliert Pakete: 12 %.'],
    [{ cause: 'no-sound', value: 0 }, 'Von der Gegenseite kommt kein Ton.'],
  ] as const) {
    main.emit('calls.changed', { calls: [{ ...call, trouble }] });
    await bar.getByRole('status').getByText(sentence).waitFor();
  }
  main.emit('calls.changed', { calls: [call] });
  await expect.poll(async () => (await bar.getByRole('status').allTextContents()).join('')).toBe('');
  expect(desk.faults).toEqual([]);
});

test('a call on the timeline says what it sounded like and why it was bad; its chart is read when it is opened', async () => {
  await using desk = await desks.open(withQuality());
  const { page, main } = desk;
  await openMaren(desk);
  const line = page.getByRole('region', { name: 'Timeline' });
  await line.getByText('Your network lost packets: up to 6 %').waitFor();
  expect(main.asked.some(({ name }) => name === 'quality.read')).toBe(false);
  await line.getByRole('button', { name: 'Sound good: show details' }).press('Enter');
  await page.getByRole('img', { name: /^Score over 4:07: 3\.9 of 5 on average, 2\.7 at worst/ }).waitFor();
  expect(await figure(desk, 'Score')).toBe('3.9 of 5, at worst 2.7');
  expect(main.asked.some(({ name }) => name === 'quality.read')).toBe(true);
  expect(desk.faults).toEqual([]);
});

test('diagnostics are saved from the settings and from a call, and a refusal is said', async () => {
  await using desk = await desks.open(withQuality());
  const { page, main } = desk;
  await openSound(desk, '[data-testid="live-call"]');
  await page.getByRole('dialog').getByRole('button', { name: 'Save diagnostics' }).click();
  await page.getByText('Diagnostics saved').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  main.fail('diagnostics.save', new ContractError('unavailable', { failure: { reason: 'disk-full', technical: 'ENOSPC' } }));
  await page.getByRole('button', { name: 'Save diagnostics' }).click();
  await page.getByText(/ENOSPC/).waitFor();
  expect(main.asked.filter(({ name }) => name === 'diagnostics.save')).toHaveLength(2);
});

test('where there is no desktop the browser saves them', async () => {
  await using desk = await desks.open({ application: { ...buildWorld().application, shell: 'browser' } });
  const { page, main } = desk;
  await page.getByRole('button', { name: 'Settings', exact: true }).click();
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save diagnostics' }).click()]);
  expect(download.suggestedFilename()).toBe('threadline-diagnostics.zip');
  expect((await readFile(await download.path())).subarray(0, 2).toString()).toBe('PK');
  expect(main.asked.some(({ name }) => name === 'diagnostics.save')).toBe(false);
});
