import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildAccount, buildLiveCall } from '../../fakes/desk-world.ts';
import { buildColleague, colleaguesScenes, openColleagues, team } from './colleagues-scenes.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';

let desks: DeskBrowser;
beforeAll(async () => {
  desks = await startDeskBrowser();
});
afterAll(() => desks[Symbol.asyncDispose]());

const accountId = buildAccount().id;
const asked = ({ main }: OpenDesk, start: string) =>
  main.asked.filter(({ name }) => name.startsWith(start) && name !== 'colleagues.read' && name !== 'voice.list');
const rows = ({ page }: OpenDesk) => page.getByTestId('colleague');
const dialled = (target: string) => ({ name: 'voice.dial', input: { target, accountId, contactId: null, isConfirmed: false } });

test('every colleague stands there with what they do in words, or why nobody says', async () => {
  await using desk = await desks.open(team());
  await openColleagues(desk);
  await rows(desk).nth(6).waitFor();
  const texts = await rows(desk).allInnerTexts();
  const said = ['Free', 'Ringing: Maren Schulte', /On a call · 4:3\d/, 'Away · Back at two', 'Not reachable', 'knows no such extension', 'Busy'];
  for (const [index, words] of said.entries()) expect(texts[index]).toMatch(words);
  const { violations } = await new AxeBuilder({ page: desk.page }).analyze();
  expect(violations.map(({ id }) => id)).toEqual([]);
  expect(desk.faults).toEqual([]);
});

test('a change is shown where they stand; nobody moves', async () => {
  await using desk = await desks.open(team());
  await openColleagues(desk);
  const first = rows(desk).first();
  await first.getByText('Free').waitFor();
  const { colleagues } = desk.main.world;
  const [, ...others] = colleagues.colleagues;
  desk.main.emit('colleagues.changed', { ...colleagues, colleagues: [buildColleague({ state: 'ringing', canPickUp: true }), ...others] });
  await first.getByText('Ringing').waitFor();
  await first.getByRole('button', { name: 'Pick up the call that rings at Robert Weiss' }).click();
  await expect.poll(() => asked(desk, 'colleagues.')).toEqual([{ name: 'colleagues.pick-up', input: { accountId, address: '201' } }]);
});

test('one press or one key calls; in a call a digit does not', async () => {
  await using desk = await desks.open(team());
  await openColleagues(desk);
  await rows(desk).first().waitFor();
  await desk.page.keyboard.press('3');
  await expect.poll(() => asked(desk, 'voice.')).toEqual([dialled('203')]);
  await rows(desk).nth(4).click();
  await expect.poll(() => asked(desk, 'voice.')).toEqual([dialled('203'), dialled('205')]);
  desk.main.emit('calls.changed', { calls: [buildLiveCall()] });
  await desk.page.getByTestId('live-call').waitFor();
  await desk.page.keyboard.press('1');
  await desk.page.keyboard.press('m');
  await expect.poll(() => asked(desk, 'voice.').map(({ name }) => name)).toEqual(['voice.dial', 'voice.dial', 'voice.mute']);
});

test('many are found by the beginnings of names and numbers', async () => {
  await using desk = await desks.open(colleaguesScenes['colleagues-many']?.world?.());
  await openColleagues(desk);
  const search = desk.page.getByRole('searchbox', { name: 'Search colleagues' });
  await search.fill('ayse yi');
  await rows(desk).nth(1).waitFor({ state: 'detached' });
  expect(await rows(desk).allInnerTexts()).toMatchObject([expect.stringContaining('Ayşe Yıldız')]);
  await search.fill('539');
  await desk.page.getByText('Agent 240').waitFor();
  await search.fill('nobody');
  await desk.page.getByText('No colleague matches.').waitFor();
});

test('a call is parked with one key, its place is said, and it is fetched from there', async () => {
  const call = buildLiveCall();
  await using desk = await desks.open({ ...team({ slots: [] }), calls: [call] });
  await openColleagues(desk);
  await desk.page.getByTestId('live-call').waitFor();
  await desk.page.keyboard.press('p');
  await expect.poll(() => asked(desk, 'colleagues.')).toEqual([{ name: 'colleagues.park', input: { callId: call.callId } }]);
  const slot = { accountId, slot: '702', isTaken: true, who: 'Maren Schulte', since: Date.now(), trouble: null };
  desk.main.emit('colleagues.changed', { ...desk.main.world.colleagues, slots: [slot] });
  await desk.page.getByText('Maren Schulte is parked in place 702.').waitFor();
  await desk.page.getByRole('button', { name: 'Colleagues 1: 1 call is parked' }).waitFor();
  await desk.page.getByRole('button', { name: 'Fetch the call in place 702' }).click();
  await expect.poll(() => asked(desk, 'colleagues.').at(-1)).toEqual({ name: 'colleagues.retrieve', input: { accountId, slot: '702' } });
});

