import { z } from 'zod';
import { callDirectionSchema } from './call.ts';
import { accountIdSchema, contactIdSchema, conversationIdSchema, entryIdSchema, instantSchema, seqSchema } from './ids.ts';

/** `open`: needs an answer. `waiting`: we wrote last. `snoozed`: comes back by itself. */
export const conversationStateSchema = z.enum(['open', 'waiting', 'snoozed', 'done']);
export type ConversationState = z.infer<typeof conversationStateSchema>;

/** Why a conversation is open: somebody wrote; it is back from its snooze; what we wrote did not arrive, or was not taken; an agent opened it again. */
export const openReasonSchema = z.enum(['message', 'snooze', 'bounce', 'refused', 'reopened']);
export type OpenReason = z.infer<typeof openReasonSchema>;

export const tagSchema = z.string().trim().min(1).max(40);

/** A row of the inbox. */
export const inboxRowSchema = z.object({
  conversationId: conversationIdSchema,
  contactId: contactIdSchema,
  contactName: z.string().nullable(),
  company: z.string().nullable(),
  /** To show where there is no name. */
  address: z.string().nullable(),
  /** null: an invented conversation of the practice workspace. */
  accountId: accountIdSchema.nullable(),
  channel: z.enum(['email', 'sms', 'social', 'chat']),
  subject: z.string().nullable(),
  /** One line of the newest message. */
  preview: z.string(),
  lastId: entryIdSchema,
  lastAt: instantSchema,
  lastDirection: callDirectionSchema,
  unread: z.int().nonnegative(),
  state: conversationStateSchema,
  reason: openReasonSchema.nullable(),
  /** Since when an answer is waited for: by them while it is open, by us while it is waiting. */
  sinceAt: instantSchema.nullable(),
  snoozedUntil: instantSchema.nullable(),
  /** An agent's name; '' is the agent of this desk who gave none. */
  assignedTo: z.string().nullable(),
  isMine: z.boolean(),
  tags: z.array(z.string()),
});
export type InboxRow = z.infer<typeof inboxRowSchema>;

export const inboxViewSchema = z.enum(['open', 'waiting', 'snoozed', 'done', 'all']);

/** How open conversations are ordered; those of other views have the newest first, snoozed ones whichever comes back first. */
export const inboxOrderSchema = z.enum(['longest', 'newest']);

export const inboxFilterSchema = z.object({
  view: inboxViewSchema,
  isMine: z.boolean(),
  tag: z.string().max(40).nullable(),
  /** Names, addresses and words of the subject, each by its beginning. */
  text: z.string().max(200),
  order: inboxOrderSchema,
});
export type InboxFilter = z.infer<typeof inboxFilterSchema>;

/** Where a page goes on: the place of the last row of the one before, in the order of its view. */
export const inboxCursorSchema = z.object({ key: z.int(), conversationId: conversationIdSchema });
export type InboxCursor = z.infer<typeof inboxCursorSchema>;

/** How many there are of each, up to a thousand: `mostCounted` stands for as many or more. */
export const inboxCountsSchema = z.record(inboxViewSchema, z.int().nonnegative());
export type InboxCounts = z.infer<typeof inboxCountsSchema>;
export const mostCounted = 1_000;

export const inboxPageSchema = z.object({
  seq: seqSchema,
  rows: z.array(inboxRowSchema).max(500),
  hasMore: z.boolean(),
  counts: inboxCountsSchema,
});
export type InboxPage = z.infer<typeof inboxPageSchema>;

export const inboxPatchSchema = z.object({
  seq: seqSchema,
  upserted: z.array(inboxRowSchema).max(500),
  removed: z.array(conversationIdSchema).max(500),
  counts: inboxCountsSchema,
  /** More changed than is told one by one: read the page again. */
  isStale: z.boolean(),
});
export type InboxPatch = z.infer<typeof inboxPatchSchema>;
