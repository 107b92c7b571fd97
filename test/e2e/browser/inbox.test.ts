import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InboxRow } from '../../../contract/model/inbox.ts';
import { conversationIdSchema, firstEntryIdAt } from '../../../contract/model/ids.ts';
import { buildLiveCall } from '../../fakes/desk-world.ts';
import { buildInboxRow, countRows } from '../../fakes/inbox-world.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';

let desks: DeskBrowser;
beforeAll(async () => {
  desks = await startDeskBrowser();
});
afterAll(() => desks[Symbol.asyncDispose]());

/** What main does about a conversation, and tells of it. */
function patch({ main }: OpenDesk, row: InboxRow): void {
  const { world } = main;
  world.seq += 1;
  world.inbox = [...world.inbox.filter(({ conversationId }) => conversationId !== row.conversationId), row];
  main.emit('inbox.patched', { seq: world.seq, upserted: [row], removed: [], counts: countRows(world.inbox), isStale: false });
}

const rowOf = ({ main }: OpenDesk, id: number): InboxRow => main.world.inbox.find(({ conversationId }) => conversationId === id)!;
const names = ({ page }: OpenDesk) => page.locator('[data-inbox-row] [data-list-row]').allTextContents();
const focused = ({ page }: OpenDesk) => page.evaluate(() => document.activeElement?.textContent);
const lastAsked = ({ main }: OpenDesk, area = 'inbox.') => main.asked.findLast(({ name }) => name.startsWith(area) && name !== 'inbox.open');

test('the desk opens with what needs an answer, who waits longest first, and its number on the rail', async () => {
  await using desk = await desks.open();
  expect(await names(desk)).toEqual(['Jonas Okafor', 'Ayşe Demir', 'kontakt@example.net', 'Maren Schulte']);
  await desk.page.getByRole('button', { name: 'Inbox 4: 4 conversations need an answer' }).waitFor();
});

test('a morning by keyboard alone: read, done, undone, snoozed, taken, tagged, unread, found', async () => {
  await using desk = await desks.open();
  const { page } = desk;
  const { keyboard } = page;
  await page.getByTestId('inbox-row').first().waitFor();
  await keyboard.press('j');
  expect(await focused(desk)).toBe('Jonas Okafor');
  await keyboard.press('ArrowDown');
  await keyboard.press('j');
  await keyboard.press('k');
  expect(await focused(desk)).toBe('Ayşe Demir');
  await keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Ayşe Demir' }).waitFor();
  await page.locator('[data-inbox-row][aria-current="true"]').filter({ hasText: 'Ayşe' }).waitFor();

  await keyboard.press('y');
  await expect.poll(() => lastAsked(desk)).toEqual({ name: 'inbox.set-state', input: { conversationId: 3, state: 'done' } });
  const before = rowOf(desk, 3);
  patch(desk, { ...before, state: 'done' });
  await expect.poll(() => names(desk)).toEqual(['Jonas Okafor', 'kontakt@example.net', 'Maren Schulte']);
  // The work goes on with the next one.
  await expect.poll(() => focused(desk)).toBe('kontakt@example.net');
  await page.getByRole('status').getByText('Done: Ayşe Demir').waitFor();
  await keyboard.press('Control+z');
  await expect.poll(() => lastAsked(desk)).toEqual({ name: 'inbox.set-state', input: { conversationId: 3, state: 'open' } });
  patch(desk, before);
  // Brought back it comes at once, although the list is held by the focus.
  await expect.poll(() => names(desk)).toEqual(['Jonas Okafor', 'Ayşe Demir', 'kontakt@example.net', 'Maren Schulte']);
  expect(await focused(desk)).toBe('kontakt@example.net');

  await keyboard.press('z');
  await page.getByRole('dialog', { name: 'Snooze kontakt@example.net' }).waitFor();
  await page.getByRole('button', { name: /^Tomorrow morning/ }).focus();
  await keyboard.press('Enter');
  await expect.poll(() => lastAsked(desk)?.name).toBe('inbox.snooze');
  const { until } = lastAsked(desk)!.input as { until: number };
  expect(new Date(until).getHours()).toBe(8);
  expect(until - Date.now()).toBeGreaterThan(0);
  patch(desk, { ...rowOf(desk, 4), state: 'snoozed', snoozedUntil: until });
  await expect.poll(() => focused(desk)).toBe('Maren Schulte');

  await keyboard.press('i');
  await expect.poll(() => lastAsked(desk)).toEqual({ name: 'inbox.assign', input: { conversationId: 1, assignedTo: 'Lea Winter' } });
  await keyboard.press('l');
  await page.getByRole('dialog', { name: 'Tags of Maren Schulte' }).waitFor();
  await keyboard.type('URGENT');
  await keyboard.press('Enter');
  await expect.poll(() => lastAsked(desk)).toEqual({ name: 'inbox.tag', input: { conversationId: 1, tag: 'urgent', isSet: true } });
  await keyboard.press('Escape');
  await page.getByRole('dialog').waitFor({ state: 'detached' });
  await expect.poll(() => focused(desk)).toBe('Maren Schulte');
  await keyboard.press('v');
  await expect.poll(() => lastAsked(desk)).toEqual({ name: 'inbox.mark-read', input: { conversationId: 1, isUnread: false } });

  await keyboard.press('/');
  await keyboard.type('jonas');
  await expect.poll(() => names(desk)).toEqual(['Jonas Okafor']);
  await keyboard.press('Escape');
  await keyboard.press('j');
  expect(await focused(desk)).toBe('Jonas Okafor');
  expect([...desk.faults, ...desk.main.incidents]).toEqual([]);
});

