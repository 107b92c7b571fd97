import { z } from 'zod';
import { failureSchema } from './failure.ts';

/** A call handed over to somebody else, as far as it has got. */
export const callTransferSchema = z.object({
  /** `blind` at once · `attended` after a word with them · `theirs` the other side handed us over. */
  kind: z.enum(['blind', 'attended', 'theirs']),
  /** To whom, as shown. */
  address: z.string(),
  name: z.string().nullable(),
  /** `asked` the other side's phone was told · `ringing` it rings there · `done` they are connected · `failed` the call is where it was. */
  state: z.enum(['asked', 'ringing', 'done', 'failed']),
  failure: failureSchema.nullable(),
});
export type CallTransfer = z.infer<typeof callTransferSchema>;

/** Somebody the other side wants us to be connected to (REFER). */
export const referralSchema = z.object({ address: z.string(), name: z.string().nullable() });
