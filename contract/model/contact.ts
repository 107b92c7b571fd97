import { z } from 'zod';
import { contactIdSchema, identityIdSchema, instantSchema } from './ids.ts';

/**
 * `phone`: E.164. `short-code`, `emergency`, `anonymous`, `alphanumeric`: callers and numbers that are no E.164. `extension`: an internal number or
 * user name on one account (scoped by it). `email`, `handle`: as the channel writes them.
 */
export const identityKindSchema = z.enum(['phone', 'extension', 'short-code', 'emergency', 'anonymous', 'alphanumeric', 'email', 'handle']);
export type IdentityKind = z.infer<typeof identityKindSchema>;

export const identitySchema = z.object({
  id: identityIdSchema,
  kind: identityKindSchema,
  /** Normalised; unique per kind and scope. */
  value: z.string(),
  /** As it was first seen or typed. */
  raw: z.string(),
  isVerified: z.boolean(),
});
export type Identity = z.infer<typeof identitySchema>;

export const contactSchema = z.object({
  id: contactIdSchema,
  /** null: a provisional contact nobody has named yet. */
  name: z.string().nullable(),
  company: z.string().nullable(),
  isProvisional: z.boolean(),
  identities: z.array(identitySchema),
  createdAt: instantSchema,
});
export type Contact = z.infer<typeof contactSchema>;

/** Why a caller was taken for this contact; shown to the agent. */
export const matchReasonSchema = z.object({
  by: z.enum(['exact-number', 'exact-address', 'chosen-by-agent', 'new-caller', 'number-withheld']),
  /** The number or address as it is shown. */
  value: z.string(),
});
export type MatchReason = z.infer<typeof matchReasonSchema>;

export const contactSummarySchema = z.object({
  id: contactIdSchema,
  name: z.string().nullable(),
  company: z.string().nullable(),
  isProvisional: z.boolean(),
  /** The address to show where there is no name, and to dial. */
  address: z.string().nullable(),
  lastEntryAt: instantSchema.nullable(),
});
export type ContactSummary = z.infer<typeof contactSummarySchema>;

/** An address of a contact, offered while one is being typed. */
export const completionSchema = z.object({
  contactId: contactIdSchema,
  name: z.string().nullable(),
  company: z.string().nullable(),
  address: z.string(),
});
export type Completion = z.infer<typeof completionSchema>;

export const contactEditSchema = z.object({
  contactId: contactIdSchema,
  name: z.string().trim().max(200).nullable(),
  company: z.string().trim().max(200).nullable(),
});
export type ContactEdit = z.infer<typeof contactEditSchema>;
