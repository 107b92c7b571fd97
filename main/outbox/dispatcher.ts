import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, ContactId, ConversationId, EntryId } from '../../contract/model/ids.ts';
import type { OutboxItem, SendResult } from '../channel.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store, Writer } from '../store/database.ts';
import { insertChange, type EntryChange } from '../store/entry-rows.ts';
import { finishOutbox, listDue, listOutbox, nextDueAt, readOutbox, setOutbox, type OutboxRow } from '../store/outbox-rows.ts';
import type { Senders } from './senders.ts';
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
  /** The network or an account is back: what waited for it does not wait any longer. */
  forgetPatience(): void;
}

/** As many mail servers allow from one client. */
const atOnce = 4;
const firstWaitMs = 15_000;
const longestWaitMs = 15 * 60_000;
/** RFC 5321 §4.5.4.1: give up after some days; an agent wants to know sooner. */
const giveUpMs = 24 * 3_600_000;
const sendLimitMs = 120_000;

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

  const conclude = createConclusion({ ...deps, change, hold: (id, until) => void held.set(id, until), onUnknown: (row) => settler.begin(row) });
  const settler = createSettler({
    ...deps,
    signal: end.signal,
    onFound: (row) => {
      change(row, (writer) => finishOutbox(writer, row.entryId, null));
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
    const times = [nextDueAt(store.reader, clock.now()), ...[...held.values()].filter((at) => at > clock.now())].filter((at) => at !== null);
    timer = times.length === 0 ? null : clock.after(Math.max(50, Math.min(...times) - clock.now()), wake);
  }

  async function send(row: OutboxRow): Promise<void> {
    const sender = senders.find(row.accountId);
    if (!sender) return;
    const attempts = row.attempts + 1;
    // On disk before the first byte leaves: after a crash nobody believes it had not been tried.
    change(row, (writer) => setOutbox(writer, row.entryId, { state: 'sending', failure: null, attempts }));
    const limit = new AbortController();
    const stop = (): void => limit.abort();
    end.signal.addEventListener('abort', stop, { once: true });
    const timeout = clock.after(sendLimitMs, stop);
    try {
      conclude({ ...row, attempts }, await sender.send(row.item as OutboxItem, limit.signal));
    } catch (error) {
      // A defect of the connector: how far it got nobody knows.
      logger.error('send-defect', error, { entryId: row.entryId });
      conclude({ ...row, attempts }, { outcome: 'unknown', failure: { reason: 'delivery-unknown' } });
    } finally {
      timeout[Symbol.dispose]();
      end.signal.removeEventListener('abort', stop);
    }
  }

  const off = senders.changed.on(() => {
    held.clear();
    wake();
  });
  // Whatever the last run was in the middle of: nobody knows.
  for (const row of listOutbox(store.reader)) {
    if (row.state === 'sending')
      change(row, (writer) => setOutbox(writer, row.entryId, { state: 'unknown', failure: { reason: 'delivery-unknown' } }));
    if (row.state === 'sending' || row.state === 'unknown') settler.begin(row);
  }
  timer = clock.after(0, wake);

  return {
    wake,
    forgetPatience() {
      held.clear();
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

interface ConclusionDeps extends Pick<DispatcherDeps, 'clock' | 'random'> {
  readonly change: (row: OutboxRow, work: (writer: Writer) => void) => void;
  /** Nothing of this account goes out before then. */
  readonly hold: (accountId: AccountId, until: number) => void;
  readonly onUnknown: (row: OutboxRow) => void;
}

/** What follows from a provider's answer. */
function createConclusion({ clock, random, change, hold, onUnknown }: ConclusionDeps): (row: OutboxRow, result: SendResult) => void {
  function conclude(row: OutboxRow, result: SendResult): void {
    switch (result.outcome) {
      case 'accepted':
        return change(row, (writer) => finishOutbox(writer, row.entryId, result.failure));
      case 'refused':
        return change(row, (writer) => setOutbox(writer, row.entryId, { state: 'refused', failure: result.failure }));
      case 'unknown':
        change(row, (writer) => setOutbox(writer, row.entryId, { state: 'unknown', failure: { ...result.failure, reason: 'delivery-unknown' } }));
        return onUnknown(row);
      case 'auth':
        hold(row.accountId, clock.now() + longestWaitMs);
        return postpone(row, result.failure, 0);
      case 'later': {
        const waitMs = Math.max(result.afterMs ?? 0, patience(row.attempts, random));
        if (result.scope === 'item') return postpone(row, result.failure, waitMs);
        hold(row.accountId, clock.now() + waitMs);
        return postpone(row, result.failure, 0);
      }
    }
  }

  function postpone(row: OutboxRow, failure: Failure, waitMs: number): void {
    const isTooLate = clock.now() - (row.firstDueAt ?? row.createdAt) > giveUpMs;
    const dueAt = clock.now() + waitMs;
    change(row, (writer) => setOutbox(writer, row.entryId, isTooLate ? { state: 'refused', failure } : { state: 'queued', failure, dueAt }));
  }

  return conclude;
}

function patience(attempts: number, random: () => number): number {
  return Math.round(Math.min(longestWaitMs, firstWaitMs * 2 ** Math.min(attempts - 1, 20)) * (0.5 + 0.5 * random()));
}
