import { conversationIdSchema, firstEntryIdAt, interactionIdSchema, accountIdSchema, contactIdSchema } from '../../contract/model/ids.ts';
import type { MessageEntry, TimelineEntry } from '../../contract/model/timeline.ts';
import { buildCallEntry } from '../builders.ts';

const minuteMs = 60_000;
const contactId = contactIdSchema.parse(1);
const customer = { name: 'Maren Schulte', address: 'm.schulte@example.org' };
const support = { name: 'ACME Support', address: 'support@example.org' };
const sentence = 'Since the update last week the line drops between eight and nine. The lamp turns red, then everything is back after ten minutes. ';

/** A mail of a conversation. */
export function buildMail(at: number, conversation: number, fields: Partial<MessageEntry> = {}): MessageEntry {
  const isIn = fields.direction !== 'out';
  return {
    id: firstEntryIdAt(at),
    contactId,
    conversationId: conversationIdSchema.parse(conversation),
    interactionId: interactionIdSchema.parse(1),
    at,
    kind: 'message',
    channel: 'email',
    direction: 'in',
    accountId: accountIdSchema.parse(9),
    subject: 'Router loses the connection',
    text: sentence,
    isTextCut: false,
    hasHtml: false,
    from: isIn ? customer : support,
    to: [isIn ? support : customer],
    cc: [],
    replyTo: [],
    attachments: [],
    delivery: isIn ? 'received' : 'accepted',
    failure: null,
    mark: null,
    isUnread: false,
    agentName: isIn ? null : 'Lea Winter',
    ...fields,
  };
}

export function buildNote(at: number, text = 'Prefers to be called after five.'): TimelineEntry {
  const { id, conversationId, interactionId } = buildCallEntry({ at });
  return { id, contactId, conversationId, interactionId, at, kind: 'note', text, agentName: 'Tim' };
}

/** So many entries, one each three hours until now: mails of every length in conversations of four, calls, notes. */
export function buildLongLine(count: number, until = Date.now()): TimelineEntry[] {
  return Array.from({ length: count }, (_, n) => {
    const at = Math.floor(until / minuteMs) * minuteMs - (count - n) * 180 * minuteMs;
    if (n % 3 === 1)
      return buildCallEntry({ at, contactId, note: n % 2 ? sentence : '', agentName: 'Tim', result: n % 4 === 1 ? 'missed' : 'answered' });
    if (n % 7 === 2) return buildNote(at);
    return buildMail(at, 100 + Math.floor(n / 8), {
      subject: `${n % 8 === 0 ? '' : 'Re: '}Order 44${Math.floor(n / 8)}`,
      direction: n % 5 === 0 ? 'out' : 'in',
      text: `Entry ${n}. ${sentence.repeat(1 + ((n * 7) % 23))}`,
    });
  });
}

/** Entries that are hours apart stay of one day, whenever a test runs. */
function lastEvening(): number {
  const evening = new Date().setHours(18, 0, 0, 0);
  return evening <= Date.now() ? evening : new Date(evening).setDate(new Date(evening).getDate() - 1);
}

/** Calls, mails and notes of a few days: a conversation that went back and forth, one that waits for an answer. */
export function buildMixedLine(until = lastEvening()): TimelineEntry[] {
  const ago = (hours: number): number => until - hours * 60 * minuteMs;
  return [
    buildMail(ago(98), 11, { text: 'Good morning, the router drops every evening between eight and nine. The lamp turns red.' }),
    buildMail(ago(97), 11, {
      direction: 'out',
      subject: 'Re: Router loses the connection',
      text: 'Dear Ms Schulte, could you send us the log of the device?',
    }),
    buildCallEntry({
      id: firstEntryIdAt(ago(75)),
      at: ago(75),
      contactId,
      durationMs: 400_000,
      note: 'Log sent by mail. Replacement promised.',
      agentName: 'Tim',
    }),
    buildMail(ago(74), 11, {
      subject: 'AW: Router loses the connection',
      text: 'As promised on the phone: here is the log.',
      attachments: [{ index: 0, name: 'router.log', mediaType: 'text/plain', sizeBytes: 18_000, isInline: false }],
    }),
    buildMail(ago(73), 11, {
      direction: 'out',
      subject: 'Re: AW: Router loses the connection',
      text: 'Thank you. A new device is on its way, order 4471-22.',
    }),
    buildNote(ago(50)),
    buildMail(ago(27), 12, { subject: 'Invoice 2026-1180', text: 'The invoice is addressed to the old company. Please send it anew.' }),
    buildMail(ago(26), 13, { channel: 'sms', subject: null, accountId: null, text: 'Parcel came, but the new router has no power adapter :(' }),
    buildMail(ago(3), 12, { subject: 'Re: Invoice 2026-1180', text: 'May I ask again? The tax office waits for it.', isUnread: true }),
    buildCallEntry({ id: firstEntryIdAt(ago(2)), at: ago(2), contactId, result: 'missed', answeredAt: null, durationMs: null, needsReturn: true }),
  ];
}
