import { accountIdSchema, type EntryId } from '../../contract/model/ids.ts';
import type { InboundEvent } from '../../main/channel.ts';
import type { Batch, Connector } from '../../main/connectors/connector.ts';
import { readSyncState } from '../../main/store/sync-rows.ts';
import { createIngest } from '../../main/timeline/ingest.ts';
import { createManualClock } from '../fakes/manual-clock.ts';
import { createTestStore } from '../fakes/test-store.ts';

/** Takes what a connector brings as the core does: into a real database, with its cursor. */
export interface Sink extends Disposable {
  readonly cursor: unknown;
  /** Every event that was committed, in order. */
  readonly events: readonly InboundEvent[];
  take(batch: Batch<unknown>): void;
  /** What is on the timelines, oldest first. */
  messages(): { readonly id: EntryId; readonly subject: string; readonly isUnread: boolean }[];
  subjects(): string[];
}

export function createSink(): Sink {
  const store = createTestStore();
  const accountId = accountIdSchema.parse(1);
  store.write((writer) =>
    writer.run(
      "INSERT INTO accounts (id, kind, label, aor, server_url, ice_servers, dtmf_mode, is_enabled, is_default) VALUES (1, 'email-imap', '', '', '', '', '', 1, 0)",
    ),
  );
  const ingest = createIngest({ store, clock: createManualClock(Date.now()), country: () => 'DE', threadSecret: 'secret' });
  const events: InboundEvent[] = [];
  const messages = () =>
    store.reader
      .all<{ id: EntryId; subject: string; is_unread: number }>('SELECT id, subject, is_unread FROM messages ORDER BY id')
      .map(({ id, subject, is_unread }) => ({ id, subject, isUnread: is_unread === 1 }));
  return {
    get cursor() {
      return readSyncState(store.reader, accountId).cursor;
    },
    events,
    take(batch) {
      ingest.apply(accountId, batch);
      events.push(...batch.events);
    },
    messages,
    subjects: () => messages().map(({ subject }) => subject),
    [Symbol.dispose]: () => store[Symbol.dispose](),
  };
}

/** One round as the scheduler makes it: what is new, then what is older. */
export async function read(connector: Connector, sink: Sink, { messages = 1_000, mostBatches = Number.POSITIVE_INFINITY } = {}): Promise<number> {
  const { signal } = new AbortController();
  let batches = 0;
  let isBehind = false;
  async function all(source: AsyncIterable<Batch<unknown>>): Promise<void> {
    for await (const batch of source) {
      sink.take(batch);
      batches += 1;
      isBehind = batch.progress !== null;
      if (batches >= mostBatches) return;
    }
  }
  await all(connector.pull(sink.cursor, { messages }, signal));
  while (connector.backfill && isBehind && batches < mostBatches) {
    isBehind = false;
    await all(connector.backfill(sink.cursor, { messages }, signal));
  }
  return batches;
}
