import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { accountIdSchema, instantSchema } from './ids.ts';

export const signInIdSchema = z.string().min(1).max(60).brand<'SignInId'>();
export type SignInId = z.infer<typeof signInIdSchema>;

/** `browser`: a page of the provider that leads back here. `device`: a code to be typed in at the provider, on any device. */
export const signInWaySchema = z.enum(['browser', 'device']);
export type SignInWay = z.infer<typeof signInWaySchema>;

/** Somebody is signing in at a provider. What comes of it stays in main: a form names it, and it is kept with the account. */
export const signInSchema = z.object({
  id: signInIdSchema,
  /** The account it is for, where there is one already. */
  accountId: accountIdSchema.nullable(),
  way: signInWaySchema,
  state: z.enum(['waiting', 'done', 'failed']),
  /** The page to open. */
  address: z.string().max(4_000),
  /** Where the page could not be opened from here, the agent does it. */
  isOpened: z.boolean(),
  userCode: z.string().max(60).nullable(),
  expiresAt: instantSchema,
  failure: failureSchema.nullable(),
});
export type SignIn = z.infer<typeof signInSchema>;
