import { ContractError } from '../../contract/errors.ts';
import { sizeInMail, type DraftContent, type DraftPlace } from '../../contract/model/draft.ts';
import type { ContactId, EntryId } from '../../contract/model/ids.ts';
import type { MessageDraft } from '../../contract/model/outbox.ts';
import type { OutboxItem } from '../channel.ts';
import { emailKey } from '../lib/email-address.ts';
import { createMessageKey } from '../lib/message-key.ts';
import type { Clock } from '../ports.ts';
import { findIdentity, insertContact, insertIdentity, readContact } from '../store/contact-rows.ts';
import type { Writer } from '../store/database.ts';
import { insertChange, insertEntry, readEntry, type EntryChange } from '../store/entry-rows.ts';
import type { MailHead } from '../store/mail-head.ts';
import { insertConversation, insertMail, insertMessage, readMailIds } from '../store/mail-rows.ts';
import { insertOutbox } from '../store/outbox-rows.ts';
import type { SendingAccount } from './senders.ts';
import type { TakenFile, WrittenDrafts } from './written-drafts.ts';
import { isFormatted, textOfHtml } from './written-text.ts';

/** What the row keeps beside what the connector gets: enough to make it a draft again. The path of a file is its id until it goes out. */
export interface StoredItem extends OutboxItem {
  readonly draft: MessageDraft;
}

interface Body {
  readonly text: string;
  readonly html: string | null;
}

interface EnqueueContext {
  readonly account: SendingAccount;
  readonly body: Body;
  readonly deps: {
    readonly clock: Clock;
    readonly threadSecret: string;
    readonly agentName: () => string | null;
    readonly undoMs: () => number;
    readonly drafts: WrittenDrafts;
  };
}

/** Dates of mails have no milliseconds. */
export function wholeSecond(at: number): number {
  return Math.floor(at / 1_000) * 1_000;
}

/** Throws invalid-input naming the field. */
export function checkAddresses(draft: MessageDraft): void {
  for (const field of ['to', 'cc', 'bcc'] as const) {
    const wrong = draft[field].find(({ address }) => !emailKey(address));
    if (wrong) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field } });
  }
}

/** Text and HTML, or the text alone where nothing is formatted. */
export async function bodyOf({ text, html }: MessageDraft): Promise<Body> {
  if (html === null || text !== '') return { text, html };
  return { text: await textOfHtml(html), html: isFormatted(html) ? html : null };
}

/** A message as it was written, to be written on. */
export function asDraft(message: MessageDraft, contactId: ContactId): DraftPlace & { readonly content: DraftContent } {
  const { accountId, answersId, to, cc, bcc, subject, text, html, sendAt } = message;
  const kind = message.kind ?? (answersId === null ? 'new' : 'reply');
  return { contactId, kind, answersId, content: { accountId, to, cc, bcc, subject, html: html ?? htmlOf(text), sendAt } };
}

const entities: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

function htmlOf(text: string): string {
  const line = (one: string): string => one.replaceAll(/[&<>]/g, (sign) => entities[sign] ?? sign) || '<br>';
  return text
    .split('\n')
    .map((one) => `<div>${line(one)}</div>`)
    .join('');
}

/** Where the parts will stand in the mail that is made of it (RFC 9051 §6.4.5.1): text and HTML first, pictures of the HTML beside it, then the files. */
function partsOf(files: readonly TakenFile[]): MailHead['attachments'] {
  const attached = files.filter(({ contentId }) => contentId === null);
  const inline = files.filter(({ contentId }) => contentId !== null);
  const related = attached.length > 0 ? '1.2' : '2';
  const part = (file: TakenFile): string => (file.contentId === null ? `${attached.indexOf(file) + 2}` : `${related}.${inline.indexOf(file) + 2}`);
  return files.map((file, index) => {
    const { name, mediaType, sizeBytes, contentId } = file;
    return { index, name, mediaType, sizeBytes, isInline: contentId !== null, part: part(file), contentId };
  });
}

