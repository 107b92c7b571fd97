import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { WebSocket } from 'ws';
import { startBrowserServer } from '../../main/browser/server.ts';
import { createWebSocketChannel } from '../../main/browser/websocket-channel.ts';
import { describeChannel } from './channel-suite.ts';
import { serve } from './sides.ts';

describeChannel('a WebSocket of the browser shell', async () => {
  const pages = mkdtempSync(join(tmpdir(), 'threadline-pages-'));
  let isServing = true;
  const server = await startBrowserServer({ pages, port: 0, onView: serve, onMedia: serve });
  const { origin } = new URL(server.address);
  const entered = await fetch(server.address, { redirect: 'manual' });
  const cookie = entered.headers.getSetCookie()[0]?.split(';')[0] ?? '';
  const ws = new WebSocket(`${origin.replace('http', 'ws')}/view`, { headers: { origin, cookie } });
  const page = createWebSocketChannel(ws);
  await once(ws, 'open');
  const stop = async (): Promise<void> => {
    if (isServing) await server[Symbol.asyncDispose]();
    isServing = false;
  };
  return {
    page,
    async break() {
      const closed = once(ws, 'close');
      await stop();
      await closed;
    },
    async end() {
      ws.terminate();
      await stop();
      rmSync(pages, { recursive: true });
    },
  };
});
