import type { Clock } from '../ports.ts';
import type { PeerView } from './peer-view.ts';

/** Offers anew while the two sides do not hear each other: a network that changed under a call gives other candidates (RFC 8445 §9). */
export interface IceRestart {
  /** After each change of state. */
  observe(): void;
}

/** Chromium takes some seconds of silence for a disconnection: what lasts longer mends itself no more. */
const firstMs = 500;
/** Time for an answer over a slow network. A change of addresses has its own way (network-move.ts). */
const againMs = 2_500;

export function createIceRestart({ view, clock, ask }: { view: Pick<PeerView, 'shown'>; clock: Clock; ask: () => void }): IceRestart {
  let timer: Disposable | null = null;
  let wasConnected = false;

  function stop(): void {
    timer?.[Symbol.dispose]();
    timer = null;
  }
  /** A call that is being set up checks as long as it takes; one that was up before should find its way at once. */
  function isApart(): boolean {
    const { iceConnectionState, signalingState } = view.shown;
    return signalingState !== 'closed' && (iceConnectionState === 'disconnected' || (wasConnected && iceConnectionState === 'checking'));
  }
  function restart(): void {
    timer = null;
    if (!isApart()) return;
    ask();
    timer = clock.after(againMs, restart);
  }
  return {
    observe() {
      const { iceConnectionState } = view.shown;
      wasConnected ||= iceConnectionState === 'connected' || iceConnectionState === 'completed';
      if (!isApart()) stop();
      else timer ??= clock.after(iceConnectionState === 'checking' ? againMs : firstMs, restart);
    },
  };
}
