import { z } from 'zod';
import { qualitySummarySchema } from './call-quality.ts';
import { callDirectionSchema, callResultSchema } from './call.ts';
import { failureSchema } from './failure.ts';
import { attachmentSchema, deliverySchema, mailPartySchema, messageMarkSchema } from './message.ts';
import { conferencePartySchema } from './conference.ts';
import { recordingSchema } from './recording.ts';
import { callTransferSchema } from './transfer.ts';
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
import { entryFormSchema, timelineFilterSchema } from './timeline-filter.ts';

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
  transfer: callTransferSchema.nullable(),
  /** Who else was in the conversation; empty: nobody. */
  conference: z.array(conferencePartySchema),
  /** null: nobody talked, or nothing was measured. */
  quality: qualitySummarySchema.nullable(),
  /** In the order they began. */
  recordings: z.array(recordingSchema).max(200),
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

/** Counting stops here: nobody reads whether it is 1,000 or 100,000, and counting those takes time. */
export const mostCounted = 1_000;

/** A conversation in writing as its entries show it. */
export const timelineThreadSchema = z.object({
  conversationId: conversationIdSchema,
  subject: z.string().nullable(),
  /** Up to `mostCounted`. */
  count: z.int().nonnegative(),
  /** The newest message of the customer, while nobody has answered it; since the first that is unanswered. */
  awaiting: z.object({ entryId: entryIdSchema, sinceAt: instantSchema }).nullable(),
});
export type TimelineThread = z.infer<typeof timelineThreadSchema>;

/** A contact's whole timeline in a few numbers. */
export const timelineSummarySchema = z.object({
  firstAt: instantSchema.nullable(),
  newestId: entryIdSchema.nullable(),
  /** How many there are of each form, up to `mostCounted`. */
  counts: z.record(entryFormSchema, z.int().nonnegative()),
  /** The newest of them, oldest first. */
  unread: z.array(z.object({ id: entryIdSchema, form: entryFormSchema, conversationId: conversationIdSchema })).max(200),
});
export type TimelineSummary = z.infer<typeof timelineSummarySchema>;

/** A run of what the filter lets through, oldest first, without gaps. */
export const timelinePageSchema = z.object({
  contactId: contactIdSchema,
  seq: seqSchema,
  filter: timelineFilterSchema,
  entries: z.array(timelineEntrySchema).max(500),
  hasOlder: z.boolean(),
  hasNewer: z.boolean(),
  /** Of the messages among the entries, by id. */
  threads: z.array(timelineThreadSchema).max(500),
  summary: timelineSummarySchema,
});
export type TimelinePage = z.infer<typeof timelinePageSchema>;

export const timelinePatchSchema = z.object({
  contactId: contactIdSchema,
  seq: seqSchema,
  upserted: z.array(timelineEntrySchema).max(500),
  removed: z.array(entryIdSchema).max(500),
  /** Those that changed with it. */
  threads: z.array(timelineThreadSchema).max(500).optional(),
  /** Absent: as it was. */
  summary: timelineSummarySchema.optional(),
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
