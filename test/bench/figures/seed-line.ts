import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { plainRoute } from '../../../contract/model/account.ts';
import { noForwardCodes, plainDialPlan } from '../../../contract/model/call-rules.ts';
import { noSystemCodes } from '../../../contract/model/colleague.ts';
import {
  entriesPerMs,
  entryIdSchema,
  firstEntryIdAt,
  type AccountId,
  type ContactId,
  type ConversationId,
  type EntryId,
} from '../../../contract/model/ids.ts';
import { insertAccount } from '../../../main/store/account-rows.ts';
import { endCall, insertCall, setAnswered } from '../../../main/store/call-rows.ts';
import { insertContact, insertIdentity, touchContact } from '../../../main/store/contact-rows.ts';
import { openStore, type Writer } from '../../../main/store/database.ts';
import { insertChange, insertNote } from '../../../main/store/entry-rows.ts';
import { insertConversation, insertMail, insertMessage } from '../../../main/store/mail-rows.ts';

export interface SeededContact {
  readonly name: string;
  readonly entryCount: number;
}

const dayMs = 86_400_000;
const words =
  'since the update last week our line drops every evening between eight and nine the lamp turns red then everything is back after ten minutes I have already changed the cable and started the router anew twice could you please send somebody or a new device because my wife works from home and cannot be without it thank you and kind regards'.split(
    ' ',
  );

/** A profile with these contacts, each with calls, mails and notes as long as real ones, over ten years; nothing in it connects anywhere. */
export function seedProfile(profile: string, contacts: readonly SeededContact[]): void {
  mkdirSync(profile, { recursive: true });
  using store = openStore(join(profile, 'threadline.db'));
  const accountId = store.write((writer) =>
    insertAccount(writer, {
      kind: 'sip',
      label: 'Support',
      aor: 'lea@registrar.test',
      displayName: null,
      authUser: null,
      serverUrl: 'wss://registrar.test/',
      iceServers: [],
      ...plainRoute,
      dtmfMode: 'auto',
      dialPlan: plainDialPlan,
      forwardCodes: noForwardCodes,
      callerIds: [],
      colleagues: [],
      systemCodes: noSystemCodes,
      isEnabled: false,
      isDefault: true,
    }),
  );
  for (const [index, contact] of contacts.entries()) seedContact(store.write, { ...contact, accountId, index });
}

interface Seeding extends SeededContact {
  readonly accountId: AccountId;
  readonly index: number;
}

function seedContact(write: (work: (writer: Writer) => void) => void, { name, entryCount, accountId, index }: Seeding): void {
  const now = Date.now();
  const spanMs = 10 * 365 * dayMs;
  const random = createRandom(index + 1);
  const perWrite = 5_000;
  let contactId = 0 as ContactId;
  let thread: { id: ConversationId; left: number; subject: string } | null = null;
  let last = 0;
  for (let done = 0; done < entryCount; done += perWrite) {
    write((writer) => {
      if (done === 0) {
        contactId = insertContact(writer, { name, company: 'ACME', isProvisional: false, isPractice: false, at: now - spanMs });
        insertIdentity(writer, contactId, {
          kind: 'phone',
          scope: '',
          value: `+49221555${1_000 + index}`,
          raw: `+49 221 555${1_000 + index}`,
          isVerified: true,
        });
        insertConversation(writer, { contactId, channel: 'voice', accountId, subject: null, at: now - spanMs });
      }
      for (let n = done; n < Math.min(entryCount, done + perWrite); n += 1) {
        const at = now - spanMs + Math.floor((spanMs * (n + 1)) / (entryCount + 1));
        last = Math.max(last + 1, firstEntryIdAt(at) + (n % entriesPerMs));
        const id = entryIdSchema.parse(last);
        const kind = random() < 0.5 ? 'mail' : random() < 0.6 ? 'call' : 'note';
        if (kind === 'mail' && (!thread || thread.left === 0)) {
          const subject = textOf(random, 4);
          thread = {
            id: insertConversation(writer, { contactId, channel: 'email', accountId, subject, at }),
            left: 1 + Math.floor(random() * 6),
            subject,
          };
        }
        put(writer, { id, at, contactId, accountId, random, thread: kind === 'mail' ? thread : null, isCall: kind === 'call' });
        if (kind === 'mail' && thread) thread.left -= 1;
        insertChange(writer, contactId, id, at);
        touchContact(writer, contactId, at);
      }
    });
  }
}

