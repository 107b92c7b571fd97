import type { EntryId } from '../../contract/model/ids.ts';
import type { Failure } from '../../contract/model/failure.ts';
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
  /** It went out and came back. */
  readonly onReturned: (row: OutboxRow, failure: Failure) => void;
}

/** Counted from the moment nobody knew. Copies and reports may come late; after that it is a person's to decide. */
const looksAfterMs = [5_000, 60_000, 10 * 60_000, 60 * 60_000];
/** A provider that cannot be asked has not answered no. */
const askAgainMs = 60_000;

/** Looks whether a message of which nobody knows went out: some times, and only looks. */
export interface Settler extends Disposable {
  /** Goes on where the looking stood, also after a restart; the first look comes soon in any case. */
  begin(entryId: EntryId): void;
}

export function createSettler({ store, senders, clock, logger, signal, onFound, onReturned }: SettlerDeps): Settler {
  const waiting = new Map<EntryId, Disposable>();

  function later(entryId: EntryId, waitMs: number): void {
    if (signal.aborted) return;
    waiting.get(entryId)?.[Symbol.dispose]();
    waiting.set(
      entryId,
      clock.after(waitMs, () => {
        waiting.delete(entryId);
        look(entryId).catch((error: unknown) => {
          logger.error('outbox-settle-defect', error, { entryId });
          later(entryId, askAgainMs);
        });
      }),
    );
  }

  const stillUnknown = (entryId: EntryId): OutboxRow | null => {
    const row = readOutbox(store.reader, entryId);
    return row?.state === 'unknown' ? row : null;
  };

  async function look(entryId: EntryId): Promise<void> {
    const row = stillUnknown(entryId);
    if (!row) return;
    const sender = senders.find(row.accountId);
    if (sender && !sender.settle) return;
    const result = await sender?.settle?.(row.item as OutboxItem, signal);
    // Somebody decided, or the copy came, while it was being looked for.
    const now = stillUnknown(entryId);
    if (!now || signal.aborted) return;
    if (result?.outcome === 'accepted') return onFound(now);
    if (result?.outcome === 'refused') return onReturned(now, result.failure);
    if (result?.outcome !== 'unknown') return later(entryId, askAgainMs);
    const passedMs = clock.now() - now.dueAt;
    const next = looksAfterMs.find((afterMs) => afterMs > passedMs);
    if (next !== undefined) later(entryId, next - passedMs);
  }

  return {
    begin: (entryId) => later(entryId, looksAfterMs[0] ?? 0),
    [Symbol.dispose]() {
      for (const timer of waiting.values()) timer[Symbol.dispose]();
    },
  };
}
