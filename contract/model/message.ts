import { z } from 'zod';

/** One address of a mail's From, To or Cc. */
export const mailPartySchema = z.object({ name: z.string().nullable(), address: z.string() });
export type MailParty = z.infer<typeof mailPartySchema>;

/**
 * `received` from them · `queued` in our outbox · `sending` handed over right now · `accepted` by the provider · `delivered` a receipt came · `refused` the
 * provider or a bounce said no · `unknown` it may have gone out or not: a person decides.
 */
export const deliverySchema = z.enum(['received', 'queued', 'sending', 'accepted', 'delivered', 'refused', 'unknown']);
export type Delivery = z.infer<typeof deliverySchema>;

/** Not written by a person: an automatic reply (RFC 3834), or a report that a mail was not delivered (RFC 3464). */
export const messageMarkSchema = z.enum(['automatic', 'bounce']);
export type MessageMark = z.infer<typeof messageMarkSchema>;

export const attachmentSchema = z.object({
  /** Its place in the message, from 0. */
  index: z.int().nonnegative(),
  name: z.string(),
  mediaType: z.string(),
  sizeBytes: z.int().nonnegative(),
  /** Shown inside the text, by its Content-ID. */
  isInline: z.boolean(),
});
export type Attachment = z.infer<typeof attachmentSchema>;

/** What may be opened outside; mail addresses are for our own composer. */
export const webLinkSchema = z.url({ protocol: /^https?$/ }).max(8_000);
