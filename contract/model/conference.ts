import { z } from 'zod';

/** Somebody who was in one conversation with the contact of a call. */
export const conferencePartySchema = z.object({
  /** As shown. */
  address: z.string(),
  name: z.string().nullable(),
});
export type ConferenceParty = z.infer<typeof conferencePartySchema>;
