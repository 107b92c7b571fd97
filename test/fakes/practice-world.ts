import { setImmediate } from 'node:timers/promises';
import type { AccountId, EntryId } from '../../contract/model/ids.ts';
import type { MessageDraft } from '../../contract/model/outbox.ts';
import type { MessageEntry } from '../../contract/model/timeline.ts';
import type { Connector } from '../../main/connectors/connector.ts';
import { createPracticeMail } from '../../main/connectors/practice-mail/practice-mail.ts';
import { createOutboxService, type OutboxService } from '../../main/outbox/outbox-service.ts';
import { createPracticePost } from '../../main/practice/practice-post.ts';
import { createPracticeWorkspace, type PracticeWorkspace } from '../../main/practice/practice-workspace.ts';
import { listChannelAccounts } from '../../main/store/channel-account-rows.ts';
import type { Store } from '../../main/store/database.ts';
import { readEntry } from '../../main/store/entry-rows.ts';
import { readSyncState } from '../../main/store/sync-rows.ts';
import { createIngest } from '../../main/timeline/ingest.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createRecordingLogger, stillNetwork, type RecordingLogger } from './memory-ports.ts';
import { noWrittenDrafts } from './no-written-drafts.ts';
import { createTestStore } from './test-store.ts';

export interface PracticeWorld extends AsyncDisposable {
  readonly store: Store;
  readonly clock: ManualClock;
  readonly logger: RecordingLogger;
  readonly practice: PracticeWorkspace;
  readonly outbox: OutboxService;
  readonly accountId: AccountId;
  readonly connector: Connector;
  /** Every message, oldest first. */
  messages(): MessageEntry[];
  /** The message that has this subject; the newest where several do. */
  find(subject: string): MessageEntry;
  write(to: readonly string[], fields?: Partial<MessageDraft>): Promise<EntryId>;
  /** Time goes by, what is due goes out, and the mailbox is read once. */
  pass(ms: number): Promise<void>;
  /** As the next start would: everything but the files is made anew. */
  restart(): Promise<void>;
}

/** The practice workspace, its mailbox, the outbox and ingest over a real database, on a clock that stands still. */
export async function createPracticeWorld({ language = 'en' }: { language?: 'en' | 'de' } = {}): Promise<PracticeWorld> {
  const store = createTestStore();
  const clock = createManualClock();
  const logger = createRecordingLogger();
  const practice = createPracticeWorkspace({
    store,
    clock,
    line: { ring: () => undefined },
    language: () => language,
    endCalls: () => Promise.resolve(),
    onChanged: () => undefined,
  });
  practice.start();
  const [account] = listChannelAccounts(store.reader);
  if (account?.kind !== 'practice-mail') throw new Error('no practice mailbox');
  const accountId = account.id;
  const start = () => {
    const post = createPracticePost({ store, clock, random: () => 0, language: () => language });
    const connector = createPracticeMail(post.open(accountId));
    const outbox = createOutboxService({
      store,
      senders: { find: () => connector, changed: { on: () => () => undefined } },
      account: () => ({ ...account, isPractice: true }),
      clock,
      logger,
      network: stillNetwork,
      random: () => 0,
      agentName: () => 'Lea Winter',
      undoMs: () => 0,
      threadSecret: 'secret',
      onEntryChanged: () => undefined,
      drafts: noWrittenDrafts,
    });
    return { connector, outbox, ingest: createIngest({ store, clock, country: () => 'DE', threadSecret: 'secret' }) };
  };
  let parts = start();

  async function pass(ms: number): Promise<void> {
    clock.advance(ms);
    for (let turn = 0; turn < 12; turn += 1) await setImmediate();
    const { cursor } = readSyncState(store.reader, accountId);
    for await (const batch of parts.connector.pull(cursor as never, { messages: 1_000 }, new AbortController().signal))
      parts.ingest.apply(accountId, batch);
  }
  const messages = (): MessageEntry[] =>
    store.reader
      .all<{ id: EntryId }>('SELECT id FROM messages ORDER BY id')
      .map(({ id }) => readEntry(store.reader, id))
      .filter((entry) => entry?.kind === 'message');
  const find = (subject: string): MessageEntry => {
    const found = messages().findLast((message) => message.subject === subject);
    if (!found) throw new Error(`no ${subject}`);
    return found;
  };
  await pass(0);
  return {
    store,
    clock,
    logger,
    practice,
    accountId,
    messages,
    find,
    pass,
    get outbox() {
      return parts.outbox;
    },
    get connector() {
      return parts.connector as Connector;
    },
    async write(to, fields = {}) {
      const all = to.map((address) => ({ name: null, address }));
      const draft = {
        accountId,
        contactId: null,
        answersId: null,
        to: all,
        cc: [],
        bcc: [],
        subject: 'Router',
        text: 'It is on its way.',
        html: null,
      };
      const entryId = await parts.outbox.send({ ...draft, sendAt: null, ...fields });
      await pass(1_000);
      return entryId;
    },
    async restart() {
      await parts.outbox[Symbol.asyncDispose]();
      parts = start();
    },
    async [Symbol.asyncDispose]() {
      await parts.outbox[Symbol.asyncDispose]();
      store[Symbol.dispose]();
    },
  };
}
