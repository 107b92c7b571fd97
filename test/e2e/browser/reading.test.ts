import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { cleanHtml } from '../../../main/connectors/email-imap/clean-html.ts';
import { buildWorld } from '../../fakes/desk-world.ts';
import { startDeskBrowser, type DeskBrowser, type OpenDesk } from './desk-browser.ts';
import { readingScenes } from './reading-scenes.ts';

let desks: DeskBrowser;
beforeAll(async () => {
  desks = await startDeskBrowser();
});
afterAll(() => desks[Symbol.asyncDispose]());

async function openScene(name: string, shell: 'test' | 'browser' = 'test'): Promise<OpenDesk> {
  const { world, act } = readingScenes[name]!;
  const desk = await desks.open({ ...world?.(), application: { ...buildWorld().application, shell } });
  await act?.(desk);
  return desk;
}

const asked = ({ main }: OpenDesk, name: string) =>
  main.asked.filter((call) => call.name === name).map(({ input }) => input as Record<string, unknown>);

/** A build for tests runs effects twice. */
const once = <T>(all: readonly T[]): T[] => all.filter((one, index) => one !== all[index - 1]);

test('the viewer by keyboard: next, previous, larger, smaller, closed; each file is fetched when it is looked at', async () => {
  await using desk = await openScene('viewer-pdf');
  const { page } = desk;
  const dialog = page.getByRole('dialog');
  const width = () =>
    dialog
      .locator('canvas')
      .first()
      .evaluate((canvas) => canvas.clientWidth);
  const before = await width();
  await page.keyboard.press('-');
  await expect.poll(width).toBeLessThan(before);
  await page.keyboard.press('0');
  await expect.poll(width).toBe(before);
  await dialog.getByRole('button', { name: 'Next' }).click();
  await dialog.locator('img').waitFor();
  await dialog.getByRole('button', { name: 'Next' }).press('ArrowRight');
  await dialog.locator('pre').waitFor();
  await dialog.getByRole('button', { name: 'Save', exact: true }).press('ArrowLeft');
  await dialog.locator('img').waitFor();
  expect(once(asked(desk, 'media.fetch').map(({ part }) => part))).toEqual(['0', '1', '2', '1']);
  await page.keyboard.press('Escape');
  await dialog.waitFor({ state: 'detached' });
  expect([...desk.faults, ...desk.main.incidents]).toEqual([]);
});

test('saving asks main where there is a desktop; one file, all of them, and what is packed', async () => {
  await using desk = await openScene('mail-attachments');
  const { page } = desk;
  await page.getByRole('button', { name: 'Save delivery-note.pdf' }).click();
  await page.getByRole('button', { name: 'Show in folder' }).click();
  await expect.poll(() => asked(desk, 'media.show-saved')).toEqual([{ savedId: 'saved-1' }]);
  await page.getByRole('button', { name: 'Save all' }).click();
  await expect.poll(() => asked(desk, 'media.save').map(({ parts }) => parts)).toEqual([['0'], ['0', '1', '2', '3', '4', '5', '6']]);
  await page.getByRole('button', { name: 'Open winmail.dat' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'price-list.xlsm' }).click();
  await page.getByText('may hold macros').waitFor();
  await page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }).click();
  await expect.poll(() => asked(desk, 'media.save').at(-1)?.['parts']).toEqual(['6.1']);
});

test('in the browser shell a file is the browser’s own download, byte for byte', async () => {
  await using desk = await openScene('mail-attachments', 'browser');
  const download = desk.page.waitForEvent('download');
  await desk.page.getByRole('button', { name: 'Save router.png' }).click();
  const file = await download;
  expect(file.suggestedFilename()).toBe('router.png');
  const bytes = desk.main.world.media.find(({ state }) => state.part === '1')!.bytes!;
  expect(readFileSync(await file.path())).toEqual(bytes);
  expect(asked(desk, 'media.save')).toEqual([]);
});

test('what is on its way can be stopped, what failed tried again', async () => {
  await using desk = await openScene('viewer-fetching');
  const { page, main } = desk;
  await page.getByRole('dialog').getByRole('button', { name: 'Stop fetching' }).click();
  await expect.poll(() => asked(desk, 'media.stop').map(({ part }) => part)).toEqual(['3']);
  const before = asked(desk, 'media.fetch').length;
  const { state } = main.world.media.find((medium) => medium.state.part === '3')!;
  main.emit('media.changed', { ...state, state: 'failed', failure: { reason: 'media-offline' } });
  await page.getByRole('dialog').getByText('the mail server cannot be reached now').waitFor();
  // Nobody tries by himself: only when asked.
  expect(asked(desk, 'media.fetch')).toHaveLength(before);
  await page.getByRole('dialog').getByRole('button', { name: 'Try again' }).click();
  await expect.poll(() => asked(desk, 'media.fetch')).toHaveLength(before + 1);
});

