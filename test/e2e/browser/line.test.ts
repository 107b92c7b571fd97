import { afterAll, beforeAll, expect, test } from 'vitest';
import { marenId } from '../../fakes/desk-world.ts';
import { summaryOf, threadsOf } from '../../fakes/fake-line.ts';
import { buildLongLine, buildMail, buildMixedLine, buildNote } from '../../fakes/line-world.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';
import { goTo, goToCalls } from './line-scenes.ts';

let desks: DeskBrowser;
beforeAll(async () => (desks = await startDeskBrowser()));
afterAll(() => desks[Symbol.asyncDispose]());

const dayMs = 86_400_000;

/** By the keyboard: the first call in the list is the first contact's. */
async function openFirst(desk: OpenDesk): Promise<void> {
  const { page } = desk;
  await goToCalls(desk);
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await page.locator('main [data-entry]').first().waitFor();
}

interface Place {
  readonly id: string | null;
  readonly top: number;
}

/** The entry in the middle of the screen and how high it stands. */
const reading = ({ page }: OpenDesk): Promise<Place> =>
  page.locator('main [data-line]').evaluate((scroller) => {
    const { top, height } = scroller.getBoundingClientRect();
    const rows = [...scroller.querySelectorAll('[data-entry]')];
    const row = rows.find((one) => one.getBoundingClientRect().bottom > top + height / 2);
    return { id: row?.getAttribute('data-entry') ?? null, top: Math.round(row?.getBoundingClientRect().top ?? 0) };
  });

const placeOf = ({ page }: OpenDesk, id: string | null): Promise<number> =>
  page.locator(`main [data-entry="${id}"]`).evaluate((row) => Math.round(row.getBoundingClientRect().top));

const asked = ({ main }: OpenDesk) => main.asked.filter(({ name }) => name === 'timeline.open').length;

/** A frame in which nothing moves any more: pages have come and are drawn. */
async function still(desk: OpenDesk): Promise<void> {
  let before = '';
  await expect
    .poll(async () => {
      const now = JSON.stringify([await reading(desk), asked(desk), await desk.page.locator('main [data-entry]').count()]);
      const isStill = now === before;
      before = now;
      return isStill;
    })
    .toBe(true);
}

test('what is read stays where it is while older and newer pages of very long and very short entries come', async () => {
  await using desk = await desks.open({ entries: buildLongLine(600) });
  const { page } = desk;
  await openFirst(desk);
  await goTo(desk, new Date(Date.now() - 40 * dayMs));
  await still(desk);
  for (const [side, steps] of [
    ['before', [-700, -900, -1_100]],
    ['after', [800, 1_100, 1_000]],
  ] as const) {
    // A page of that side has come, and was scrolled into.
    for (let n = 0, since = 0; since < 3; n += 1) {
      expect(n, side).toBeLessThan(40);
      const step = steps[n % steps.length]!;
      const before = await reading(desk);
      await page.locator('main [data-line]').hover();
      await page.mouse.wheel(0, step);
      await expect.poll(() => reading(desk)).not.toEqual(before);
      await still(desk);
      // Whatever came meanwhile: a wheel step moves by itself and by nothing else.
      if ((await page.locator(`main [data-entry="${before.id}"]`).count()) > 0)
        expect(Math.abs((await placeOf(desk, before.id)) - before.top + step), `step ${n}, ${side}`).toBeLessThan(40);
      if (desk.main.asked.some(({ name, input }) => name === 'timeline.open' && ((input as Record<string, unknown>)[side] ?? null) !== null))
        since += 1;
    }
  }
  expect(desk.faults).toEqual([]);
});

test('a mail that arrives late, above what is read, moves nothing; one at the end is only told of', async () => {
  await using desk = await desks.open({ entries: buildLongLine(300) });
  const { page, main } = desk;
  await openFirst(desk);
  await page.locator('main [data-line]').hover();
  await page.mouse.wheel(0, -2_500);
  await still(desk);
  const before = await reading(desk);
  const above = main.world.entries[main.world.entries.findIndex(({ id }) => String(id) === before.id) - 2]!;
  const late = buildMail(above.at + 60_000, 900, { text: 'Late. '.repeat(400) });
  const newest = buildNote(Date.now());
  main.emit('timeline.patched', { contactId: marenId, seq: 101, upserted: [late, newest], removed: [] });
  await page.getByRole('button', { name: '1 new entry' }).waitFor();
  await page.locator(`main [data-row="${late.id}"]`).waitFor({ state: 'attached' });
  await still(desk);
  expect(await placeOf(desk, before.id)).toBe(before.top);
  await page.getByRole('button', { name: '1 new entry' }).click();
  await page.locator(`main [data-entry="${newest.id}"]`).waitFor();
  await page.getByRole('button', { name: '1 new entry' }).waitFor({ state: 'detached' });
});