interface Placed {
  readonly id: EntryId;
  readonly at: number;
  readonly contactId: ContactId;
  readonly accountId: AccountId;
  readonly random: () => number;
  readonly thread: { readonly id: ConversationId; readonly subject: string; readonly left: number } | null;
  readonly isCall: boolean;
}

function put(writer: Writer, { id, at, contactId, accountId, random, thread, isCall }: Placed): void {
  const conversationId =
    thread?.id ?? writer.get<{ id: ConversationId }>("SELECT id FROM conversations WHERE contact_id = ? AND channel = 'voice'", contactId)?.id ?? 0;
  const interactionId = writer.run(
    'INSERT INTO interactions (conversation_id, agent_name, started_at) VALUES (?, ?, ?)',
    conversationId,
    'Lea Winter',
    at,
  ).lastId;
  const kind = thread ? 'message' : isCall ? 'call' : 'note';
  writer.run(
    'INSERT INTO entries (id, contact_id, conversation_id, interaction_id, kind, at, form) VALUES (?, ?, ?, ?, ?, ?, ?)',
    id,
    contactId,
    conversationId,
    interactionId,
    kind,
    at,
    thread ? 'email' : kind,
  );
  if (thread) putMail(writer, { id, at, accountId, random, thread });
  else if (isCall) {
    insertCall(writer, { id, accountId, direction: random() < 0.7 ? 'in' : 'out', address: '+492215551000' });
    const isAnswered = random() < 0.8;
    const endedAt = at + Math.floor(random() * 900_000);
    endCall(writer, id, { at: endedAt, result: isAnswered ? 'answered' : 'missed', failure: null, needsReturn: false });
    if (isAnswered) setAnswered(writer, id, { answeredAt: at + 5_000, endedAt });
  } else insertNote(writer, id, textOf(random, 4 + random() * 30), 'Lea Winter');
}

function putMail(
  writer: Writer,
  { id, at, accountId, random, thread }: Pick<Placed, 'id' | 'at' | 'accountId' | 'random'> & { thread: { subject: string } },
): void {
  const direction = random() < 0.55 ? 'in' : 'out';
  const quoted =
    random() < 0.5 ? `\n\nOn ${new Date(at).toDateString()}, Support wrote:\n> ${textOf(random, 40).replaceAll(/(.{60}) /g, '$1\n> ')}` : '';
  // Most mails are short, some are very long.
  const length = 20 + 60 * random() + (random() < 0.1 ? 400 : 0);
  insertMessage(writer, id, {
    channel: 'email',
    direction,
    subject: `Re: ${thread.subject}`,
    text: `${textOf(random, length)}${quoted}`,
    agentName: direction === 'out' ? 'Lea Winter' : null,
    accountId,
    externalId: `${id}`,
  });
  const customer = { name: 'Maren Schulte', address: 'm.schulte@example.org' };
  const support = { name: 'ACME Support', address: 'support@example.org' };
  insertMail(writer, id, {
    messageId: `<${id}@example.org>`,
    inReplyTo: null,
    head: {
      from: direction === 'in' ? customer : support,
      to: [direction === 'in' ? support : customer],
      cc: [],
      bcc: [],
      replyTo: [],
      references: [],
      attachments:
        random() < 0.15
          ? [{ index: 0, name: 'log.pdf', mediaType: 'application/pdf', sizeBytes: 84_000, isInline: false, part: '2', contentId: null }]
          : [],
    },
    sizeBytes: 4_000,
    html: null,
  });
}

function textOf(random: () => number, count: number): string {
  const start = Math.floor(random() * words.length);
  const text = Array.from({ length: Math.ceil(count) }, (_, n) => words[(start + n) % words.length]).join(' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** The same every time (mulberry32). */
function createRandom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