test('pictures from outside: not before the agent says so, and for the sender when he says always', async () => {
  await using desk = await openScene('mail-formatted');
  const { page, main } = desk;
  expect(once(asked(desk, 'pictures.load').map(({ isAsked }) => isAsked))).toEqual([false]);
  main.world.remotePictures = readingScenes['mail-pictures']!.world!().remotePictures!;
  await page.getByRole('button', { name: 'Always from m.schulte@example.org' }).click();
  await page.frameLocator('main iframe').locator('img[data-remote][src^="data:"]').waitFor();
  expect(asked(desk, 'pictures.allow')).toHaveLength(1);
  expect(once(asked(desk, 'pictures.load').map(({ isAsked }) => isAsked))).toEqual([false, true]);
});

test('a link says where it leads before it is pressed, asks, and warns where its words lie; Enter does the same', async () => {
  await using desk = await openScene('mail-formatted');
  const { page } = desk;
  const link = page.frameLocator('main iframe').getByText('www.acme.example.org');
  await link.hover();
  await page.getByText('Leads to https://login.acme-support.example.net/confirm?id=4471').waitFor();
  await link.press('Enter');
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('alert').getByText('login.acme-support.example.net').waitFor();
  expect(asked(desk, 'application.open-link')).toEqual([]);
  await dialog.getByRole('button', { name: 'Open in the browser' }).click();
  await expect.poll(() => asked(desk, 'application.open-link')).toEqual([{ url: 'https://login.acme-support.example.net/confirm?id=4471' }]);
});

test('a long mail is cut, and shown whole when asked; without colours of its own it follows the theme, with them it stays on paper', async () => {
  await using desk = await openScene('mail-plain-look');
  const { page, main } = desk;
  const frame = page.locator('main iframe');
  const height = async () => (await frame.boundingBox())?.height ?? 0;
  await expect.poll(height).toBe(640);
  await page.getByRole('button', { name: 'Show all of it' }).click();
  await expect.poll(height).toBeGreaterThan(800);
  const paper = () => page.frameLocator('main iframe').locator('html').getAttribute('data-theme');
  expect(await paper()).toBe('light');
  main.emit('settings.changed', { ...main.world.settings, theme: 'dark' });
  await expect.poll(paper).toBe('dark');
});

test('both sanitisers and the frame: nothing of a mail acts, asks for anything or leads away', async () => {
  const hostile = [
    '<script>top.attacked=1</script><img src=x onerror="top.attacked=1"><svg onload="top.attacked=1"><image href="https://evil.test/1"/></svg>',
    '<style>@import "https://evil.test/2"; body{background:url(https://evil.test/3)}</style><link rel=stylesheet href="https://evil.test/4">',
    '<div style="background-image:url(https://evil.test/5);position:fixed;inset:0">cover</div><base href="https://evil.test/">',
    '<meta http-equiv=refresh content="0;url=https://evil.test/6"><form action="https://evil.test/7"><button>Go</button></form>',
    '<picture><source srcset="https://evil.test/8"><img src="https://evil.test/9" srcset="https://evil.test/10 2x"></picture>',
    '<a href="data:text/html,<script>top.attacked=1</script>">data</a><a href="javascript:top.attacked=1">script</a><a href="https://evil.test/11" target=_top>away</a>',
    '<p>The text it came with.</p>',
  ].join('');
  const world = readingScenes['mail-formatted']!.world!();
  const [entryId] = Object.keys(world.html!);
  // Once as main would clean it, once as if main had let everything through.
  for (const html of [cleanHtml(hostile), hostile]) {
    await using desk = await desks.open({ ...world, html: { [Number(entryId)]: html } });
    const { page } = desk;
    const requests: string[] = [];
    page.on('request', (request) => requests.push(request.url()));
    await page.getByRole('button', { name: 'Maren Schulte', exact: true }).first().click();
    await page.getByRole('button', { name: 'Show as it was sent' }).click();
    const frame = page.frameLocator('main iframe');
    await frame.getByText('The text it came with.').waitFor();
    for (const words of ['data', 'script', 'away']) await frame.getByText(words, { exact: true }).click({ force: true, button: 'middle' });
    await frame.getByText('away', { exact: true }).click({ force: true });
    await page.getByRole('dialog').getByText('evil.test', { exact: true }).waitFor();
    expect(await frame.locator('a[href], form, base, meta[http-equiv="refresh"], script, svg, [onerror], [srcset], img[src]').count()).toBe(0);
    expect(requests.filter((url) => url.includes('evil'))).toEqual([]);
    expect(await page.evaluate(() => (window as unknown as { attacked?: number }).attacked)).toBeUndefined();
    expect(page.context().pages()).toHaveLength(1);
  }
});
