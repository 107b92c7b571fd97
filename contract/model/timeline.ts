import { z } from 'zod';
import { callDirectionSchema, callResultSchema } from './call.ts';
import { failureSchema } from './failure.ts';
import { attachmentSchema, deliverySchema, mailPartySchema, messageMarkSchema } from './message.ts';
import {
  accountIdSchema,
  callIdSchema,
  contactIdSchema,
  conversationIdSchema,
  entryIdSchema,
  instantSchema,
  interactionIdSchema,
  seqSchema,
} from './ids.ts';

const entryBase = {
  id: entryIdSchema,
  contactId: contactIdSchema,
  conversationId: conversationIdSchema,
  interactionId: interactionIdSchema,
  at: instantSchema,
};

export const callEntrySchema = z.object({
  ...entryBase,
  kind: z.literal('call'),
  accountId: accountIdSchema,
  direction: callDirectionSchema,
  result: callResultSchema,
  address: z.string(),
  answeredAt: instantSchema.nullable(),
  endedAt: instantSchema.nullable(),
  /** Talk time; null where nobody talked. */
  durationMs: z.int().nonnegative().nullable(),
  failure: failureSchema.nullable(),
  note: z.string(),
  dispositionId: z.string().nullable(),
  followUpAt: instantSchema.nullable(),
  agentName: z.string().nullable(),
  /** A missed call that was neither returned nor dismissed. */
  needsReturn: z.boolean(),
});
export type CallEntry = z.infer<typeof callEntrySchema>;

/** A note written outside a call. */
export const noteEntrySchema = z.object({
  ...entryBase,
  kind: z.literal('note'),
  text: z.string(),
  agentName: z.string().nullable(),
});
export type NoteEntry = z.infer<typeof noteEntrySchema>;

/** A message of any written channel. */
export const messageEntrySchema = z.object({
  ...entryBase,
  kind: z.literal('message'),
  channel: z.enum(['email', 'sms', 'social', 'chat']),
  direction: callDirectionSchema,
  /** null: an invented message of the practice workspace. */
  accountId: accountIdSchema.nullable(),
  subject: z.string().nullable(),
  /** Its beginning; the whole is read by itself. */
  text: z.string(),
  isTextCut: z.boolean(),
  hasHtml: z.boolean(),
  from: mailPartySchema.nullable(),
  to: z.array(mailPartySchema),
  cc: z.array(mailPartySchema),
  /** Where answers are wanted, if not at `from`. */
  replyTo: z.array(mailPartySchema),
  attachments: z.array(attachmentSchema),
  delivery: deliverySchema,
  /** Why it was refused or is not known to have arrived. */
  failure: failureSchema.nullable(),
  mark: messageMarkSchema.nullable(),
  isUnread: z.boolean(),
  agentName: z.string().nullable(),
});
export type MessageEntry = z.infer<typeof messageEntrySchema>;

export const timelineEntrySchema = z.discriminatedUnion('kind', [callEntrySchema, noteEntrySchema, messageEntrySchema]);
export type TimelineEntry = z.infer<typeof timelineEntrySchema>;

/** Oldest first; a page of the newest entries unless `before` was given. */
export const timelinePageSchema = z.object({
  contactId: contactIdSchema,
  seq: seqSchema,
  entries: z.array(timelineEntrySchema).max(500),
  hasOlder: z.boolean(),
});
export type TimelinePage = z.infer<typeof timelinePageSchema>;

export const timelinePatchSchema = z.object({
  contactId: contactIdSchema,
  seq: seqSchema,
  upserted: z.array(timelineEntrySchema).max(500),
  removed: z.array(entryIdSchema).max(500),
});
export type TimelinePatch = z.infer<typeof timelinePatchSchema>;

export const recentFilterSchema = z.enum(['all', 'missed', 'in', 'out']);
export type RecentFilter = z.infer<typeof recentFilterSchema>;

/** A row of the recent calls list. */
export const recentCallSchema = z.object({
  callId: callIdSchema,
  contactId: contactIdSchema,
  contactName: z.string().nullable(),
  company: z.string().nullable(),
  address: z.string(),
  accountId: accountIdSchema,
  direction: callDirectionSchema,
  result: callResultSchema,
  at: instantSchema,
  durationMs: z.int().nonnegative().nullable(),
  needsReturn: z.boolean(),
});
export type RecentCall = z.infer<typeof recentCallSchema>;
