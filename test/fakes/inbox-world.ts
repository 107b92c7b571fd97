import { cursorOf, isNewestFirst } from '../../contract/inbox-reducer.ts';
import type { Contact } from '../../contract/model/contact.ts';
import { accountIdSchema, conversationIdSchema, firstEntryIdAt } from '../../contract/model/ids.ts';
import type { InboxCounts, InboxFilter, InboxPage, InboxRow } from '../../contract/model/inbox.ts';
import type { CallInput } from '../../contract/side.ts';
import type { mainSide } from '../../contract/contract.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export function buildInboxRow(fields: Partial<InboxRow> = {}): InboxRow {
  const lastAt = fields.lastAt ?? Date.now() - 2 * hour;
  return {
    conversationId: conversationIdSchema.parse(1),
    contactId: 1 as InboxRow['contactId'],
    contactName: 'Maren Schulte',
    company: 'Schulte Elektrotechnik',
    address: 'm.schulte@example.org',
    accountId: accountIdSchema.parse(9),
    channel: 'email',
    subject: 'Power adapter',
    preview: 'The adapter is missing in the parcel. Could you send it separately?',
    lastId: firstEntryIdAt(lastAt),
    lastAt,
    lastDirection: 'in',
    unread: 1,
    state: 'open',
    reason: 'message',
    sinceAt: lastAt,
    snoozedUntil: null,
    assignedTo: null,
    isMine: false,
    tags: [],
    ...fields,
  };
}

/** An inbox with something in every state. */
export function buildInbox(now: number, contacts: readonly Contact[]): InboxRow[] {
  const [maren, jonas, ayse, stranger] = contacts;
  if (!maren || !jonas || !ayse || !stranger) return [];
  const row = (id: number, contact: Contact, agoMs: number, fields: Partial<InboxRow>): InboxRow =>
    buildInboxRow({
      conversationId: conversationIdSchema.parse(id),
      contactId: contact.id,
      contactName: contact.name,
      company: contact.company,
      address: contact.identities[0]?.raw ?? null,
      lastAt: now - agoMs,
      lastId: firstEntryIdAt(now - agoMs),
      sinceAt: now - agoMs,
      ...fields,
    });
  return [
    row(1, maren, 50 * minute, {}),
    row(2, jonas, 5 * hour, {
      subject: 'Re: Refund still missing',
      preview: 'I have now waited nine days and nobody told me anything.',
      sinceAt: now - 2 * day,
      unread: 3,
      tags: ['refund', 'urgent'],
      assignedTo: 'Lea Winter',
      isMine: true,
    }),
    row(3, ayse, 20 * minute, {
      channel: 'chat',
      subject: null,
      preview: 'Is the blue one back in stock?',
      unread: 0,
      reason: 'snooze',
      sinceAt: now - day,
      assignedTo: 'Tim',
    }),
    row(4, stranger, 3 * hour, {
      subject: 'Your order 4471-22',
      preview: 'Address not found: the mail system could not deliver the message.',
      unread: 0,
      reason: 'bounce',
      address: 'kontakt@example.net',
    }),
    row(5, jonas, 26 * hour, {
      state: 'waiting',
      reason: null,
      lastDirection: 'out',
      unread: 0,
      subject: 'Bank details',
      preview: 'Could you send us the new account number?',
    }),
    row(6, ayse, 2 * day, {
      state: 'snoozed',
      snoozedUntil: now + day,
      unread: 0,
      subject: 'Delivery in spring',
      preview: 'Please ask again in March.',
    }),
    row(7, maren, 4 * day, {
      state: 'done',
      reason: null,
      lastDirection: 'out',
      unread: 0,
      subject: 'Router loses the connection every evening',
      preview: 'Dear Ms Schulte, thank you for the log.',
    }),
  ];
}

function belongs(row: InboxRow, { view, isMine, tag, text }: InboxFilter): boolean {
  const words = `${row.contactName} ${row.company} ${row.address} ${row.subject}`.toLowerCase();
  return (
    (view === 'all' || row.state === view) &&
    (!isMine || row.isMine) &&
    (tag === null || row.tags.includes(tag)) &&
    words.includes(text.toLowerCase())
  );
}

export function countRows(rows: readonly InboxRow[]): InboxCounts {
  const of = (state: InboxRow['state']): number => rows.filter((row) => row.state === state).length;
  return { open: of('open'), waiting: of('waiting'), snoozed: of('snoozed'), done: of('done'), all: rows.length };
}

export function openInbox(rows: readonly InboxRow[], seq: number, { before, limit, ...filter }: CallInput<typeof mainSide, 'inbox.open'>): InboxPage {
  const sign = isNewestFirst(filter) ? -1 : 1;
  const order = (a: InboxRow, b: InboxRow): number => {
    const [left, right] = [cursorOf(a, filter), cursorOf(b, filter)];
    return sign * (left.key - right.key || left.conversationId - right.conversationId);
  };
  const all = rows.filter((row) => belongs(row, filter)).toSorted(order);
  const start = before === null ? 0 : all.findIndex((row) => row.conversationId === before.conversationId) + 1;
  return { seq, rows: all.slice(start, start + limit), hasMore: all.length > start + limit, counts: countRows(rows) };
}
