import { afterAll, beforeAll, expect, test } from 'vitest';
import { conversationIdSchema } from '../../../contract/model/ids.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { marenId, type DeskWorld } from '../../fakes/desk-world.ts';
import { buildInboxRow } from '../../fakes/inbox-world.ts';
import { buildLongLine } from '../../fakes/line-world.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';

let desks: DeskBrowser;
beforeAll(async () => (desks = await startDeskBrowser()));
afterAll(() => desks[Symbol.asyncDispose]());

/** Years with one person, and two of their conversations in the inbox: one far up, one that is the newest of all. */
function buildYears() {
  const line = buildLongLine(2_000);
  const entries = line.slice(0, line.findLastIndex(({ kind }) => kind === 'message') + 1);
  const mailsOf = (id: number) => entries.filter((entry): entry is MessageEntry => entry.kind === 'message' && entry.conversationId === id);
  const rowOf = (id: number) => {
    const { at, subject } = mailsOf(id).at(-1)!;
    const lastId = mailsOf(id).at(-1)!.id;
    return buildInboxRow({ contactId: marenId, conversationId: conversationIdSchema.parse(id), subject, lastAt: at, lastId });
  };
  const [old, newest] = [110, entries.at(-1)!.conversationId];
  const world: Partial<DeskWorld> = { entries, inbox: [rowOf(old), rowOf(newest)] };
  return { world, old: mailsOf(old), newest: mailsOf(newest) };
}

const row = ({ page }: OpenDesk, { conversationId }: MessageEntry) => page.locator(`[data-conversation="${conversationId}"]`);
const focused = ({ page }: OpenDesk, attribute: string) => page.evaluate((name) => document.activeElement?.getAttribute(name), attribute);
const marked = ({ page }: OpenDesk): Promise<(string | null)[]> =>
  page
    .getByRole('img', { name: 'Of the open conversation' })
    .evaluateAll((edges) => edges.map((edge) => edge.closest('[data-entry]')?.getAttribute('data-entry') ?? null));

/** Its newest does, and of all that is drawn nothing else. */
async function standsOut(desk: OpenDesk, mails: readonly MessageEntry[]): Promise<void> {
  const last = String(mails.at(-1)!.id);
  await desk.page.locator(`main [data-entry="${last}"]`).getByRole('img', { name: 'Of the open conversation' }).waitFor();
  const own = new Set<string | null>(mails.map(({ id }) => String(id)));
  expect((await marked(desk)).filter((id) => !own.has(id))).toEqual([]);
}

/** How far below the upper edge of the line an entry begins; null: it is out of sight. */
const heightOf = ({ page }: OpenDesk, { id }: MessageEntry): Promise<number | null> =>
  page.locator('main [data-line]').evaluate((line, entryId) => {
    const { top, bottom } = line.getBoundingClientRect();
    const place = line.querySelector(`[data-entry="${entryId}"]`)?.getBoundingClientRect();
    return place && place.top < bottom && place.bottom > top ? place.top - top : null;
  }, id);
const isAtEnd = ({ page }: OpenDesk) =>
  page.locator('main [data-line]').evaluate((line) => line.scrollHeight - line.clientHeight - line.scrollTop < 2);

test('from the inbox to a conversation far up in the history, to the newest one, and back: where it is, it is seen', async () => {
  const { world, old, newest } = buildYears();
  await using desk = await desks.open(world);
  const { page } = desk;
  await row(desk, old[0]!).waitFor();
  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await standsOut(desk, old);
  // Near the top, with some of what came before it.
  const height = (await heightOf(desk, old.at(-1)!)) ?? 0;
  expect(height).toBeGreaterThan(0);
  expect(height).toBeLessThan(300);
  // The work with the list goes on.
  expect(await focused(desk, 'data-conversation')).toBe('110');

  await page.keyboard.press('j');
  await page.keyboard.press('Enter');
  await standsOut(desk, newest);
  await expect.poll(() => isAtEnd(desk)).toBe(true);
  expect(await heightOf(desk, newest.at(-1)!)).not.toBeNull();

  await row(desk, old[0]!).click();
  await standsOut(desk, old);
  expect(await heightOf(desk, old.at(-1)!)).not.toBeNull();
  expect(desk.faults).toEqual([]);
});

test('the mark goes with Esc and with a filter; the line and the conversation stay', async () => {
  const { world, old } = buildYears();
  await using desk = await desks.open(world);
  const { page } = desk;
  await row(desk, old[0]!).click();
  await standsOut(desk, old);
  const before = await heightOf(desk, old.at(-1)!);
  await page.keyboard.press('Escape');
  await expect.poll(() => marked(desk)).toEqual([]);
  expect(await heightOf(desk, old.at(-1)!)).toBe(before);
  await page.locator('[data-inbox-row][aria-current="true"]').waitFor();

  await row(desk, old[0]!).click();
  await standsOut(desk, old);
  await page.getByRole('radio', { name: /^E-mail \d/ }).click();
  await expect.poll(() => marked(desk)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.getByRole('heading', { name: 'Maren Schulte' }).waitFor({ state: 'detached' });
});

test('what is written is an answer in the conversation that was opened, by R; a note by N; what was begun is gone on with', async () => {
  const { world, old, newest } = buildYears();
  await using desk = await desks.open(world);
  const { page, main } = desk;
  await row(desk, old[0]!).click();
  await page.getByRole('button', { name: 'Reply to Maren Schulte …' }).waitFor();
  await page.keyboard.press('r');
  await page.locator('[data-testid="mail-text"]:focus').waitFor();
  expect(await page.locator('[name="mail-subject"]').inputValue()).toBe(`Re: ${old[0]!.subject}`);
  await page.keyboard.type('We look into it.');
  await expect.poll(() => main.asked.find(({ name }) => name === 'drafts.save')?.input).toMatchObject({ kind: 'reply', answersId: old.at(-1)!.id });

  await row(desk, newest[0]!).click();
  await page.getByRole('button', { name: 'Reply to Maren Schulte …' }).waitFor();
  await page.keyboard.press('n');
  await page.locator('[name="note"]:focus').waitFor();
  await page.keyboard.press('Escape');
  await page.keyboard.press('r');
  await page.locator('[data-testid="mail-text"]:focus').waitFor();
  expect(await page.locator('[name="mail-subject"]').inputValue()).toBe(`Re: ${newest[0]!.subject}`);

  await row(desk, old[0]!).click();
  await page.getByTestId('mail-text').getByText('We look into it.').waitFor();
  // Nobody asked to write on.
  expect(await focused(desk, 'data-conversation')).toBe('110');
  expect(desk.faults).toEqual([]);
});
