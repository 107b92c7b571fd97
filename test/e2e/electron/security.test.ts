import { spawn } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { root, startDesktop, type Desktop } from '../harness/electron.ts';
import { ask, until } from '../harness/remote-desk.ts';

/** Stands for the world outside; nothing of what the pages try may arrive. */
let trap: Server;
let trapUrl: string;
const arrived: string[] = [];
beforeAll(async () => {
  trap = createServer((request, response) => {
    arrived.push(request.url ?? '');
    response.setHeader('access-control-allow-origin', '*').end('<title>outside</title>');
  });
  await new Promise<void>((done) => trap.listen(0, '127.0.0.1', done));
  trapUrl = `http://127.0.0.1:${(trap.address() as AddressInfo).port}`;
});
afterAll(() => trap.close());

let desktop: Desktop;
beforeEach(async () => {
  desktop = await startDesktop();
  arrived.length = 0;
});
afterEach(() => desktop[Symbol.asyncDispose]());

async function bothPages(): Promise<readonly Page[]> {
  return [await desktop.view(), await desktop.media()];
}

describe('a page', () => {
  it('runs in a sandbox, apart from the preload, without Node', async () => {
    const preferences = await desktop.app.evaluate(({ webContents }) =>
      webContents.getAllWebContents().map((contents) => {
        // Not in Electron's types.
        const { getLastWebPreferences } = contents as unknown as { getLastWebPreferences(): Record<string, unknown> };
        const { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity } = getLastWebPreferences.call(contents);
        return { sandbox, contextIsolation, nodeIntegration, webviewTag, webSecurity };
      }),
    );
    expect(preferences).toHaveLength(2);
    for (const each of preferences) {
      expect(each).toMatchObject({ sandbox: true, contextIsolation: true, nodeIntegration: false, webSecurity: true });
      expect(each['webviewTag']).not.toBe(true);
    }
    for (const page of await bothPages()) {
      const reach = await page.evaluate(() => ({
        node: ['require', 'process', 'module', 'Buffer', 'global', 'electron'].filter((name) => name in globalThis),
        bridge: Object.keys((globalThis as unknown as { threadline: object }).threadline).toSorted(),
      }));
      expect(reach).toEqual({ node: [], bridge: ['onFrame', 'send'] });
    }
  });

  it('runs no script but its own and asks nobody outside', async () => {
    for (const page of await bothPages()) {
      const refused = await page.evaluate(async (url) => {
        const violated: string[] = [];
        document.addEventListener('securitypolicyviolation', ({ effectiveDirective }) => violated.push(effectiveDirective));
        const add = (tag: string, attributes: Record<string, string>, text = ''): void => {
          const element = Object.assign(document.createElement(tag), { textContent: text });
          for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
          document.body.append(element);
        };
        add('script', {}, 'globalThis.inlineRan = true');
        add('script', { src: `${url}/script` });
        add('img', { src: `${url}/image` });
        add('iframe', { src: `${url}/frame` });
        add('link', { rel: 'stylesheet', href: `${url}/style` });
        add('object', { data: `${url}/object` });
        add('a', { ping: `${url}/ping`, href: '#here' });
        document.querySelector<HTMLElement>('a[ping]')?.click();
        const fetched = await fetch(`${url}/fetch`).then(
          () => 'answered',
          () => 'refused',
        );
        const socket = await new Promise((done) => {
          try {
            const ws = new WebSocket(url.replace('http', 'ws'));
            ws.addEventListener('open', () => done('open'));
            ws.addEventListener('error', () => done('refused'));
          } catch {
            done('refused');
          }
        });
        navigator.sendBeacon(`${url}/beacon`);
        await new Promise((settled) => setTimeout(settled, 300));
        return { violated: new Set(violated).size, fetched, socket, inlineRan: 'inlineRan' in globalThis };
      }, trapUrl);
      expect(refused).toMatchObject({ fetched: 'refused', socket: 'refused', inlineRan: false });
      // Script, image, frame, style, object, connection.
      expect(refused.violated).toBeGreaterThanOrEqual(6);
    }
    expect(arrived).toEqual([]);
  });

  it('makes no script of text; WebAssembly is compiled in the media page alone, which has RNNoise', async () => {
    const tried = (page: Page) =>
      page.evaluate(async () => {
        // Later: what Playwright evaluates itself is not held to the policy.
        const text = await new Promise((done) =>
          setTimeout(() => {
            try {
              done(Reflect.construct(Function, ['return "ran"'])());
            } catch {
              done('refused');
            }
          }),
        );
        const wasm = await WebAssembly.compile(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(
          () => 'compiled',
          () => 'refused',
        );
        return { text, wasm };
      });
    expect(await tried(await desktop.view())).toEqual({ text: 'refused', wasm: 'refused' });
    expect(await tried(await desktop.media())).toEqual({ text: 'refused', wasm: 'compiled' });
  });

  it('stays where it is: no navigation, no window, no form goes anywhere', async () => {
    for (const page of await bothPages()) {
      const before = page.url();
      const opened = await page.evaluate((url) => {
        const form = document.body.appendChild(document.createElement('form'));
        form.action = `${url}/form`;
        form.submit();
        const handle = window.open(`${url}/window`);
        location.href = `${url}/location`;
        return handle === null;
      }, trapUrl);
      expect(opened).toBe(true);
      await new Promise((settled) => setTimeout(settled, 500));
      expect(page.url()).toBe(before);
      expect(await page.evaluate(() => 'threadline' in globalThis)).toBe(true);
    }
    expect(desktop.app.windows()).toHaveLength(2);
    expect(arrived).toEqual([]);
  });

  it('has the microphone only where calls are held, and no other permission', async () => {
    const tried = (page: Page) =>
      page.evaluate(async () => {
        const outcome = (promise: Promise<unknown>): Promise<string> =>
          promise.then(
            () => 'granted',
            (error: unknown) => (error instanceof Error ? error.name : 'refused'),
          );
        return {
          audio: await outcome(navigator.mediaDevices.getUserMedia({ audio: true })),
          video: await outcome(navigator.mediaDevices.getUserMedia({ video: true })),
          both: await outcome(navigator.mediaDevices.getUserMedia({ audio: true, video: true })),
          screen: await outcome(navigator.mediaDevices.getDisplayMedia()),
          notification: await Notification.requestPermission(),
          place: await new Promise((done) =>
            navigator.geolocation.getCurrentPosition(
              () => done('granted'),
              ({ code }) => done(code),
            ),
          ),
          clipboard: await outcome(navigator.clipboard.readText()),
        };
      });
    const nothing = { video: 'NotAllowedError', both: 'NotAllowedError', notification: 'denied', place: 1, clipboard: 'NotAllowedError' };
    const view = await tried(await desktop.view());
    expect(view).toMatchObject({ ...nothing, audio: 'NotAllowedError' });
    const media = await tried(await desktop.media());
    expect(media).toMatchObject({ ...nothing, audio: 'granted' });
    expect([view.screen, media.screen]).not.toContain('granted');
  });
});

describe('the pipe to main', () => {
  it('listens to our two pages alone', async () => {
    const answers = await desktop.app.evaluate(
      async ({ BrowserWindow }, { preload, outside }) => {
        const script = `new Promise((done) => {
          if (!window.threadline) return done('no bridge');
          window.threadline.onFrame(() => done('answered'));
          window.threadline.send({ kind: 'call', id: 1, name: 'accounts.list', input: {} });
          setTimeout(() => done('silence'), 800);
        })`;
        const seen: unknown[] = [];
        for (const url of ['app://threadline/index.html', 'app://threadline/media.html', outside, 'about:blank']) {
          const window = new BrowserWindow({ show: false, webPreferences: { preload, sandbox: true, contextIsolation: true } });
          await window.loadURL(url);
          seen.push(await window.webContents.executeJavaScript(script));
          window.destroy();
        }
        return seen;
      },
      { preload: join(root, 'out/preload/index.cjs'), outside: `${trapUrl}/other` },
    );
    expect(answers).toEqual(['silence', 'silence', 'silence', 'silence']);
    await until(() => desktop.log().includes('frame-refused'), 'the refusal in the log');
    // Our own page is still heard.
    expect((await ask(desktop, 'accounts.list', {})).accounts).toEqual([]);
  });

  it('gives a page nothing of another folder', async () => {
    const view = await desktop.view();
    const statuses = await view.evaluate(async () => {
      const paths = [
        '/../main/index.js',
        '/%2e%2e/main/index.js',
        '/..%2fmain%2findex.js',
        '/assets/../../../package.json',
        '/%00',
        '/index.html.map',
      ];
      return Promise.all(paths.map(async (path) => (await fetch(path).catch(() => null))?.status ?? 0));
    });
    expect(statuses.filter((status) => status === 200)).toEqual([]);
  });
});

it('a second start brings the first one forward and ends', async () => {
  const executable = process.env['THREADLINE_ELECTRON'] ?? '';
  await desktop.app.evaluate(({ BrowserWindow }) =>
    BrowserWindow.getAllWindows()
      .find((window) => window.isVisible())
      ?.minimize(),
  );
  const sandbox = process.getuid?.() === 0 ? ['--no-sandbox'] : [];
  const second = spawn(executable, [...sandbox, root, '--profile', desktop.profile], { stdio: 'ignore' });
  const code = await new Promise((done) => second.once('exit', done));
  expect(code).toBe(0);
  await until(
    () => desktop.app.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().some((window) => window.isVisible() && !window.isMinimized())),
    'the window is there again',
  );
  expect((await ask(desktop, 'accounts.list', {})).accounts).toEqual([]);
});

it('settings that cannot be read are kept aside, and the program starts without them', async () => {
  await desktop.app.close();
  const { existsSync, readFileSync, writeFileSync } = await import('node:fs');
  const file = join(desktop.profile, 'settings.json');
  writeFileSync(file, '{"settings": {"theme": "da');
  await using again = await startDesktop({ profile: desktop.profile });
  await (await again.view()).getByRole('button', { name: /Try the practice workspace/ }).waitFor();
  expect(existsSync(`${file}.broken`) && readFileSync(`${file}.broken`, 'utf8')).toBe('{"settings": {"theme": "da');
});
