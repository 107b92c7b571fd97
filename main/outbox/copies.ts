import type { AccountId, EntryId } from '../../contract/model/ids.ts';
import type { OutboxItem } from '../channel.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { forgetAccepted, listAccepted, readOutbox } from '../store/outbox-rows.ts';
import type { Senders } from './senders.ts';

export interface CopiesDeps {
  readonly store: Store;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  /** Nothing more is to be done for a message. */
  readonly onFiled: () => void;
}

const firstWaitMs = 30_000;
const longestWaitMs = 15 * 60_000;
const giveUpMs = 24 * 3_600_000;

/** Files a copy of what was accepted where the provider keeps what was sent: apart from the sending, so that a crash meanwhile leaves nobody in doubt. */
export interface Copies extends Disposable {
  begin(entryId: EntryId): void;
}

export function createCopies({ store, senders, clock, logger, signal, onFiled }: CopiesDeps): Copies {
  const waiting = new Map<EntryId, Disposable>();
  /** One after another: they share a connection. */
  const busy = new Map<AccountId, Promise<void>>();

  function begin(entryId: EntryId, waitMs = 0): void {
    const row = readOutbox(store.reader, entryId);
    if (row?.state !== 'accepted' || signal.aborted) return;
    const { accountId, item, dueAt } = row;
    const done = (busy.get(accountId) ?? Promise.resolve())
      .then(async () => {
        // Found meanwhile: the provider files what it sends itself.
        if (signal.aborted || readOutbox(store.reader, entryId)?.state !== 'accepted') return;
        await senders.find(accountId)?.keepCopy?.(item as OutboxItem, signal);
        if (!signal.aborted) finish(entryId);
      })
      .catch((error: unknown) => {
        if (signal.aborted) return;
        logger.warn('sent-copy-missing', { error: String(error) });
        // It went out, which is what counts: after a day it is left without a copy.
        if (clock.now() - dueAt > giveUpMs) return finish(entryId);
        const nextMs = Math.min(longestWaitMs, Math.max(firstWaitMs, waitMs * 2));
        waiting.set(
          entryId,
          clock.after(nextMs, () => {
            waiting.delete(entryId);
            begin(entryId, nextMs);
          }),
        );
      });
    busy.set(accountId, done);
  }

  function finish(entryId: EntryId): void {
    store.write((writer) => forgetAccepted(writer, entryId));
    onFiled();
  }

  for (const entryId of listAccepted(store.reader)) begin(entryId);
  return {
    begin: (entryId) => begin(entryId),
    [Symbol.dispose]() {
      for (const timer of waiting.values()) timer[Symbol.dispose]();
    },
  };
}