test('in a call its letters mean the call; those of the inbox still mean the inbox', async () => {
  const call = buildLiveCall();
  await using desk = await desks.open({ calls: [call] });
  const { page } = desk;
  await page.getByTestId('live-call').waitFor();
  await page.locator('[data-list-row]').first().focus();
  await page.keyboard.press('m');
  await expect.poll(() => lastAsked(desk, 'voice.')?.name).toBe('voice.mute');
  await page.keyboard.press('y');
  await expect.poll(() => lastAsked(desk)).toEqual({ name: 'inbox.set-state', input: { conversationId: 2, state: 'done' } });
  expect(desk.main.asked.map(({ name }) => name)).not.toContain('voice.hang-up');
});

test('nothing moves under the pointer: what comes is counted, and shown when asked for or when the pointer leaves', async () => {
  await using desk = await desks.open();
  const { page } = desk;
  await page.getByTestId('inbox-row').nth(1).hover();
  const before = await names(desk);
  const at = Date.now() - 30 * 86_400_000;
  const came = {
    conversationId: conversationIdSchema.parse(77),
    contactName: 'Waits longest of all',
    sinceAt: at,
    lastAt: at,
    lastId: firstEntryIdAt(at),
  };
  // Whether it is held already is known a moment later.
  await page.waitForFunction(() => document.querySelector('[data-inbox-row]:hover') !== null);
  await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  patch(desk, buildInboxRow(came));
  await page.getByRole('button', { name: '1 new' }).waitFor();
  patch(desk, { ...rowOf(desk, 2), state: 'waiting', reason: null });
  await page.locator('[data-inbox-row][data-state="waiting"]').waitFor();
  expect(await names(desk)).toEqual(before);
  await page.mouse.move(700, 500);
  await expect.poll(() => names(desk)).toEqual(['Waits longest of all', 'Ayşe Demir', 'kontakt@example.net', 'Maren Schulte']);

  await page.getByTestId('inbox-row').nth(1).hover();
  await page.evaluate(() => new Promise((done) => setTimeout(done, 50)));
  patch(desk, buildInboxRow({ ...came, conversationId: conversationIdSchema.parse(78), contactName: 'Waits even longer', sinceAt: at - 1 }));
  await page.getByRole('button', { name: '1 new' }).click();
  await expect.poll(() => names(desk)).toEqual(['Waits even longer', 'Waits longest of all', 'Ayşe Demir', 'kontakt@example.net', 'Maren Schulte']);
});

test('views, order, mine and tags; the order is kept', async () => {
  await using desk = await desks.open();
  const { page, main } = desk;
  await page.getByRole('button', { name: 'Order: Longest wait first' }).click();
  await expect.poll(() => names(desk)).toEqual(['Ayşe Demir', 'Maren Schulte', 'kontakt@example.net', 'Jonas Okafor']);
  expect(main.asked).toContainEqual({ name: 'settings.edit', input: { inboxOrder: 'newest' } });
  await page.getByRole('radio', { name: 'Waiting 1' }).click();
  await expect.poll(() => names(desk)).toEqual(['Jonas Okafor']);
  await page.getByRole('radio', { name: 'Done' }).click();
  await expect.poll(() => names(desk)).toEqual(['Maren Schulte']);
  await page.getByRole('radio', { name: 'All' }).click();
  await expect.poll(() => names(desk)).toHaveLength(7);
  await page.getByRole('button', { name: 'Mine only' }).click();
  await expect.poll(() => names(desk)).toEqual(['Jonas Okafor']);
  await page.getByRole('button', { name: 'Mine only' }).click();
  await page.getByRole('button', { name: 'By tag' }).click();
  await page.getByRole('menuitemradio', { name: 'refund' }).click();
  await expect.poll(() => names(desk)).toEqual(['Jonas Okafor']);
});

test('five hundred conversations: pages as they are scrolled to, nothing twice', async () => {
  const inbox = Array.from({ length: 500 }, (_, n) =>
    buildInboxRow({ conversationId: conversationIdSchema.parse(n + 1), contactName: `Customer ${n}`, lastAt: Date.now() - (500 - n) * 60_000 }),
  );
  await using desk = await desks.open({ inbox });
  const { page, main } = desk;
  await page.getByTestId('inbox-row').first().waitFor();
  await page.locator('aside [data-virtuoso-scroller]').hover();
  await expect
    .poll(
      async () => {
        await page.mouse.wheel(0, 3_000);
        return (await names(desk)).includes('Customer 499');
      },
      { timeout: 20_000 },
    )
    .toBe(true);
  expect(main.asked.filter(({ name }) => name === 'inbox.open').length).toBeGreaterThan(7);
});
