import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { draftKindSchema } from './draft.ts';
import { accountIdSchema, contactIdSchema, draftIdSchema, entryIdSchema, instantSchema } from './ids.ts';
import { mailPartySchema } from './message.ts';

const address = mailPartySchema.extend({ name: z.string().max(300).nullable(), address: z.string().trim().min(3).max(254) });

/** A message as the agent wrote it. */
export const messageDraftSchema = z.object({
  accountId: accountIdSchema,
  /** null: the contact is found, or made, by the first address. */
  contactId: contactIdSchema.nullable(),
  /** The message it answers: its conversation goes on. */
  answersId: entryIdSchema.nullable(),
  to: z.array(address).min(1).max(100),
  cc: z.array(address).max(100),
  bcc: z.array(address).max(100),
  subject: z.string().max(1_000),
  /** '': made from the HTML, which is then left out where it says no more than the text. */
  text: z.string().max(500_000),
  html: z.string().max(1_000_000).nullable(),
  /** Not before; null: as soon as it cannot be taken back any more. */
  sendAt: instantSchema.nullable(),
  /** The draft it was: its files go with it, and it is one no longer. Of a message taken back: the draft it is again. */
  draftId: draftIdSchema.optional(),
  kind: draftKindSchema.optional(),
});
export type MessageDraft = z.infer<typeof messageDraftSchema>;

/** What has not gone out yet, or may not have. */
export const outboxItemSchema = z.object({
  entryId: entryIdSchema,
  accountId: accountIdSchema,
  contactId: contactIdSchema,
  contactName: z.string().nullable(),
  to: z.array(mailPartySchema),
  subject: z.string(),
  state: z.enum(['queued', 'sending', 'unknown', 'refused']),
  failure: failureSchema.nullable(),
  attempts: z.int().nonnegative(),
  /** Not before then. */
  dueAt: instantSchema,
  createdAt: instantSchema,
});
export type OutboxEntry = z.infer<typeof outboxItemSchema>;
