import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { chromium, type Page, type ViewportSize, type WebSocketRoute } from 'playwright-core';
import { build } from 'vite';
import type { ContractError } from '../../../contract/errors.ts';
import { startBrowserServer } from '../../../main/browser/server.ts';
import { buildWorld, type DeskWorld } from '../../fakes/desk-world.ts';
import { createFakeMain, type FakeMain } from '../../fakes/fake-main.ts';

export interface OpenDesk extends AsyncDisposable {
  readonly page: Page;
  readonly main: FakeMain;
  /** What went wrong in the page: exceptions, console errors, refused frames. Must stay empty. */
  readonly faults: readonly string[];
  /** Breaks the connection to main; the page connects again by itself. */
  drop(): Promise<void>;
}

export interface OpenOptions {
  readonly viewport?: ViewportSize;
  /** 2 = zoomed to 200 %. */
  readonly scale?: number;
  /** What main answers instead of describing itself. */
  readonly refusal?: ContractError;
}

export interface DeskBrowser extends AsyncDisposable {
  open(world?: Partial<DeskWorld>, options?: OpenOptions): Promise<OpenDesk>;
}

const renderer = resolve(import.meta.dirname, '../../../renderer');

/** The real window in real Chromium, built as it ships and served with the browser shell's own headers; at the other end of its channel a fake main. */
export async function startDeskBrowser(): Promise<DeskBrowser> {
  const stack = new AsyncDisposableStack();
  const pages = await mkdtemp(join(tmpdir(), 'desk-'));
  stack.defer(() => rm(pages, { recursive: true, force: true }));
  const input = { index: join(renderer, 'index.html'), media: join(renderer, 'media.html') };
  await build({
    configFile: false,
    root: renderer,
    plugins: [react()],
    logLevel: 'error',
    build: { outDir: pages, emptyOutDir: true, assetsInlineLimit: 0, modulePreload: { polyfill: false }, minify: false, rollupOptions: { input } },
  });
  let current: FakeMain | null = null;
  const server = stack.use(
    await startBrowserServer({ pages, port: 0, onView: (channel) => void current?.attach(channel), onMedia: () => undefined }),
  );
  const executablePath = process.env['THREADLINE_CHROMIUM'] ?? '/usr/bin/chromium-headless-shell';
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox', '--font-render-hinting=none'] });
  stack.defer(() => browser.close());
  const entrance = await browser.newContext();
  await (await entrance.newPage()).goto(server.address);
  const cookies = await entrance.storageState();

  return {
    async open(fields = {}, { viewport = { width: 1_280, height: 800 }, scale = 1, refusal } = {}) {
      const main = createFakeMain(buildWorld(fields));
      if (refusal) main.fail('application.describe', refusal);
      current = main;
      const size = { width: Math.round(viewport.width / scale), height: Math.round(viewport.height / scale) };
      const context = await browser.newContext({ storageState: cookies, viewport: size, deviceScaleFactor: scale, reducedMotion: 'reduce' });
      const page = await context.newPage();
      const faults: string[] = [];
      let latest: WebSocketRoute | null = null;
      await page.routeWebSocket('**/view', (route) => {
        latest = route;
        route.connectToServer();
      });
      page.on('pageerror', (error) => faults.push(error.stack ?? error.message));
      page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
      await page.goto(new URL('/', server.address).href);
      await page.locator('#root > *').first().waitFor({ state: 'attached' });
      await page.locator('#root > [aria-busy]').waitFor({ state: 'detached' });
      return { page, main, faults, drop: async () => latest?.close(), [Symbol.asyncDispose]: () => context.close() };
    },
    [Symbol.asyncDispose]: () => stack.disposeAsync(),
  };
}
