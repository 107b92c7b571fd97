import type { Clock } from '../ports.ts';
import type { CallSession } from './call-session.ts';
import type { PeerEvent } from './peer-view.ts';
import type { RemotePeerConnection } from './remote-peer-connection.ts';
import type { VoiceCalls } from './voice-calls.ts';

export interface NetworkMoveDeps {
  readonly calls: Pick<VoiceCalls, 'all' | 'changed'>;
  readonly clock: Pick<Clock, 'after' | 'now'>;
}

/** A candidate that is found while a description is on its way out is in it. */
const sendingMs = 50;
/** Chromium learns of a new address two seconds late; where it says nothing of it, this often after the change. */
const looksMs = [2_300, 3_000, 4_000, 6_000] as const;

/**
 * What is offered at once after a change of network may know nothing of it, and ICE takes five seconds of silence for a disconnection (RFC 7675 §5.1): a call
 * is offered anew until the other side was told one of the addresses that are new.
 */
export function createNetworkMove({ calls, clock }: NetworkMoveDeps): { moved(appeared: readonly string[]): void } & Disposable {
  let going = new DisposableStack();

  function follow(call: CallSession, appeared: readonly string[], sinceMs: number): void {
    const connection = call.session.connection as RemotePeerConnection | null;
    let isFound = false;
    let isTold = false;
    const sent = ({ originator, sdp }: { originator: 'local' | 'remote' | 'system'; sdp: string }): void => {
      isTold ||= originator === 'local' && namesOneOf(sdp, appeared);
    };
    const offer = (): void => {
      if (call.isEstablished && !isTold) call.renegotiate();
    };
    const found = ({ candidate }: PeerEvent): void => {
      if (isFound || !candidate?.candidate.includes(' udp ') || !namesOneOf(`a=${candidate.candidate}`, appeared)) return;
      isFound = true;
      later(sendingMs);
    };
    const later = (ms: number): void => void going.use(clock.after(ms, offer));
    connection?.addEventListener('icecandidate', found);
    call.session.on('sdp', sent);
    going.defer(() => {
      connection?.removeEventListener('icecandidate', found);
      call.session.off('sdp', sent);
    });
    for (const ms of looksMs) if (ms > sinceMs) later(ms - sinceMs);
  }
  function stop(): void {
    going[Symbol.dispose]();
    going = new DisposableStack();
  }

  return {
    moved(appeared) {
      stop();
      if (appeared.length === 0) return;
      const movedAt = clock.now();
      const followed = new Set<CallSession>();
      // Also a call that begins before the page knows.
      const followAll = (): void => {
        for (const call of calls.all()) {
          if (followed.has(call)) continue;
          followed.add(call);
          follow(call, appeared, clock.now() - movedAt);
        }
      };
      followAll();
      going.defer(calls.changed.on(followAll));
      going.use(clock.after(looksMs.at(-1) ?? 0, stop));
    },
    [Symbol.dispose]: stop,
  };
}

/** The connection address is the fifth field (RFC 8839 §5.1). */
function namesOneOf(sdp: string, addresses: readonly string[]): boolean {
  return [...sdp.matchAll(/^a=candidate:(?:\S+ ){4}(\S+)/gm)].some(([, address = '']) => addresses.includes(address));
}
