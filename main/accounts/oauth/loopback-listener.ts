import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Where a provider sends the browser back to (RFC 8252 §7.3): a port of this computer that is open only while somebody signs in. */
export interface LoopbackListener extends AsyncDisposable {
  readonly redirectUri: string;
  /** The one answer that carries this state. */
  answer(state: string): Promise<URL>;
}

export interface AnswerPage {
  readonly title: string;
  readonly text: string;
}

const headers = {
  'content-type': 'text/html; charset=utf-8',
  'content-security-policy': "default-src 'none'",
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  connection: 'close',
};

export async function listenOnLoopback(page: AnswerPage, name: '127.0.0.1' | 'localhost'): Promise<LoopbackListener> {
  const answered = Promise.withResolvers<URL>();
  // Whoever gives up does not wait for it.
  answered.promise.catch(() => undefined);
  let expected: Buffer | null = null;

  function serve(request: IncomingMessage, response: ServerResponse): void {
    const url = new URL(request.url ?? '/', redirectUri);
    // Another name for this address would be a page of somebody else's (DNS rebinding).
    const isOurs = request.method === 'GET' && url.pathname === '/' && request.headers.host === new URL(redirectUri).host;
    if (!isOurs) return void response.writeHead(404, headers).end();
    const state = Buffer.from(url.searchParams.get('state') ?? '');
    const isExpected = expected !== null && state.length === expected.length && timingSafeEqual(state, expected);
    const isAnswer = url.searchParams.has('code') || url.searchParams.has('error');
    if (!isExpected || !isAnswer) return void response.writeHead(400, headers).end();
    expected = null;
    response.writeHead(200, headers).end(`<!doctype html><title>${page.title}</title><h1>${page.title}</h1><p>${page.text}</p>`);
    // A second answer finds nobody.
    server.close();
    answered.resolve(url);
  }

  const server = createServer(serve);
  await new Promise<void>((done, failed) => {
    server.once('error', failed);
    server.listen(0, '127.0.0.1', done);
  });
  const { port } = server.address() as AddressInfo;
  // As each is registered: compared letter by letter but for the port.
  const redirectUri = name === 'localhost' ? `http://localhost:${port}` : `http://127.0.0.1:${port}/`;

  return {
    redirectUri,
    answer(state) {
      expected = Buffer.from(state);
      return answered.promise;
    },
    async [Symbol.asyncDispose]() {
      answered.reject(new Error('given up'));
      const closed = new Promise<void>((done) => server.close(() => done()));
      // Its page is still being sent; whoever says nothing is not waited for.
      server.closeIdleConnections();
      await closed;
    },
  };
}
