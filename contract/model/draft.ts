import { z } from 'zod';
import { accountIdSchema, contactIdSchema, draftIdSchema, entryIdSchema, instantSchema } from './ids.ts';

/** Names a file in the profile, and nothing else. */
export const fileIdSchema = z
  .string()
  .regex(/^[\da-f]{32}$/)
  .brand<'FileId'>();
export type FileId = z.infer<typeof fileIdSchema>;

/** As it was typed: it may not be an address yet. */
export const typedPartySchema = z.object({ name: z.string().max(300).nullable(), address: z.string().max(1_000) });

export const draftKindSchema = z.enum(['new', 'reply', 'forward']);
export type DraftKind = z.infer<typeof draftKindSchema>;

/** What the agent has written so far. Pictures inside the text are named by `cid:` of their file. */
export const draftContentSchema = z.object({
  accountId: accountIdSchema,
  to: z.array(typedPartySchema).max(100),
  cc: z.array(typedPartySchema).max(100),
  bcc: z.array(typedPartySchema).max(100),
  subject: z.string().max(1_000),
  html: z.string().max(1_000_000),
  /** Not before; null: at once. */
  sendAt: instantSchema.nullable(),
});
export type DraftContent = z.infer<typeof draftContentSchema>;

export const draftFileSchema = z.object({
  id: fileIdSchema,
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int().nonnegative(),
  /** Less than its size: it is still coming in, or was cut off. */
  receivedBytes: z.int().nonnegative(),
  /** Of a picture inside the text. */
  contentId: z.string().nullable(),
  /** Of a forwarded message: fetched when it goes out. */
  isFetchedLater: z.boolean(),
});
export type DraftFile = z.infer<typeof draftFileSchema>;

/** Which draft it is: one per contact and answered message. `id` is null before its first save. */
export const draftPlaceSchema = z.object({
  contactId: contactIdSchema,
  kind: draftKindSchema,
  /** The message it answers or passes on. */
  answersId: entryIdSchema.nullable(),
});
export type DraftPlace = z.infer<typeof draftPlaceSchema>;

export const draftSummarySchema = draftPlaceSchema.extend({
  id: draftIdSchema,
  subject: z.string(),
  files: z.array(draftFileSchema).max(200),
  savedAt: instantSchema,
});
export type DraftSummary = z.infer<typeof draftSummarySchema>;

export const mailDraftSchema = draftSummarySchema.extend({ content: draftContentSchema });
export type MailDraft = z.infer<typeof mailDraftSchema>;

/** Bytes of a file on their way into the profile, in base64. */
export const bytesPerCall = 192 * 1_024;
export const chunkSchema = z.base64().max(Math.ceil(bytesPerCall / 3) * 4);

/** How much room bytes take inside a mail: base64, in lines of 76 (RFC 2045 §6.8). */
export function sizeInMail(bytes: number): number {
  return Math.ceil((bytes / 57) * 78);
}
