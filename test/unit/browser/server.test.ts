import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { request, type IncomingMessage } from 'node:http';
import { networkInterfaces, tmpdir } from 'node:os';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { startBrowserServer, type BrowserServer } from '../../../main/browser/server.ts';

interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

describe('the browser shell', () => {
  let folder: string;
  let server: BrowserServer;
  let port: number;
  let opened: string[];

  beforeEach(async () => {
    folder = mkdtempSync(join(tmpdir(), 'threadline-shell-'));
    mkdirSync(join(folder, 'pages'));
    writeFileSync(join(folder, 'pages/index.html'), 'the desk');
    writeFileSync(join(folder, 'pages/media.html'), 'the calls');
    writeFileSync(join(folder, 'secret.txt'), 'not for pages');
    opened = [];
    const note = (page: string) => () => void opened.push(page);
    server = await startBrowserServer({ pages: join(folder, 'pages'), port: 0, onView: note('view'), onMedia: note('media') });
    port = Number(new URL(server.address).port);
  });
  afterEach(async () => {
    await server[Symbol.asyncDispose]();
    rmSync(folder, { recursive: true });
  });

  /** By hand: fetch would tidy up the path and the Host. */
  async function ask(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Answer> {
    const asked = request({ host: '127.0.0.1', port, path, method, headers }).end();
    const [response] = (await once(asked, 'response')) as [IncomingMessage];
    let body = '';
    for await (const chunk of response) body += String(chunk);
    return { status: response.statusCode ?? 0, headers: response.headers, body };
  }

  const entrance = (): string => new URL(server.address).pathname + new URL(server.address).search;

  async function enter(): Promise<string> {
    const { headers } = await ask(entrance());
    return String(headers['set-cookie']).split(';')[0] ?? '';
  }

  async function dial(path: string, headers: Record<string, string>): Promise<'open' | number> {
    const ws = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers });
    try {
      return await new Promise((done, failed) => {
        ws.on('open', () => done('open'));
        ws.on('unexpected-response', (_request, response) => done(response.statusCode ?? 0));
        ws.on('error', failed);
      });
    } finally {
      ws.on('error', () => undefined).terminate();
    }
  }

  it('admits by its printed address once, with a cookie no script can read and no other site sends', async () => {
    const first = await ask(entrance());
    expect(first.status).toBe(303);
    expect(first.headers['set-cookie']).toEqual([expect.stringMatching(/HttpOnly; SameSite=Strict; Path=\//)]);
    expect((await ask(entrance())).status).toBe(403);
  });

  it('refuses a wrong token, and the right one still works', async () => {
    for (const token of ['', 'x', 'A'.repeat(43)]) expect((await ask(`/enter?token=${token}`)).status).toBe(403);
    expect((await ask(entrance())).status).toBe(303);
  });

  it('gives pages to the one it admitted only, under a strict policy', async () => {
    expect((await ask('/')).status).toBe(403);
    expect((await ask('/', { cookie: 'threadline=guessed' })).status).toBe(403);
    const page = await ask('/', { cookie: await enter() });
    expect(page).toMatchObject({ status: 200, body: 'the desk' });
    expect(page.headers['content-security-policy']).toMatch(/default-src 'none'; script-src 'self';/);
    expect(page.headers['content-security-policy']).not.toMatch(/-eval/);
    expect(page.headers['x-content-type-options']).toBe('nosniff');
  });

  it('lets the media page alone compile WebAssembly', async () => {
    const cookie = await enter();
    const policyOf = async (path: string): Promise<string> => String((await ask(path, { cookie })).headers['content-security-policy']);
    expect(await policyOf('/media.html')).toMatch(/; script-src 'self' 'wasm-unsafe-eval';/);
    for (const path of ['/', '/index.html', '/media.html/', '/Media.html', '/no.html']) expect(await policyOf(path)).not.toMatch(/-eval/);
  });

  it('is not fooled by a name that leads to this computer (DNS rebinding)', async () => {
    const cookie = await enter();
    expect((await ask('/', { cookie, host: `evil.example:${port}` })).status).toBe(421);
    expect((await ask('/', { cookie, host: `127.0.0.1:${port + 1}` })).status).toBe(421);
  });

  it('gives nothing that lies outside its pages, and takes nothing', async () => {
    const cookie = await enter();
    for (const path of [
      '/../secret.txt',
      '/%2e%2e/secret.txt',
      '/..%2fsecret.txt',
      '//etc/passwd',
      '/index.html/..%2f..%2fsecret.txt',
      '/no.html',
      '/%',
    ])
      expect([400, 404]).toContain((await ask(path, { cookie })).status);
    expect((await ask('/', { cookie }, 'POST')).status).toBe(405);
  });

  it('opens a pipe only from its own origin, with the cookie, at a place that exists', async () => {
    const cookie = await enter();
    const origin = `http://127.0.0.1:${port}`;
    expect(await dial('/view', { cookie })).toBe(403);
    expect(await dial('/view', { origin })).toBe(403);
    expect(await dial('/view', { cookie, origin: 'https://evil.example' })).toBe(403);
    expect(await dial('/view', { cookie, origin: 'null' })).toBe(403);
    expect(await dial('/elsewhere', { cookie, origin })).toBe(403);
    expect(opened).toEqual([]);
    expect(await dial('/view', { cookie, origin })).toBe('open');
    expect(await dial('/media', { cookie, origin })).toBe('open');
    expect(opened).toEqual(['view', 'media']);
  });

  it('listens on the loopback only', async () => {
    const others = Object.values(networkInterfaces()).flatMap((list) =>
      (list ?? []).filter(({ internal, family }) => !internal && family === 'IPv4'),
    );
    for (const { address } of others) {
      const socket = connect(port, address);
      // once() rejects when there is an error first.
      const outcome = await once(socket, 'connect').then(
        () => 'connected',
        () => 'refused',
      );
      socket.destroy();
      expect(outcome).toBe('refused');
    }
    expect(server.address).toMatch(/^http:\/\/127\.0\.0\.1:/);
  });
});