/** The message, its place on the timeline and its order to be sent: all in the transaction of the caller. */
export function enqueue(writer: Writer, draft: MessageDraft, { account, deps, body }: EnqueueContext): EntryChange {
  const { accountId, subject, to, cc, bcc } = draft;
  const { text, html } = body;
  const { clock, threadSecret } = deps;
  const at = wholeSecond(draft.sendAt ?? clock.now());
  const answered = draft.answersId === null ? null : answeredMail(writer, draft.answersId);
  const contactId = draft.contactId ?? answered?.contactId ?? contactOf(writer, draft, { isPractice: account.isPractice, at: clock.now() });
  if (!readContact(writer, contactId)) throw new ContractError('not-found');
  const isSame = answered !== null && answered.contactId === contactId;
  const conversationId = isSame
    ? answered.conversationId
    : insertConversation(writer, { contactId, channel: 'email', accountId, subject, at: clock.now() });
  const clientKey = createMessageKey({ conversationId, domain: account.address.split('@').at(-1) ?? 'invalid', secret: threadSecret });
  const from = { name: account.displayName, address: account.address };
  const references = answered ? [...answered.references, ...(answered.messageId ? [answered.messageId] : [])].slice(-20) : [];
  const entry = insertEntry(writer, {
    contactId,
    identityId: null,
    channel: 'email',
    kind: 'message',
    at: clock.now(),
    agentName: deps.agentName(),
    conversationId,
  });
  const files = draft.draftId === undefined ? [] : deps.drafts.take(writer, draft.draftId, { entryId: entry.id, html: html ?? '' });
  const sizeBytes = Buffer.byteLength(text) + Buffer.byteLength(html ?? '') + files.reduce((sum, file) => sum + sizeInMail(file.sizeBytes), 0);
  const limit = deps.drafts.sizeLimit(accountId);
  if (sizeBytes > limit) throw new ContractError('refused', { failure: { reason: 'message-too-large', technical: `${sizeBytes} > ${limit}` } });
  insertMessage(writer, entry.id, { channel: 'email', direction: 'out', subject, text, agentName: deps.agentName(), accountId, delivery: 'queued' });
  insertMail(writer, entry.id, {
    messageId: clientKey,
    inReplyTo: answered?.messageId ?? null,
    head: { from, to, cc, bcc, replyTo: [], references, attachments: partsOf(files) },
    sizeBytes,
    html,
  });
  const item: StoredItem = {
    clientKey,
    at,
    from,
    to,
    cc,
    bcc,
    subject,
    text,
    html,
    inReplyTo: answered?.messageId ?? null,
    references,
    attachments: files.map(({ id, name, mediaType, contentId, sizeBytes: size }) => ({ name, mediaType, path: id, contentId, sizeBytes: size })),
    draft: { ...draft, contactId },
  };
  insertOutbox(writer, {
    entryId: entry.id,
    accountId,
    conversationId,
    item,
    dueAt: draft.sendAt ?? clock.now() + deps.undoMs(),
    firstDueAt: draft.sendAt,
    at: clock.now(),
  });
  return insertChange(writer, contactId, entry.id, clock.now());
}

function answeredMail(writer: Writer, entryId: EntryId) {
  const entry = readEntry(writer, entryId);
  if (entry?.kind !== 'message') throw new ContractError('not-found');
  const { messageId, references } = readMailIds(writer, entryId);
  return { contactId: entry.contactId, conversationId: entry.conversationId, messageId, references };
}

function contactOf(writer: Writer, { to }: MessageDraft, { isPractice, at }: { isPractice: boolean; at: number }) {
  const [first] = to;
  const key = first ? emailKey(first.address) : null;
  if (!first || !key) throw new ContractError('invalid-input', { failure: { reason: 'field-invalid', field: 'to' } });
  const { shown, ...identity } = key;
  const known = findIdentity(writer, identity);
  if (known) return known.contactId;
  const contactId = insertContact(writer, { name: first.name, company: null, isProvisional: true, isPractice, at });
  insertIdentity(writer, contactId, { ...identity, raw: shown, isVerified: false });
  return contactId;
}