test('to a date and back by the keyboard; what comes meanwhile does not disturb', async () => {
  await using desk = await desks.open({ entries: buildLongLine(2_000) });
  const { page, main } = desk;
  await openFirst(desk);
  const date = new Date(Date.now() - 100 * dayMs);
  await goTo(desk, date);
  const first = main.world.entries.find(({ at }) => at >= new Date(date).setHours(0, 0, 0, 0))!;
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-entry'))).toBe(String(first.id));
  await still(desk);
  const before = await reading(desk);
  const newest = buildNote(Date.now(), 'Called just now');
  main.world.entries.push(newest);
  main.emit('timeline.patched', { contactId: marenId, seq: 101, upserted: [newest], removed: [], summary: summaryOf(main.world.entries) });
  await page.getByRole('button', { name: '1 new entry' }).waitFor();
  expect(await reading(desk)).toEqual(before);
  await page.keyboard.press('End');
  await page.getByText('Called just now').waitFor();
  await page.keyboard.press('Home');
  await page.locator(`main [data-entry="${main.world.entries[0]!.id}"]`).waitFor();
  expect(desk.faults).toEqual([]);
});

test('filters by the keyboard: by channel, by one conversation, and back with Esc; live entries respect them', async () => {
  await using desk = await desks.open({ entries: buildMixedLine() });
  const { page, main } = desk;
  await openFirst(desk);
  const kinds = () => page.locator('main [data-entry]').count();
  await page.getByRole('radio', { name: /^All 10$/ }).focus();
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(kinds).toBe(2);
  main.emit('timeline.patched', { contactId: marenId, seq: 101, upserted: [buildNote(Date.now(), 'Not a call')], removed: [] });
  await page.getByRole('radio', { name: /^Calls/ }).press('ArrowRight');
  await page.keyboard.press('Enter');
  await expect.poll(kinds).toBe(6);
  expect(await page.getByText('Not a call').count()).toBe(0);
  await page.getByRole('button', { name: '2 in this conversation' }).last().focus();
  await page.keyboard.press('Enter');
  await page.getByText('Only: Invoice 2026-1180').waitFor();
  await expect.poll(kinds).toBe(2);
  await page.keyboard.press('Escape');
  await expect.poll(kinds).toBe(10);
  // Not said twice in a row.
  expect(await page.getByText('Router loses the connection').count()).toBe(2);
  expect(desk.faults).toEqual([]);
});

test('the next unread by U, also where it lies far beyond what is held; it is read when it was seen', async () => {
  const entries = buildLongLine(2_000).map((entry, n) => (n === 200 && entry.kind === 'message' ? { ...entry, isUnread: true } : entry));
  const unread = entries.find((entry) => entry.kind === 'message' && entry.isUnread)!;
  await using desk = await desks.open({ entries });
  const { page, main } = desk;
  await openFirst(desk);
  await page.getByRole('button', { name: '1 unread above' }).waitFor();
  expect(main.asked.some(({ name }) => name === 'messages.mark-read')).toBe(false);
  await page.keyboard.press('u');
  await expect.poll(() => page.evaluate(() => document.activeElement?.getAttribute('data-entry'))).toBe(String(unread.id));
  await expect
    .poll(() => main.asked.find(({ name }) => name === 'messages.mark-read')?.input, { timeout: 5_000 })
    .toEqual({ entryId: unread.id, isUnread: false });
  const read = entries.map((entry) => (entry === unread ? { ...unread, isUnread: false } : entry));
  main.emit('timeline.patched', {
    contactId: marenId,
    seq: 101,
    upserted: [{ ...unread, isUnread: false } as typeof unread],
    removed: [],
    summary: summaryOf(read),
  });
  await page.getByRole('img', { name: 'Unread' }).waitFor({ state: 'detached' });
});

test('who waits for an answer is told of until there is one', async () => {
  await using desk = await desks.open({ entries: buildMixedLine() });
  const { page, main } = desk;
  await openFirst(desk);
  await page.getByText(/^Needs an answer since/).waitFor();
  const answer = buildMail(Date.now(), 12, { direction: 'out', subject: 'Re: Invoice 2026-1180', text: 'Here it is.', delivery: 'queued' });
  const all = [...main.world.entries, answer];
  main.emit('timeline.patched', { contactId: marenId, seq: 101, upserted: [answer], removed: [], threads: threadsOf(all, [answer]) });
  await page.getByText(/^Needs an answer since/).waitFor({ state: 'detached' });
});
