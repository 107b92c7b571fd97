import { afterAll, beforeAll, expect, it } from 'vitest';
import { startDesktop, type Desktop } from '../harness/electron.ts';
import { ask, calls, noCalls, until } from '../harness/remote-desk.ts';

const sentence = 'No microphone was found. Plug one in, or choose one in the settings.';

let desktop: Desktop;
beforeAll(async () => {
  desktop = await startDesktop({ hasMicrophone: false });
  await ask(desktop, 'practice.start', {});
  await until(async () => (await ask(desktop, 'accounts.list', {})).statuses[0]?.state === 'ok', 'the practice account registered');
});
afterAll(() => desktop[Symbol.asyncDispose]());

it('a number dialled without a microphone: one sentence, no call, and the number stays', async () => {
  const view = await desktop.view();
  await view.keyboard.press('Control+k');
  await view.keyboard.type('600');
  await view.keyboard.press('Enter');
  await view.getByRole('alert').filter({ hasText: sentence }).waitFor();
  expect(await view.locator('#dial-field').inputValue()).toBe('600');
  expect(await calls(desktop)).toEqual([]);
  await view.locator('#dial-field').fill('');
  await view.keyboard.press('Escape');
});

it('a call answered without a microphone: one sentence, it goes on ringing, and what was being typed is there', async () => {
  const view = await desktop.view();
  await view.getByRole('button', { name: 'Let a customer ring' }).first().click();
  const ringing = view.getByTestId('ringing-call');
  await ringing.waitFor();
  await view.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
  await view.locator('[name="note"]').fill('Rings about the adapter');
  await ringing.getByRole('button', { name: /Answer/ }).click();
  await view.getByText(sentence).waitFor();
  expect(await view.getByText(sentence).count()).toBe(1);
  expect(await calls(desktop)).toMatchObject([{ state: 'ringing' }]);
  expect(await view.locator('[name="note"]').inputValue()).toBe('Rings about the adapter');
  await ringing.getByRole('button', { name: /Decline/ }).click();
  await noCalls(desktop);
  expect(await view.locator('[name="note"]').inputValue()).toBe('Rings about the adapter');
  expect(desktop.faults).toEqual([]);
});
