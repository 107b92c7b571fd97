import { accountIdSchema } from '../../contract/model/ids.ts';
import { createPracticeMail } from '../../main/connectors/practice-mail/practice-mail.ts';
import { createSystemClock } from '../../main/lib/system-clock.ts';
import { createPracticePost } from '../../main/practice/practice-post.ts';
import { insertChannelAccount } from '../../main/store/channel-account-rows.ts';
import { insertPracticeMail } from '../../main/store/practice-mail-rows.ts';
import { createTestStore } from '../fakes/test-store.ts';
import { outgoingItem } from './outgoing-item.ts';
import type { Fate, ProviderWorld } from './provider-world.ts';

const recipients: Partial<Record<Fate, readonly string[]>> = {
  accepted: ['anybody@practice.invalid'],
  'refused-recipient': ['refused@practice.invalid'],
  partly: ['refused@practice.invalid', 'anybody@practice.invalid'],
  afterData: ['unknown@practice.invalid'],
};

/** The practice mailbox over a real database. Its provider is the program itself: nobody logs in, no connection breaks, and nobody else is there. */
export async function createPracticeMailWorld(): Promise<ProviderWorld> {
  const store = createTestStore();
  const account = {
    kind: 'practice-mail',
    label: '',
    address: 'service@practice.invalid',
    displayName: null,
    signature: '',
    isEnabled: true,
  } as const;
  const accountId = accountIdSchema.parse(store.write((writer) => insertChannelAccount(writer, account)));
  const clock = createSystemClock();
  const post = createPracticePost({ store, clock, random: () => 0, language: () => 'en' });
  const mailbox = post.open(accountId);
  const ids = new Map<string, number>();
  return {
    open: () => createPracticeMail(post.open(accountId)),
    async put(count) {
      const subjects = Array.from({ length: count }, (_, n) => `message ${ids.size + n + 1}`);
      for (const subject of subjects)
        store.write((writer) => {
          const message = {
            ...received,
            externalId: subject,
            messageId: `${subject}@practice.invalid`,
            subject,
            at: clock.now() + ids.size * 1_000 - 1_000_000,
          };
          const dueAt = clock.now();
          ids.set(subject, insertPracticeMail(writer, accountId, { externalId: subject, dueAt, isUnread: true, message, files: [] }));
        });
      return subjects;
    },
    markRead: async (subject) => mailbox.mark(ids.get(subject) ?? 0, false),
    item(subject, fate) {
      return outgoingItem(subject, recipients[fate] ?? ['anybody@practice.invalid'], account.address);
    },
    async delivered() {
      mailbox.look();
      const kept = mailbox.before(Number.MAX_SAFE_INTEGER, 1_000);
      return kept.flatMap(({ message }) => (message.direction === 'out' ? [message.subject ?? ''] : []));
    },
    oversize: 12_000_000,
    [Symbol.asyncDispose]: async () => store[Symbol.dispose](),
  };
}

const received = {
  channel: 'email',
  direction: 'in',
  text: 'x',
  html: null,
  from: { name: 'Maren Schulte', address: 'maren.schulte@practice.invalid' },
  to: [],
  cc: [],
  bcc: [],
  replyTo: [],
  inReplyTo: null,
  references: [],
  mark: null,
  attachments: [],
  sizeBytes: 1,
  report: null,
} as const;
