import type { EntryId } from '../../contract/model/ids.ts';
import type { OutboxItem } from '../channel.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { readOutbox, type OutboxRow } from '../store/outbox-rows.ts';
import type { Senders } from './senders.ts';

export interface SettlerDeps {
  readonly store: Store;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** It went out after all. */
  readonly onFound: (row: OutboxRow) => void;
}

/** Copies may come late; after that it is a person's to decide. */
const afterMs = [5_000, 60_000, 10 * 60_000];

/** Looks whether a message of which nobody knows went out: some times, and only looks. */
export function createSettler({ store, senders, clock, logger, signal, onFound }: SettlerDeps): Disposable & { begin(row: OutboxRow): void } {
  const waiting = new Map<EntryId, Disposable>();

  function later(row: OutboxRow, attempt: number): void {
    const waitMs = afterMs[attempt];
    if (waitMs === undefined || signal.aborted) return;
    waiting.get(row.entryId)?.[Symbol.dispose]();
    waiting.set(
      row.entryId,
      clock.after(waitMs, () => {
        waiting.delete(row.entryId);
        look(row).then(
          (isSettled) => isSettled || later(row, attempt + 1),
          (error: unknown) => logger.error('outbox-settle-defect', error, { entryId: row.entryId }),
        );
      }),
    );
  }

  async function look(row: OutboxRow): Promise<boolean> {
    if (readOutbox(store.reader, row.entryId)?.state !== 'unknown') return true;
    const result = await senders.find(row.accountId)?.settle?.(row.item as OutboxItem, signal);
    if (result?.outcome !== 'accepted' || readOutbox(store.reader, row.entryId)?.state !== 'unknown') return false;
    onFound(row);
    return true;
  }

  return {
    begin: (row) => later(row, 0),
    [Symbol.dispose]() {
      for (const timer of waiting.values()) timer[Symbol.dispose]();
    },
  };
}
