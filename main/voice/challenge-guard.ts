/** A request of ours, as far as it matters here. */
export interface ChallengedRequest {
  readonly method: string;
  readonly call_id: string;
  getHeader(name: string): string | undefined;
  hasHeader(name: string): boolean;
}

/** Which 401 and 407 are answered (RFC 3261 §22): whoever sees our digest can guess at the password in peace. */
export interface ChallengeGuard {
  accepts(request: ChallengedRequest, challenge: { readonly realm: string }): boolean;
  /** The registrar let us in: the realm it asked with is the account's. */
  registered(): void;
  /** A call that came in; its end is never authenticated. */
  cameIn(callId: string): void;
  forget(callId: string): void;
}

export function createChallengeGuard(): ChallengeGuard {
  const incoming = new Set<string>();
  let asked: string | null = null;
  let realm: string | null = null;

  return {
    accepts(request, challenge) {
      if (request.method === 'REGISTER') {
        asked = challenge.realm;
        return true;
      }
      // No server asks with these (§22.1).
      if (challenge.realm !== realm || request.method === 'CANCEL' || request.method === 'ACK') return false;
      if (request.method === 'BYE' && incoming.has(request.call_id)) return false;
      // Answered a moment ago with the nonce our server gave: asking again, it is somebody behind it.
      if (request.hasHeader('authorization') || request.hasHeader('proxy-authorization')) return false;
      // A dialog with a proxy in its route (§12.1) leads beyond our server, and in one few proxies ask: there a challenge is the other side's.
      const isInDialog = /;\s*tag=/i.test(request.getHeader('to') ?? '');
      return !isInDialog || request.getHeader('route') === undefined;
    },
    registered() {
      realm = asked ?? realm;
    },
    cameIn: (callId) => void incoming.add(callId),
    forget: (callId) => void incoming.delete(callId),
  };
}
