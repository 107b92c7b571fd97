import { accountIdSchema, type ConversationId, type EntryId } from '../../contract/model/ids.ts';
import type { InboxFilter, InboxPage, InboxPatch, InboxRow } from '../../contract/model/inbox.ts';
import type { InboundEvent, InboundMessage } from '../../main/channel.ts';
import { createInboxFeed, type InboxFeed } from '../../main/inbox/inbox-feed.ts';
import { createInboxService, type InboxService } from '../../main/inbox/inbox-service.ts';
import { createOutboxService, type OutboxService } from '../../main/outbox/outbox-service.ts';
import { createFeed } from '../../main/timeline/feed.ts';
import { createIngest } from '../../main/timeline/ingest.ts';
import { createMessagesService, type MessagesService } from '../../main/timeline/messages-service.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import { createRecordingLogger, stillNetwork } from './memory-ports.ts';
import { noWrittenDrafts } from './no-written-drafts.ts';
import { createTestStore, type TestStore } from './test-store.ts';

export const testAccountId = accountIdSchema.parse(1);
const ours = { name: 'Lea Winter', address: 'support@example.org' };
export const maren = { name: 'Maren Schulte', address: 'maren@example.org' };

export interface TestMail extends Partial<InboundMessage> {
  /** Message-ID of the mail it answers. */
  readonly answers?: string;
}

export interface TestInbox extends AsyncDisposable {
  readonly store: TestStore;
  readonly clock: ManualClock;
  readonly inbox: InboxService;
  readonly inboxFeed: InboxFeed;
  readonly messages: MessagesService;
  readonly outbox: OutboxService;
  readonly patches: readonly InboxPatch[];
  /** A mail comes in a batch of its own. Answers its Message-ID. */
  mail(id: string, fields?: TestMail): string;
  /** A mail of ours, written with another program: found in the Sent folder. */
  sent(id: string, fields?: TestMail): string;
  events(...events: readonly InboundEvent[]): void;
  page(filter?: Partial<InboxFilter>, before?: Parameters<InboxService['open']>[1], limit?: number): InboxPage;
  /** The only conversation there is. */
  only(): InboxRow;
  reply(to: InboxRow, text?: string): Promise<EntryId>;
  /** As the next start would: another service on the same files. */
  restart(): InboxService;
}

export const buildFilter = (fields: Partial<InboxFilter> = {}): InboxFilter => ({
  view: 'all',
  isMine: false,
  tag: null,
  text: '',
  order: 'newest',
  ...fields,
});

/** Ingest, outbox and inbox over a real database, on a clock that stands still. The mailbox has been read once. */
export function createTestInbox({ name = 'Lea Winter' }: { name?: string } = {}): TestInbox {
  const store = createTestStore();
  const clock = createManualClock();
  store.write((writer) =>
    writer.run(
      "INSERT INTO accounts (id, kind, label, aor, server_url, ice_servers, dtmf_mode, is_enabled, is_default) VALUES (1, 'email-imap', 'Support', '', '', '', '', 1, 0)",
    ),
  );
  const me = (): string => name;
  const inboxFeed = createInboxFeed({ store, clock, me });
  const feed = createFeed({ store, clock, isWatched: () => false, onEntry: inboxFeed.entryChanged });
  const ingest = createIngest({ store, clock, country: () => 'DE', threadSecret: 'secret' });
  const messages = createMessagesService({ store, feed, clock, clean: (html) => Promise.resolve(html), onMarked: () => undefined });
  const outbox = createOutboxService({
    store,
    senders: { find: () => null, changed: { on: () => () => undefined } },
    account: () => ({ address: ours.address, displayName: ours.name, isPractice: false }),
    clock,
    logger: createRecordingLogger(),
    network: stillNetwork,
    random: () => 0,
    agentName: () => name,
    undoMs: () => 10_000,
    threadSecret: 'secret',
    onEntryChanged: feed.entryChanged,
    drafts: noWrittenDrafts,
  });
  const start = (): InboxService =>
    createInboxService({
      store,
      clock,
      me,
      onChanged: inboxFeed.conversationChanged,
      markRead: messages.markRead,
      onReturned: () => () => undefined,
    });
  let inbox = start();
  const patches: InboxPatch[] = [];
  inboxFeed.patched.on((patch) => void patches.push(patch));
  let round = 0;

  function events(...all: readonly InboundEvent[]): void {
    for (const change of ingest.apply(testAccountId, { events: all, cursor: (round += 1), isRoundDone: true })) feed.entryChanged(change);
  }
  events();

  function bring(id: string, { answers, ...fields }: TestMail): string {
    clock.advance(1_000);
    const message: InboundMessage = {
      externalId: id,
      channel: 'email',
      direction: 'in',
      at: clock.now(),
      subject: 'Router',
      text: 'Hello',
      html: null,
      from: maren,
      to: [ours],
      cc: [],
      bcc: [],
      replyTo: [],
      messageId: id,
      inReplyTo: answers ?? null,
      references: [],
      mark: null,
      attachments: [],
      sizeBytes: 100,
      isUnread: false,
      report: null,
      ...fields,
    };
    events({ type: 'message', place: `INBOX/${id}`, message });
    return id;
  }
  const page: TestInbox['page'] = (filter, before = null, limit = 100) => inbox.open(buildFilter(filter), before, limit);

  return {
    store,
    clock,
    get inbox() {
      return inbox;
    },
    inboxFeed,
    messages,
    outbox,
    patches,
    mail: (id, fields = {}) => bring(id, fields),
    sent: (id, fields = {}) => bring(id, { direction: 'out', from: ours, to: [maren], ...fields }),
    events,
    page,
    only() {
      const { rows } = page();
      if (rows.length !== 1) throw new Error(`there are ${rows.length}`);
      return rows[0]!;
    },
    reply(to, text = 'We look into it.') {
      const { contactId, subject } = to;
      const draft = { accountId: testAccountId, contactId, answersId: to.lastId, to: [maren], cc: [], bcc: [], html: null, sendAt: null };
      return outbox.send({ ...draft, subject: `Re: ${subject}`, text });
    },
    restart() {
      inbox[Symbol.dispose]();
      return (inbox = start());
    },
    async [Symbol.asyncDispose]() {
      inbox[Symbol.dispose]();
      inboxFeed[Symbol.dispose]();
      feed[Symbol.dispose]();
      await outbox[Symbol.asyncDispose]();
      store[Symbol.dispose]();
    },
  };
}

export const idsOf = ({ rows }: InboxPage): ConversationId[] => rows.map(({ conversationId }) => conversationId);
