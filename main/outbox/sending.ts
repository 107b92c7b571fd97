import type { Failure } from '../../contract/model/failure.ts';
import type { ContactId, EntryId } from '../../contract/model/ids.ts';
import type { OutboxItem, SendResult } from '../channel.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store, Writer } from '../store/database.ts';
import { markHandedOver, setOutbox, type OutboxRow } from '../store/outbox-rows.ts';
import type { Sender, Senders } from './senders.ts';

/** Changes a row that is still there, and tells whoever looks at its message. */
export type Change = (row: { readonly entryId: EntryId; readonly contactId: ContactId }, work: (writer: Writer) => void) => void;

interface SendingDeps {
  readonly store: Store;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly signal: AbortSignal;
  readonly change: Change;
  readonly conclude: (row: OutboxRow, result: SendResult) => void;
}

const sendLimitMs = 120_000;
export const notKnown: Failure = { reason: 'delivery-unknown' };

/** Hands one message over, and concludes what the answer means. */
export function createSending({ store, senders, clock, logger, signal, change, conclude }: SendingDeps): (row: OutboxRow) => Promise<void> {
  return async (row: OutboxRow): Promise<void> => {
    const sender = senders.find(row.accountId);
    if (!sender) return;
    const attempts = row.attempts + 1;
    const isDoubtful = row.failure?.reason === 'delivery-unknown';
    change(row, (writer) => setOutbox(writer, row.entryId, { state: 'sending', failure: isDoubtful ? row.failure : null, attempts }));
    const limit = new AbortController();
    const timeout = clock.after(sendLimitMs, () => limit.abort());
    try {
      conclude({ ...row, attempts }, await attempt(sender, row, { signal: AbortSignal.any([signal, limit.signal]), onHandOver }));
    } catch (error) {
      // A defect of the connector: how far it got nobody knows.
      logger.error('send-defect', error, { entryId: row.entryId });
      conclude({ ...row, attempts }, { outcome: 'unknown', failure: notKnown });
    } finally {
      timeout[Symbol.dispose]();
    }

    // On disk before the first byte leaves: after a crash nobody believes it had not been tried.
    function onHandOver(): void {
      if (!store.writeDurably((writer) => markHandedOver(writer, row.entryId))) throw new Error('not to be sent any more');
    }
  };
}

/** What a person wants sent a second time is looked for once more: it may have turned up since. */
async function attempt(sender: Sender, row: OutboxRow, { signal, onHandOver }: { signal: AbortSignal; onHandOver: () => void }): Promise<SendResult> {
  const item = row.item as OutboxItem;
  if (row.failure?.reason !== 'delivery-unknown' || !sender.settle) return sender.send(item, signal, onHandOver);
  const found = await sender.settle(item, signal);
  if (found.outcome === 'unknown') return sender.send(item, signal, onHandOver);
  // Not asked is not answered: it stays marked, and is looked for before the next try as well.
  return found.outcome === 'later' || found.outcome === 'auth' ? { ...found, failure: { ...notKnown, technical: found.failure.reason } } : found;
}
