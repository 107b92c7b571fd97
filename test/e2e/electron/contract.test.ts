import { build } from 'esbuild';
import { copyFileSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { _electron, type Page } from 'playwright-core';
import { afterAll, beforeAll } from 'vitest';
import type { Channel } from '../../../contract/rpc.ts';
import { describeChannel } from '../../contract/channel-suite.ts';
import { root } from '../harness/electron.ts';

const folder = mkdtempSync(join(tmpdir(), 'threadline-ipc-'));

beforeAll(async () => {
  mkdirSync(join(folder, 'pages'));
  writeFileSync(join(folder, 'pages/index.html'), '<!doctype html><title>contract</title>');
  writeFileSync(join(folder, 'package.json'), JSON.stringify({ name: 'contract', version: '1.0.0', type: 'module', main: 'main.js' }));
  copyFileSync(join(root, 'out/preload/index.cjs'), join(folder, 'preload.cjs'));
  const entry = join(import.meta.dirname, 'contract-main.ts');
  await build({ entryPoints: [entry], outfile: join(folder, 'main.js'), bundle: true, format: 'esm', platform: 'node', external: ['electron'] });
});
afterAll(() => rmSync(folder, { recursive: true }));

/** The page's end of the pipe, brought to the test: what the preload gives to the page, frame by frame and in order. */
async function channelOf(page: Page): Promise<Channel> {
  const listeners: ((frame: unknown) => void)[] = [];
  await page.exposeFunction('arrived', (frame: unknown) => listeners.forEach((listener) => listener(frame)));
  await page.evaluate(`window.threadline.onFrame((frame) => void window.arrived(frame))`);
  return {
    // A page that was closed meanwhile takes no more frames: that is what a broken pipe is like.
    send: (frame) => void page.evaluate(sendFromPage, frame).catch(() => undefined),
    onFrame: (listener) => void listeners.push(listener),
    onClose: (listener) => void page.on('close', listener),
  };
}

/** Runs in the page. */
function sendFromPage(frame: unknown): void {
  (window as unknown as { readonly threadline: { send(it: unknown): void } }).threadline.send(frame);
}

describeChannel("Electron's IPC", async () => {
  const app = await _electron.launch({
    executablePath: process.env['THREADLINE_ELECTRON'] ?? '',
    args: [
      '-r',
      join(import.meta.dirname, '../harness/hold-start.cjs'),
      ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
      folder,
      `--user-data-dir=${join(folder, 'profile')}`,
    ],
  });
  const page = await app.firstWindow();
  await page.waitForURL('app://threadline/index.html');
  const channel = await channelOf(page);
  return { page: channel, break: () => page.close(), end: () => app.close() };
});
