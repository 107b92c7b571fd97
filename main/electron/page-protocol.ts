import { protocol, type Session } from 'electron';
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, sep } from 'node:path';
import { contentSecurityPolicyOf, pageOf, pageOrigin } from './page-security.ts';

/** Before the application is ready: pages are served from here, not from file:, so that they have an origin and a policy. */
export function declarePageScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true } }]);
}

/** The file a page URL stands for; null for what lies outside the folder. */
export function fileOfPage(folder: string, url: string): string | null {
  const { protocol: scheme, host, pathname } = new URL(url);
  if (`${scheme}//${host}` !== pageOrigin) return null;
  const file = normalize(join(folder, decodeURIComponent(pathname)));
  return file.startsWith(folder + sep) ? file : null;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** Settles once a first page has been handed out. */
export function servePages(session: Session, folder: string): Promise<void> {
  const served = Promise.withResolvers<void>();
  session.protocol.handle('app', async (request) => {
    const file = fileOfPage(folder, request.url);
    const type = file === null ? undefined : types[extname(file)];
    if (file === null || type === undefined) return new Response(null, { status: 404 });
    const body = await readFile(file).catch(() => null);
    if (body === null) return new Response(null, { status: 404 });
    // What it is made of leaves in the turns that follow.
    if (type.startsWith('text/html')) setTimeout(served.resolve, 6);
    return new Response(new Uint8Array(body), {
      headers: {
        'content-type': type,
        'content-security-policy': contentSecurityPolicyOf(pageOf(request.url)),
        'x-content-type-options': 'nosniff',
        'referrer-policy': 'no-referrer',
        'cross-origin-opener-policy': 'same-origin',
      },
    });
  });
  return served.promise;
}
