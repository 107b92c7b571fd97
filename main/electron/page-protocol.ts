import { net, protocol, type Session } from 'electron';
import { join, normalize, sep } from 'node:path';
import { pathToFileURL } from 'node:url';
import { contentSecurityPolicy, pageOrigin } from './page-security.ts';

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

export function servePages(session: Session, folder: string): void {
  session.protocol.handle('app', async (request) => {
    const file = fileOfPage(folder, request.url);
    if (!file) return new Response(null, { status: 404 });
    const found = await net.fetch(pathToFileURL(file).href, { bypassCustomProtocolHandlers: true });
    const headers = new Headers(found.headers);
    headers.set('content-security-policy', contentSecurityPolicy);
    headers.set('x-content-type-options', 'nosniff');
    headers.set('referrer-policy', 'no-referrer');
    headers.set('cross-origin-opener-policy', 'same-origin');
    return new Response(found.body, { status: found.status, headers });
  });
}
