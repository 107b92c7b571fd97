import { afterAll, beforeAll, expect, test } from 'vitest';
import { buildWorld } from '../../fakes/desk-world.ts';
import { openCalls, scenes } from './desk-scenes.ts';
import { startDeskBrowser, type DeskBrowser } from './desk-browser.ts';

let desks: DeskBrowser;
beforeAll(async () => (desks = await startDeskBrowser()));
afterAll(() => desks[Symbol.asyncDispose]());

test('a row of any list opens wherever it is pressed; what is done about it does not open it', async () => {
  await using desk = await desks.open();
  const { page, main } = desk;
  const inbox = page.getByTestId('inbox-row');
  await inbox.nth(1).click({ position: { x: 150, y: 45 } });
  await page.getByRole('heading', { name: 'Ayşe Demir' }).waitFor();
  await inbox.first().hover();
  await inbox.first().getByRole('button', { name: /^Done/ }).click();
  await expect.poll(() => main.asked.findLast(({ name }) => name.startsWith('inbox.'))?.name).toBe('inbox.set-state');
  expect(await page.getByRole('heading', { name: 'Ayşe Demir' }).count()).toBe(1);

  await openCalls(desk);
  const call = page.getByTestId('recent-call').filter({ hasText: 'Jonas Okafor' }).first();
  await call.click({ position: { x: 180, y: 8 } });
  await page.getByRole('heading', { name: 'Jonas Okafor' }).waitFor();
  const before = main.asked.length;
  await call.getByRole('button', { name: /^Call/ }).click();
  await expect.poll(() => main.asked.slice(before).map(({ name }) => name)).toEqual(['voice.dial']);

  await page.getByRole('button', { name: 'Contacts', exact: true }).click();
  await page
    .getByRole('button', { name: 'Maren Schulte', exact: true })
    .locator('..')
    .click({ position: { x: 200, y: 10 } });
  await page.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
  expect(desk.faults).toEqual([]);
});

test('a mail that came back is sent anew: to the same, with the same words, to be corrected', async () => {
  const { world, act } = scenes['mail']!;
  await using desk = await desks.open({ ...world?.(), outbox: [] });
  await act?.(desk);
  const { page, main } = desk;
  const returned = page.locator('main [data-entry]').filter({ has: page.locator('[data-delivery="refused"]') });
  await returned.getByRole('button', { name: 'Edit and send anew' }).click();
  await expect.poll(() => page.getByTestId('mail-text').innerText()).toContain('Here is the tracking number: 00340.');
  expect(await page.getByTestId('recipient').allInnerTexts()).toEqual(['Maren Schulte']);
  expect(await page.locator('[name="mail-subject"]').inputValue()).toBe('Re: Power adapter');
  expect(main.asked.some(({ name }) => name === 'outbox.take-back')).toBe(false);
  expect(desk.faults).toEqual([]);
});

test('a fresh profile begins with a mailbox as well as with a telephone', async () => {
  const { application } = buildWorld();
  await using desk = await desks.open({
    application: { ...application, workspace: 'empty' },
    accounts: [],
    statuses: [],
    channelStatuses: [],
    recent: [],
    contacts: [],
  });
  const { page } = desk;
  await page.getByRole('button', { name: /^Add a mailbox/ }).click();
  await page.getByLabel('E-mail address').fill('maren');
  await page.getByLabel('E-mail address').press('Tab');
  await page.getByText('This is no e-mail address.').waitFor();
  expect(await page.getByRole('button', { name: 'Save', exact: true }).isDisabled()).toBe(true);
  await page.getByRole('button', { name: 'Cancel' }).first().click();
  await page.getByRole('button', { name: /^Add a phone account/ }).waitFor();
  expect(desk.faults).toEqual([]);
});
