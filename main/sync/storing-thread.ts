import type { AccountId } from '../../contract/model/ids.ts';
import type { EntryChange } from '../store/entry-rows.ts';
import type { PendingMark } from '../store/mark-rows.ts';
import type { PulledBatch } from './polled-accounts.ts';
import type { Line } from './reading-messages.ts';

export type StoringWork =
  | {
      readonly type: 'apply';
      /** Where one batch of a run is not stored, those after it are not either: their cursors say that it is. */
      readonly run: number;
      readonly accountId: AccountId;
      readonly batch: Omit<PulledBatch, 'progress'>;
      readonly country: string;
    }
  | { readonly type: 'settle-marks'; readonly marks: readonly PendingMark[] };

export type ToStoring = { readonly type: 'work'; readonly id: number; readonly work: StoringWork } | { readonly type: 'leave' };

/** A defect is one of ours: nothing of the work was stored. */
export type FromStoring = { readonly id: number; readonly changes: readonly EntryChange[]; readonly defect: string | null };

/** A worker thread, as far as it is needed. */
export interface StoringPort extends Line<ToStoring, FromStoring> {
  on(event: 'message', listener: (message: FromStoring) => void): unknown;
  on(event: 'error', listener: (error: Error) => void): unknown;
  on(event: 'exit', listener: () => void): unknown;
}

/** Where what was read is written: the next mails are fetched and parsed meanwhile. Resolves when the work is committed. */
export interface StoringThread extends AsyncDisposable {
  store(work: StoringWork): Promise<readonly EntryChange[]>;
}

interface Waiting {
  readonly work: StoringWork;
  readonly asked: PromiseWithResolvers<readonly EntryChange[]>;
}

export function createStoringThread(start: () => StoringPort): StoringThread {
  const waiting = new Map<number, Waiting>();
  /** Runs of which something was not stored: also by a thread that is no longer there. */
  const broken = new Set<number>();
  let lastId = 0;
  let thread: StoringPort | null = null;
  let onLeft = (): void => undefined;

  function refuse({ work, asked }: Waiting, error: Error): void {
    if (work.type === 'apply') broken.add(work.run);
    asked.reject(error);
  }

  function running(): StoringPort {
    if (thread) return thread;
    const started = start();
    started.on('message', ({ id, changes, defect }) => {
      const answered = waiting.get(id);
      waiting.delete(id);
      if (defect === null) answered?.asked.resolve(changes);
      else if (answered) refuse(answered, new Error(defect));
    });
    const lost = (error: Error): void => {
      if (thread !== started) return;
      thread = null;
      onLeft();
      for (const each of waiting.values()) refuse(each, error);
      waiting.clear();
    };
    started.on('error', lost);
    started.on('exit', () => lost(new Error('the storing thread ended')));
    return (thread = started);
  }

  // Loaded by the time the first mails are there.
  running();
  return {
    store(work) {
      if (work.type === 'apply' && broken.has(work.run)) return Promise.reject(new Error('what came before it was not stored'));
      lastId += 1;
      const asked = Promise.withResolvers<readonly EntryChange[]>();
      waiting.set(lastId, { work, asked });
      running().postMessage({ type: 'work', id: lastId, work });
      return asked.promise;
    },
    async [Symbol.asyncDispose]() {
      const last = thread;
      if (!last) return;
      await new Promise<void>((resolve) => {
        onLeft = resolve;
        last.postMessage({ type: 'leave' });
      });
    },
  };
}
