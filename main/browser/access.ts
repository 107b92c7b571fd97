import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';

/** Who may talk to the browser shell: one browser, let in by a token that works once, from our own origin. */
export interface Access {
  /** Part of the printed address. */
  readonly token: string;
  /** The cookie's value, for a token that is right and was not used yet; null otherwise. */
  redeem(token: string): string | null;
  /** Host is ours (no DNS rebinding), Origin is ours where there is one, and the cookie is right. */
  isAdmitted(request: IncomingMessage): boolean;
  isOurHost(request: IncomingMessage): boolean;
}

export const cookieName = 'threadline';

export function createAccess(port: () => number): Access {
  const token = randomBytes(32).toString('base64url');
  const session = randomBytes(32).toString('base64url');
  let isUsed = false;
  const hosts = (): string[] => [`127.0.0.1:${port()}`, `localhost:${port()}`];
  const isOurHost = (request: IncomingMessage): boolean => hosts().includes(request.headers.host ?? '');

  return {
    token,
    redeem(given) {
      if (isUsed || !isSame(given, token)) return null;
      isUsed = true;
      return session;
    },
    isOurHost,
    isAdmitted(request) {
      const { origin } = request.headers;
      if (!isOurHost(request) || (origin !== undefined && origin !== `http://${request.headers.host}`)) return false;
      return isSame(readCookie(request) ?? '', session);
    },
  };
}

/** Constant in time, also for lengths. */
function isSame(a: string, b: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(a), digest(b));
}

function readCookie(request: IncomingMessage): string | null {
  for (const pair of (request.headers.cookie ?? '').split(';')) {
    const [name, value] = pair.trim().split('=', 2);
    if (name === cookieName && value) return value;
  }
  return null;
}
