import type { Clock } from '../ports.ts';
import type { MediaLink } from './media-link.ts';

/** The agent's microphone, kept open between calls that follow one another: opening it would cost each of them 10 to 80 ms. */
export interface WarmMicrophone extends Disposable {
  /** Throws ContractError unavailable with a microphone-… failure. */
  open(): Promise<void>;
  /** No call needs it now. */
  release(): void;
}

/** Long enough for the next call of a queue, short enough that nobody wonders who is listening. */
const warmForMs = 60_000;

export function createWarmMicrophone({
  clock,
  media,
  isNeeded,
}: {
  clock: Clock;
  media: Pick<MediaLink, 'openMicrophone' | 'closeMicrophone'>;
  isNeeded: () => boolean;
}): WarmMicrophone {
  let cooling: Disposable | null = null;
  function stay(): void {
    cooling?.[Symbol.dispose]();
    cooling = null;
  }
  function release(): void {
    stay();
    if (isNeeded()) return;
    cooling = clock.after(warmForMs, () => {
      cooling = null;
      if (!isNeeded()) media.closeMicrophone();
    });
  }
  return {
    async open() {
      stay();
      await media.openMicrophone();
      // A call that comes to nothing does not release it.
      if (!isNeeded()) release();
    },
    release,
    [Symbol.dispose]: stay,
  };
}
