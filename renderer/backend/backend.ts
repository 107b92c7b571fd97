import { mainSide, viewSide } from '../../contract/contract.ts';
import { connect, type Connection } from '../../contract/rpc.ts';
import { openChannel } from './channel.ts';

export type Backend = Connection<typeof viewSide, typeof mainSide>;

const retryAfterMs = [250, 500, 1_000, 2_000, 5_000];

/** Connects to main, and again whenever the connection is lost: `onConnected` gets each new one, `onLost` hears of each end. Answers how to stop. */
export function keepConnected({ onConnected, onLost }: { onConnected: (backend: Backend) => void; onLost: () => void }): () => void {
  let attempts = 0;
  let isStopped = false;
  let timer: ReturnType<typeof setTimeout> | undefined;

  function again(): void {
    if (isStopped) return;
    onLost();
    timer = setTimeout(open, retryAfterMs[Math.min(attempts, retryAfterMs.length - 1)]);
    attempts += 1;
  }

  function open(): void {
    openChannel('view').then((channel) => {
      if (isStopped) return;
      attempts = 0;
      channel.onClose(again);
      onConnected(connect(channel, { own: viewSide, peer: mainSide, handlers: {}, onIncident: reportIncident }));
    }, again);
  }

  open();
  return () => {
    isStopped = true;
    clearTimeout(timer);
  };
}

/** What main sent and the contract refused: for whoever looks at the console of the page. */
function reportIncident(error: unknown, where: string): string {
  reportError(error ?? new Error(where));
  return where;
}
