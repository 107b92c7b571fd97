import type { Clock } from '../ports.ts';
import type { PeerView } from './peer-view.ts';

/** Offers anew while the two sides do not hear each other: a network that changed under a call gives other candidates (RFC 8445 §9). */
export interface IceRestart {
  /** After each change of state. */
  observe(): void;
}

/** Chromium takes some seconds of silence for a disconnection: what lasts longer mends itself no more. */
const firstMs = 500;
/** Its list of networks is up to two seconds old: the first offer may still be of the old ones. */
const againMs = 2_500;

export function createIceRestart({ view, clock, ask }: { view: Pick<PeerView, 'shown'>; clock: Clock; ask: () => void }): IceRestart {
  let timer: Disposable | null = null;

  function stop(): void {
    timer?.[Symbol.dispose]();
    timer = null;
  }
  function isApart(): boolean {
    return view.shown.iceConnectionState === 'disconnected' && view.shown.signalingState !== 'closed';
  }
  function restart(): void {
    timer = null;
    if (!isApart()) return;
    ask();
    timer = clock.after(againMs, restart);
  }
  return {
    observe() {
      if (!isApart()) stop();
      else timer ??= clock.after(firstMs, restart);
    },
  };
}
