import { ContractError } from '../../contract/errors.ts';
import type { mediaSide } from '../../contract/media.ts';
import type { CallInput, CallName, CallOutput } from '../../contract/side.ts';
import type { Clock, Logger } from '../ports.ts';
import type { MediaConnection } from './media-connection.ts';

type Media = typeof mediaSide;

/** Asks the media page, whichever page that is at the moment. Every request settles: by its answer, its time limit or the page's end (voice.md, rule 3). */
export interface MediaRequests {
  readonly connection: MediaConnection | null;
  /** Throws ContractError: what the page threw, `timed-out`, or `unavailable` (media-page-lost). */
  call<N extends CallName<Media>>(name: N, input: CallInput<Media, N>, limitMs?: number): Promise<CallOutput<Media, N>>;
  /** For commands nobody waits for: a failure is logged. */
  post<N extends CallName<Media>>(name: N, input: CallInput<Media, N>): void;
  attach(connection: MediaConnection): void;
  /** Rejects what is pending. */
  detach(): void;
}

export interface MediaRequestsDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limitMs: number;
  /** The page let a request run into its time limit: it hangs. */
  readonly onSilent: () => void;
}

export function createMediaRequests({ clock, logger, limitMs: usualLimitMs, onSilent }: MediaRequestsDeps): MediaRequests {
  const pending = new Set<(error: ContractError) => void>();
  let current: MediaConnection | null = null;

  const pageLost = () => new ContractError('unavailable', { failure: { reason: 'media-page-lost' } });

  function call<N extends CallName<Media>>(name: N, input: CallInput<Media, N>, limitMs = usualLimitMs): Promise<CallOutput<Media, N>> {
    const asked = current;
    if (!asked) return Promise.reject(pageLost());
    return new Promise((resolve, reject) => {
      const limit = clock.after(limitMs, () => {
        fail(new ContractError('timed-out', { failure: { reason: 'media-failed', technical: name } }));
        logger.warn('media-request-timed-out', { name, limitMs });
        if (current === asked && limitMs === usualLimitMs) onSilent();
      });
      const fail = (error: unknown) => {
        limit[Symbol.dispose]();
        pending.delete(fail);
        reject(error instanceof ContractError && error.code === 'channel-closed' ? pageLost() : error);
      };
      pending.add(fail);
      asked.call(name, input).then((output) => {
        limit[Symbol.dispose]();
        pending.delete(fail);
        resolve(output);
      }, fail);
    });
  }

  return {
    get connection() {
      return current;
    },
    call,
    post(name, input) {
      call(name, input).catch((error: unknown) => {
        // A page that is gone has been reported once already; its peers are made anew.
        if (!(error instanceof ContractError && error.failure?.reason === 'media-page-lost')) logger.error('media-command-failed', error, { name });
      });
    },
    attach(connection) {
      current = connection;
    },
    detach() {
      current = null;
      for (const fail of [...pending]) fail(pageLost());
    },
  };
}
