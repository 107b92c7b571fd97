import type { Clock, Logger } from '../ports.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import { createMediaRequests, type MediaRequests } from './media-requests.ts';
import type { MediaConnection } from './media-connection.ts';

/** Keeps a media page alive: notices that one is gone or hangs, asks for another, and asks again with growing pauses while none comes. */
export interface MediaPage extends Disposable {
  readonly requests: MediaRequests;
  attach(connection: MediaConnection, closed: Promise<void>): void;
  readonly isReady: boolean;
  readonly readyChanged: Listenable<boolean>;
}

export interface MediaPageDeps {
  readonly clock: Clock;
  readonly logger: Logger;
  readonly limits: { readonly requestMs: number; readonly attachMs: number };
  readonly restartMediaPage: () => void;
  readonly onAttached: (connection: MediaConnection) => void;
  readonly onLost: () => void;
}

const longestPauseMs = 60_000;
/** A page that stood this long was sound: the next one is asked for without a pause. */
const soundAfterMs = 1_000;

export function createMediaPage({ clock, logger, limits, restartMediaPage, onAttached, onLost }: MediaPageDeps): MediaPage {
  const readyChanged = createEmitter<boolean>();
  let isReady = false;
  let isDisposed = false;
  let pauseMs = 0;
  let attachedAt = 0;
  let timer: Disposable | null = null;

  const requests = createMediaRequests({
    clock,
    logger,
    limitMs: limits.requestMs,
    onSilent() {
      logger.warn('media-page-hangs');
      lose();
    },
  });

  function setReady(wanted: boolean): void {
    if (isReady === wanted) return;
    isReady = wanted;
    readyChanged.emit(wanted);
  }

  function lose(): void {
    if (isDisposed || !requests.connection) return;
    if (clock.now() - attachedAt >= soundAfterMs) pauseMs = 0;
    requests.detach();
    setReady(false);
    onLost();
    restart();
  }

  function restart(): void {
    timer?.[Symbol.dispose]();
    if (pauseMs === 0) ask();
    else timer = clock.after(pauseMs, ask);
    pauseMs = Math.min(longestPauseMs, pauseMs === 0 ? 250 : pauseMs * 2);
  }
  function ask(): void {
    timer = clock.after(limits.attachMs, restart);
    logger.info('media-page-restarted');
    restartMediaPage();
  }

  return {
    requests,
    attach(connection, closed) {
      if (isDisposed) return;
      if (requests.connection) {
        requests.detach();
        setReady(false);
        onLost();
      }
      timer?.[Symbol.dispose]();
      timer = null;
      attachedAt = clock.now();
      requests.attach(connection);
      const ended = () => {
        if (requests.connection === connection) lose();
      };
      closed.then(ended, ended);
      const heard = onlyWhile(connection, () => requests.connection === connection);
      heard.on('media.ready', () => setReady(true));
      onAttached(heard);
    },
    get isReady() {
      return isReady;
    },
    readyChanged,
    [Symbol.dispose]() {
      isDisposed = true;
      timer?.[Symbol.dispose]();
      requests.detach();
    },
  };
}

/** A page that hung and was replaced may still speak: nobody listens to it. */
function onlyWhile(connection: MediaConnection, isCurrent: () => boolean): MediaConnection {
  return {
    ...connection,
    on: (name, listener) =>
      connection.on(name, (payload) => {
        if (isCurrent()) listener(payload);
      }),
  };
}
