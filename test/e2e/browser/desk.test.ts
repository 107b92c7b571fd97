import { AxeBuilder } from '@axe-core/playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ContractError } from '../../../contract/errors.ts';
import { entryIdAt } from '../../builders.ts';
import { buildLiveCall, buildWorld, buildWrapUp, marenId } from '../../fakes/desk-world.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';
import { openCalls, scenes, settle } from './desk-scenes.ts';

let desks: DeskBrowser;
beforeAll(async () => {
  desks = await startDeskBrowser();
});
afterAll(() => desks[Symbol.asyncDispose]());

/** Beside a call the field that searches gets narrower; it never lies beneath it. */
function isSearchCovered({ page }: OpenDesk): Promise<boolean> {
  return page.evaluate(() => {
    const search = document.querySelector('#dial-field')?.parentElement?.getBoundingClientRect();
    const call = document.querySelector('header > section')?.getBoundingClientRect();
    return search !== undefined && call !== undefined && search.right > call.left;
  });
}

const looks = [
  { theme: 'light', language: 'en' },
  { theme: 'dark', language: 'de' },
] as const;

test.each(Object.entries(scenes))('%s: axe finds nothing in either theme, nothing went wrong, nothing sticks out', async (_name, { world, act }) => {
  await using desk = await desks.open(world?.());
  await act?.(desk);
  for (const look of looks) {
    desk.main.emit('settings.changed', { ...desk.main.world.settings, ...look });
    await desk.page.locator(`html[lang="${look.language}"][data-theme="${look.theme}"]`).waitFor();
    await settle(desk);
    const { violations } = await new AxeBuilder({ page: desk.page }).setLegacyMode(true).analyze();
    expect(violations.map(({ id, nodes }) => `${look.theme} ${id}: ${nodes.map(({ html }) => html).join('\n')}`)).toEqual([]);
    expect(await desk.page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBeLessThanOrEqual(0);
    expect(await isSearchCovered(desk)).toBe(false);
  }
  // axe tries to look into the frame of a formatted mail, where nothing runs.
  const faults = desk.faults.filter((fault) => !fault.includes("Blocked script execution in 'about:srcdoc'"));
  expect([...faults, ...desk.main.incidents]).toEqual([]);
});

test.each(['idle', 'inbox', 'call-waiting', 'wrap-up', 'settings', 'first-run', 'long-names'])(
  '%s at 200 % zoom: all can be reached, nothing sticks out',
  async (name) => {
    const { world, act } = scenes[name]!;
    await using desk = await desks.open(world?.(), { scale: 2 });
    await act?.(desk);
    await settle(desk);
    const outside = await desk.page.evaluate(() =>
      [...document.querySelectorAll('button, input, textarea')]
        .map((element) => ({ name: element.getAttribute('aria-label') ?? element.textContent, box: element.getBoundingClientRect() }))
        .filter(({ box }) => box.width > 1 && (box.right > innerWidth + 1 || box.left < -1))
        .map(({ name }) => name),
    );
    expect(outside).toEqual([]);
  },
);

test('a call that rings takes neither the focus nor the place of anything', async () => {
  await using desk = await desks.open();
  const { page, main } = desk;
  await page.locator('[data-list-row]').first().click();
  const note = page.locator('[name="note"]');
  await note.fill('Half a sent');
  const places = () => page.locator('[data-list-row], [name="note"]').evaluateAll((all) => all.map((one) => one.getBoundingClientRect().top));
  const before = await places();
  const ringing = buildLiveCall({ state: 'ringing', answeredAt: null, isCurrent: false, quality: null });
  main.world.calls = [ringing];
  main.emit('calls.changed', { calls: [ringing] });
  await page.getByTestId('ringing-call').waitFor();
  await page.keyboard.type('ence');
  expect(await note.inputValue()).toBe('Half a sentence');
  expect(await places()).toEqual(before);
  expect(main.asked.map(({ name }) => name)).not.toContain('voice.answer');

  await page.keyboard.press('Escape');
  await page.keyboard.press('a');
  await expect.poll(() => main.asked.at(-1)).toEqual({ name: 'voice.answer', input: { callId: ringing.callId } });
});

test('in a call single letters act, and E asks before it ends', async () => {
  const call = buildLiveCall();
  await using desk = await desks.open({ calls: [call] });
  const { page, main } = desk;
  await page.getByTestId('live-call').waitFor();
  const { callId } = call;
  await page.keyboard.press('m');
  await expect.poll(() => main.asked.at(-1)).toEqual({ name: 'voice.mute', input: { callId, isMuted: true } });
  await page.keyboard.press('h');
  await expect.poll(() => main.asked.at(-1)).toEqual({ name: 'voice.hold', input: { callId } });
  await page.keyboard.press('k');
  await page.keyboard.press('5');
  await expect.poll(() => main.asked.at(-1)).toEqual({ name: 'voice.send-dtmf', input: { callId, tones: '5' } });
  await page.keyboard.press('Escape');
  await page.keyboard.press('e');
  await page.getByRole('button', { name: 'End the call?' }).waitFor();
  expect(main.asked.map(({ name }) => name)).not.toContain('voice.hang-up');
  await page.keyboard.press('e');
  await expect.poll(() => main.asked.at(-1)).toEqual({ name: 'voice.hang-up', input: { callId } });
});

test('the other side hangs up in the middle of a word: the note goes on in the wrap-up', async () => {
  const scene = scenes['in-call']!;
  await using desk = await desks.open(scene.world!());
  await scene.act!(desk);
  const { page, main } = desk;
  const [call] = main.world.calls;
  const live = main.world.entries.at(-1)!;
  await page.locator('[name="call-note"]').fill('wants it by Fri');
  await page.locator('[name="call-note"]').focus();
  main.world.calls = [];
  main.emit('calls.changed', { calls: [] });
  main.emit('wrap-up.changed', { wrapUps: [buildWrapUp({ callId: call!.callId, note: 'wants it by Fri' })] });
  await page.locator('[name="wrap-up-note"]:focus').waitFor();
  main.emit('timeline.patched', { contactId: marenId, seq: 101, upserted: [{ ...live, result: 'answered' } as typeof live], removed: [] });
  await page.locator('[name="call-note"]').waitFor({ state: 'detached' });
  await page.keyboard.type('day');
  expect(await page.locator('[name="wrap-up-note"]').inputValue()).toBe('wants it by Friday');
  await expect.poll(() => main.world.notes[call!.callId]).toBe('wants it by Friday');
});

test('a number that is none gets one sentence and stays in the field; an emergency number asks first', async () => {
  await using desk = await desks.open();
  const { page, main } = desk;
  main.fail('voice.dial', new ContractError('refused', { failure: { reason: 'number-invalid' } }));
  const field = page.locator('#dial-field');
  await page.keyboard.press('Control+k');
  await page.keyboard.type('12--x');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').waitFor();
  expect(await field.inputValue()).toBe('12--x');

  main.fail('voice.dial', new ContractError('refused', { failure: { reason: 'emergency-number' } }));
  await field.fill('112');
  await field.press('Enter');
  await page.getByRole('alertdialog').waitFor();
  main.heal('voice.dial');
  await page.getByRole('button', { name: 'Call now' }).click();
  await expect
    .poll(() => main.asked.findLast(({ name }) => name === 'voice.dial'))
    .toEqual({ name: 'voice.dial', input: { target: '112', accountId: null, contactId: null, isConfirmed: true } });
  await expect.poll(() => field.inputValue()).toBe('');
});

test('an emergency number asks first from the list of calls too; whoever says no has called nobody', async () => {
  await using desk = await desks.open();
  await openCalls(desk);
  const { page, main } = desk;
  main.fail('voice.dial', new ContractError('refused', { failure: { reason: 'emergency-number' } }));
  const row = page.getByTestId('recent-call').first();
  await row.getByRole('button', { name: 'Call Maren Schulte' }).click();
  await page.getByRole('alertdialog').getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
  const dialled = () => main.asked.filter(({ name }) => name === 'voice.dial').map(({ input }) => (input as { isConfirmed: boolean }).isConfirmed);
  expect(dialled()).toEqual([false]);

  await row.getByRole('button', { name: 'Call Maren Schulte' }).click();
  await page.getByRole('alertdialog').waitFor();
  main.heal('voice.dial');
  await page.getByRole('alertdialog').getByRole('button', { name: 'Call now' }).click();
  await expect.poll(dialled).toEqual([false, false, true]);
  await page.getByRole('alertdialog').waitFor({ state: 'detached' });
});

test('the list of calls stays where it is read when a call comes in; it says so and leads there', async () => {
  const { recent } = buildWorld();
  const older = recent.at(-1)!;
  const more = Array.from({ length: 40 }, (_, n) => ({ ...older, at: older.at - n * 60_000, callId: entryIdAt(older.at - (n + 1) * 60_000) }));
  await using desk = await desks.open({ recent: [...recent, ...more] });
  await openCalls(desk);
  const { page, main } = desk;
  const scroller = page.locator('aside [data-virtuoso-scroller]').first();
  await scroller.hover();
  await page.mouse.wheel(0, 900);
  await settle(desk);
  const middle = page.getByTestId('recent-call').nth(5);
  const placeOf = async () => ({ name: await middle.textContent(), top: (await middle.boundingBox())?.y });
  const before = await placeOf();
  const at = Date.now();
  main.emit('recent.patched', { seq: 101, upserted: [{ ...recent[0]!, at, callId: entryIdAt(at), contactName: 'Newest of all' }], needsReturn: 2 });
  const pill = page.getByRole('button', { name: '1 new call' });
  await pill.waitFor();
  await settle(desk);
  expect(await placeOf()).toEqual(before);
  await pill.click();
  await page.getByText('Newest of all').waitFor();
  await pill.waitFor({ state: 'detached' });
});

test('what is being read does not move when something new comes; it says so', async () => {
  const scene = scenes.idle!;
  await using desk = await desks.open();
  const { main, page } = desk;
  const [template] = main.world.entries;
  main.world.entries = Array.from({ length: 55 }, (_, n) => ({
    ...template!,
    id: entryIdAt(Date.now() - (60 - n) * 3_600_000),
    at: Date.now() - (60 - n) * 3_600_000,
  }));
  await scene.act!(desk);
  await settle(desk);
  const scroller = page.locator('main [data-line]');
  await scroller.hover();
  await page.mouse.wheel(0, -900);
  await expect
    .poll(() => scroller.evaluate(({ scrollTop, scrollHeight, clientHeight }) => scrollHeight - clientHeight - scrollTop))
    .toBeGreaterThan(300);
  await settle(desk);
  const readAt = await scroller.evaluate(({ scrollTop }) => scrollTop);
  const now = Date.now();
  main.emit('timeline.patched', { contactId: marenId, seq: 101, upserted: [{ ...template!, id: entryIdAt(now), at: now }], removed: [] });
  await page.getByRole('button', { name: '1 new entry' }).waitFor();
  expect(await scroller.evaluate(({ scrollTop }) => scrollTop)).toBe(readAt);
});

test('the connection is lost: it says so, and what is on the screen stays', async () => {
  await using desk = await desks.open();
  const { page, main } = desk;
  await openCalls(desk);
  await page.locator('[data-list-row]').first().click();
  await page.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
  await desk.drop();
  await expect.poll(() => main.asked.filter(({ name }) => name === 'application.describe').length).toBe(2);
  await page.getByRole('heading', { name: 'Maren Schulte' }).waitFor();
  await expect.poll(() => main.asked.at(-1)?.name).toBe('timeline.open');
});

test('a core that cannot start says why instead of showing nothing', async () => {
  await using desk = await desks.open({}, { refusal: new ContractError('core-not-started', { failure: { reason: 'database-too-new' } }) });
  await desk.page.getByText('newer version').waitFor();
});
