import { z } from 'zod';

const rowId = z.int().positive();

export const contactIdSchema = rowId.brand<'ContactId'>();
export const identityIdSchema = rowId.brand<'IdentityId'>();
export const accountIdSchema = rowId.brand<'AccountId'>();
export const conversationIdSchema = rowId.brand<'ConversationId'>();
export const interactionIdSchema = rowId.brand<'InteractionId'>();
/** Timeline rows share one id space: `(ms since 2000-01-01T00Z) * 4096 + n`, so id order is time order. */
export const entryIdSchema = rowId.brand<'EntryId'>();
/** A call is a timeline entry from its first ring on. */
export const callIdSchema = entryIdSchema;
export const draftIdSchema = rowId.brand<'DraftId'>();
export const peerIdSchema = z.string().min(1).max(60).brand<'PeerId'>();

export type ContactId = z.infer<typeof contactIdSchema>;
export type IdentityId = z.infer<typeof identityIdSchema>;
export type AccountId = z.infer<typeof accountIdSchema>;
export type ConversationId = z.infer<typeof conversationIdSchema>;
export type InteractionId = z.infer<typeof interactionIdSchema>;
export type EntryId = z.infer<typeof entryIdSchema>;
export type CallId = EntryId;
export type DraftId = z.infer<typeof draftIdSchema>;
export type PeerId = z.infer<typeof peerIdSchema>;

/** Epoch milliseconds. */
export const instantSchema = z.int().nonnegative();
/** The `changes` row a state of the store belongs to. */
export const seqSchema = z.int().nonnegative();

const epoch2000 = Date.UTC(2000, 0, 1);
export const entriesPerMs = 4096;

/** Lowest timeline id of an instant (epoch ms). */
export function firstEntryIdAt(at: number): EntryId {
  return entryIdSchema.parse(Math.max(1, (at - epoch2000) * entriesPerMs));
}

/** Instant (epoch ms) that a timeline id stands for. */
export function instantOfEntryId(id: EntryId): number {
  return Math.floor(id / entriesPerMs) + epoch2000;
}
