import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize, sep } from 'node:path';
import { WebSocketServer } from 'ws';
import type { Channel } from '../../contract/rpc.ts';
import { cookieName, createAccess } from './access.ts';
import { createWebSocketChannel } from './websocket-channel.ts';

export interface BrowserServer extends AsyncDisposable {
  /** With its one-time token. */
  readonly address: string;
}

export interface BrowserServerDeps {
  readonly pages: string;
  /** 0 = any free one. */
  readonly port: number;
  readonly onView: (channel: Channel) => void;
  readonly onMedia: (channel: Channel) => void;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
  '.png': 'image/png',
};

/** `wasm-unsafe-eval`, for the media page alone: RNNoise is WebAssembly. */
const policyOf = (name: string): string =>
  `default-src 'none'; script-src 'self'${name === '/media.html' ? " 'wasm-unsafe-eval'" : ''}; style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self'; media-src 'self' blob: mediastream:; connect-src 'self'; frame-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'self'`;

const securityHeaders = {
  'content-security-policy': policyOf(''),
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'no-referrer',
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
  'cache-control': 'no-store',
};

/** Pages and channels on 127.0.0.1, for the one browser that has the token. */
export async function startBrowserServer({ pages, port, onView, onMedia }: BrowserServerDeps): Promise<BrowserServer> {
  const boundPort = (): number => (server.address() as AddressInfo).port;
  const access = createAccess(boundPort);

  async function serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!access.isOurHost(request)) return refuse(response, 421);
    if (url.pathname === '/enter') return enter(url.searchParams.get('token') ?? '', response);
    if (!access.isAdmitted(request)) return refuse(response, 403);
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
    const name = url.pathname === '/' ? '/index.html' : decodeURIComponent(url.pathname);
    const file = normalize(join(pages, name));
    if (!file.startsWith(pages + sep)) return refuse(response, 404);
    const body = await readFile(file).catch(() => null);
    if (!body) return refuse(response, 404);
    response.writeHead(200, {
      ...securityHeaders,
      'content-security-policy': policyOf(name),
      'content-type': types[extname(file)] ?? 'application/octet-stream',
    });
    response.end(request.method === 'HEAD' ? undefined : body);
  }

  function enter(token: string, response: ServerResponse): void {
    const session = access.redeem(token);
    if (!session) return refuse(response, 403);
    response.writeHead(303, { ...securityHeaders, location: '/', 'set-cookie': `${cookieName}=${session}; HttpOnly; SameSite=Strict; Path=/` });
    response.end();
  }

  const server = createServer((request, response) => {
    serve(request, response).catch(() => refuse(response, 400));
  });
  const sockets = new WebSocketServer({ noServer: true, maxPayload: 4_000_000, perMessageDeflate: false });
  server.on('upgrade', (request, socket, head) => {
    const path = new URL(request.url ?? '/', 'http://127.0.0.1').pathname;
    const take = path === '/view' ? onView : path === '/media' ? onMedia : null;
    // A WebSocket is not held back by the same-origin policy: the Origin must be there, and ours.
    if (!take || !request.headers.origin || !access.isAdmitted(request)) {
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
      return;
    }
    sockets.handleUpgrade(request, socket, head, (ws) => take(createWebSocketChannel(ws)));
  });
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(port, '127.0.0.1', done);
  });

  return {
    address: `http://127.0.0.1:${boundPort()}/enter?token=${access.token}`,
    async [Symbol.asyncDispose]() {
      for (const ws of sockets.clients) ws.terminate();
      server.closeAllConnections();
      await new Promise((done) => server.close(done));
    },
  };
}

function refuse(response: ServerResponse, status: number): void {
  response.writeHead(status, securityHeaders);
  response.end();
}
