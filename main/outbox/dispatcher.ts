import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { OutboxItem, SendResult } from '../channel.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, type EntryChange } from '../store/entry-rows.ts';
import { finishOutbox, leaveUnknown, listDue, listOutbox, nextDueAt, readOutbox, setOutbox, type OutboxRow } from '../store/outbox-rows.ts';
import type { Sender, Senders } from './senders.ts';
import { createConclusion } from './conclusion.ts';
import { createSettler } from './settler.ts';

export interface DispatcherDeps {
  readonly store: Store;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly onChanged: (change: EntryChange) => void;
}

/** Sends what is due: in order within a conversation, several conversations at once. */
export interface Dispatcher extends AsyncDisposable {
  /** Something may be due. */
  wake(): void;
  /** The network is back, or the agent asks for it (`isAsked`): what waited does not wait any longer; a refused password only where it is asked for. */
  forgetPatience(isAsked: boolean): void;
}

/** As many mail servers allow from one client. */
const atOnce = 4;
const sendLimitMs = 120_000;
const notKnown: Failure = { reason: 'delivery-unknown' };

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { store, senders, clock, logger } = deps;
  const running = new Map<ConversationId, Promise<void>>();
  const held = new Map<AccountId, number>();
  const end = new AbortController();
  let timer: Disposable | null = null;

  function change(row: { entryId: EntryId; contactId: ContactId }, work: (writer: Writer) => void): void {
    const changed = store.writeDurably((writer) => {
      // Taken back or removed meanwhile: there is nothing to be said of it.
      if (!readOutbox(writer, row.entryId)) return null;
      work(writer);
      return insertChange(writer, row.contactId, row.entryId, clock.now());
    });
    if (changed) deps.onChanged(changed);
  }

  const conclude = createConclusion({
    ...deps,
    change,
    hold: (id, until) => void held.set(id, until),
    onUnknown: ({ entryId }) => settler.begin(entryId),
  });
  const settler = createSettler({
    ...deps,
    signal: end.signal,
    onFound: (row) => {
      change(row, (writer) => finishOutbox(writer, row.entryId, null));
      wake();
    },
    onReturned: (row, failure) => {
      change(row, (writer) => setOutbox(writer, row.entryId, { state: 'refused', failure }));
      wake();
    },
  });

  function wake(): void {
    if (end.signal.aborted) return;
    for (const row of listDue(store.reader, clock.now())) {
      if (running.size >= atOnce) break;
      if (running.has(row.conversationId) || (held.get(row.accountId) ?? 0) > clock.now() || !senders.find(row.accountId)) continue;
      const sent = send(row)
        .catch((error: unknown) => logger.error('outbox-defect', error, { entryId: row.entryId }))
        .finally(() => {
          running.delete(row.conversationId);
          wake();
        });
      running.set(row.conversationId, sent);
    }
    schedule();
  }

  function schedule(): void {
    timer?.[Symbol.dispose]();
    const times = [nextDueAt(store.reader, clock.now()), ...[...held.values()].filter((at) => at > clock.now() && Number.isFinite(at))].filter(
      (at) => at !== null,
    );
    timer = times.length === 0 ? null : clock.after(Math.max(50, Math.min(...times) - clock.now()), wake);
  }

  async function send(row: OutboxRow): Promise<void> {
    const sender = senders.find(row.accountId);
    if (!sender) return;
    const attempts = row.attempts + 1;
    // On disk before the first byte leaves: after a crash nobody believes it had not been tried.
    change(row, (writer) => setOutbox(writer, row.entryId, { state: 'sending', failure: null, attempts }));
    const limit = new AbortController();
    const timeout = clock.after(sendLimitMs, () => limit.abort());
    try {
      conclude({ ...row, attempts }, await attempt(sender, row, AbortSignal.any([end.signal, limit.signal])));
    } catch (error) {
      // A defect of the connector: how far it got nobody knows.
      logger.error('send-defect', error, { entryId: row.entryId });
      conclude({ ...row, attempts }, { outcome: 'unknown', failure: notKnown });
    } finally {
      timeout[Symbol.dispose]();
    }
  }

  const off = senders.changed.on(() => {
    held.clear();
    wake();
  });
  // Whatever the last run was in the middle of: nobody knows.
  for (const row of listOutbox(store.reader)) {
    if (row.state === 'sending') change(row, (writer) => leaveUnknown(writer, row.entryId, { failure: notKnown, since: clock.now() }));
    if (row.state === 'sending' || row.state === 'unknown') settler.begin(row.entryId);
  }
  timer = clock.after(0, wake);

  return {
    wake,
    forgetPatience(isAsked) {
      for (const [id, until] of held) if (isAsked || Number.isFinite(until)) held.delete(id);
      for (const row of listOutbox(store.reader)) {
        const isPostponed = row.state === 'queued' && row.attempts > 0 && row.dueAt > clock.now();
        if (isPostponed) change(row, (writer) => setOutbox(writer, row.entryId, { state: 'queued', failure: row.failure, dueAt: clock.now() }));
      }
      wake();
    },
    async [Symbol.asyncDispose]() {
      off();
      timer?.[Symbol.dispose]();
      settler[Symbol.dispose]();
      end.abort();
      await Promise.allSettled(running.values());
    },
  };
}

/** What a person wants sent a second time is looked for once more: it may have turned up since. */
async function attempt(sender: Sender, row: OutboxRow, signal: AbortSignal): Promise<SendResult> {
  const item = row.item as OutboxItem;
  if (row.failure?.reason !== 'delivery-unknown' || !sender.settle) return sender.send(item, signal);
  const found = await sender.settle(item, signal);
  if (found.outcome === 'unknown') return sender.send(item, signal);
  // Not asked is not answered: it stays marked, and is looked for before the next try as well.
  return found.outcome === 'later' || found.outcome === 'auth' ? { ...found, failure: { ...notKnown, technical: found.failure.reason } } : found;
}