test('nothing is parked where the account has no code for it', async () => {
  await using desk = await desks.open({ calls: [buildLiveCall()] });
  await desk.page.getByTestId('live-call').waitFor();
  expect(await desk.page.getByRole('button', { name: 'Park' }).count()).toBe(0);
});

test('a message in the voice mailbox is seen from everywhere and one press away', async () => {
  await using desk = await desks.open(team());
  await desk.page.getByRole('button', { name: '2 new voice messages: call your voicemail' }).click();
  await expect.poll(() => asked(desk, 'colleagues.')).toEqual([{ name: 'colleagues.call-mailbox', input: { accountId } }]);
  const heard = { accountId, isWaiting: false, newCount: 0, oldCount: 3, number: null };
  desk.main.emit('colleagues.changed', { ...desk.main.world.colleagues, voicemails: [heard] });
  await desk.page.getByTestId('voicemail').waitFor({ state: 'detached' });
  desk.main.emit('colleagues.changed', { ...desk.main.world.colleagues, voicemails: [{ ...heard, isWaiting: true, newCount: null }] });
  await desk.page.getByRole('button', { name: 'New voice messages: call your voicemail' }).click();
  await desk.page.getByText(/Enter it in the settings of your telephone account/).waitFor();
  expect(asked(desk, 'colleagues.')).toHaveLength(1);
});

test('calls are transferred to colleagues, and colleagues are called from the field, with what they do beside their names', async () => {
  const call = buildLiveCall();
  await using desk = await desks.open({ ...team(), calls: [call] });
  const { page } = desk;
  await page.getByTestId('live-call').waitFor();
  await page.keyboard.press('t');
  await page.getByRole('combobox', { name: 'Transfer to' }).waitFor();
  await page.keyboard.type('tom');
  await page.getByRole('option', { name: 'Tom Brandt 203 · On a call' }).click();
  await page.getByRole('button', { name: 'Transfer now' }).click();
  const transfer = { name: 'voice.transfer', input: { callId: call.callId, target: '203', name: 'Tom Brandt' } };
  await expect.poll(() => asked(desk, 'voice.')).toEqual([transfer]);
  await page.keyboard.press('Control+k');
  await page.keyboard.type('robert');
  await page.getByRole('option', { name: 'Call Robert Weiss 201 · Free' }).waitFor();
  await page.keyboard.press('Enter');
  await expect.poll(() => asked(desk, 'voice.')).toEqual([transfer, dialled('201')]);
});

test('colleagues and codes are entered with the account; a line that is none is refused there', async () => {
  await using desk = await desks.open(team());
  await colleaguesScenes['colleagues-settings']?.act?.(desk);
  const form = desk.page.getByRole('dialog');
  const list = form.getByLabel('Colleagues, one a line');
  expect(await list.inputValue()).toContain('202, Ayşe Yıldız\n');
  await list.fill('not a number\n');
  await form.getByRole('button', { name: 'Save' }).click();
  const sentence = form.getByText('This entry cannot be read. Check its spelling.');
  await sentence.waitFor();
  await list.fill('301, Nora');
  await form.getByLabel('Pick up a colleague’s call').fill('star eight');
  // Whoever folded it away is shown where to look.
  await form.getByText('Colleagues, parking, voicemail').click();
  await form.getByRole('button', { name: 'Save' }).click();
  await sentence.waitFor();
  expect(await sentence.count()).toBe(1);
  expect(await form.getByLabel('Pick up a colleague’s call').getAttribute('aria-invalid')).toBe('true');
  await list.fill('301, Nora\nOle, 302\n\n303');
  await form.getByLabel('Places for parked calls').fill('701, 705');
  await form.getByLabel('Pick up a colleague’s call').fill('**');
  await form.getByRole('button', { name: 'Save' }).click();
  await form.waitFor({ state: 'detached' });
  expect(desk.main.asked.findLast(({ name }) => name === 'accounts.edit')?.input).toMatchObject({
    draft: {
      colleagues: [
        { name: 'Nora', address: '301' },
        { name: 'Ole', address: '302' },
        { name: '303', address: '303' },
      ],
      systemCodes: { pickup: '**', slots: ['701', '705'], park: '700' },
    },
  });
});
