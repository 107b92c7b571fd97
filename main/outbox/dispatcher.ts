import type { AccountId, ConversationId } from '../../contract/model/ids.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { insertChange, type EntryChange } from '../store/entry-rows.ts';
import { finishOutbox, leaveUnknown, listDue, listOutbox, nextDueAt, readOutbox, setOutbox, type OutboxRow } from '../store/outbox-rows.ts';
import type { Senders } from './senders.ts';
import { createConclusion } from './conclusion.ts';
import { createCopies } from './copies.ts';
import { createSending, notKnown, type Change } from './sending.ts';
import { createSettler } from './settler.ts';

export interface DispatcherDeps {
  readonly store: Store;
  readonly senders: Senders;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly random: () => number;
  readonly onChanged: (change: EntryChange) => void;
  /** Nothing more is to be done for a message that went out. */
  readonly onFiled: () => void;
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

export function createDispatcher(deps: DispatcherDeps): Dispatcher {
  const { store, senders, clock, logger } = deps;
  const running = new Map<ConversationId, Promise<void>>();
  const held = new Map<AccountId, number>();
  const end = new AbortController();
  let timer: Disposable | null = null;

  const change: Change = (row, work) => {
    const changed = store.writeDurably((writer) => {
      // Taken back or removed meanwhile: there is nothing to be said of it.
      if (!readOutbox(writer, row.entryId)) return null;
      work(writer);
      return insertChange(writer, row.contactId, row.entryId, clock.now());
    });
    if (changed) deps.onChanged(changed);
  };

  const copies = createCopies({ ...deps, signal: end.signal });
  const conclude = createConclusion({
    ...deps,
    change,
    hold: (id, until) => void held.set(id, until),
    onAccepted: ({ entryId }) => copies.begin(entryId),
    onUnknown: ({ entryId }) => settler.begin(entryId),
  });
  const send = createSending({ ...deps, change, conclude, signal: end.signal });
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

  const off = senders.changed.on(() => {
    held.clear();
    wake();
  });
  for (const row of recover({ store, clock, change })) settler.begin(row.entryId);
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
      copies[Symbol.dispose]();
      end.abort();
      await Promise.allSettled(running.values());
    },
  };
}

/** What the last run was in the middle of: nothing of it had left, or nobody knows. Answers what is to be looked for. */
function recover({ store, clock, change }: { store: Store; clock: Clock; change: Change }): OutboxRow[] {
  const now = clock.now();
  const rows = listOutbox(store.reader);
  for (const { state, failure, ...row } of rows) {
    if (state !== 'sending') continue;
    if (failure) change(row, (writer) => leaveUnknown(writer, row.entryId, { failure: notKnown, since: now }));
    else change(row, (writer) => setOutbox(writer, row.entryId, { state: 'queued', failure: null, dueAt: now }));
  }
  return rows.filter(({ state, failure }) => state === 'unknown' || (state === 'sending' && failure !== null));
}
