import { z } from 'zod';

export const oauthProviderSchema = z.enum(['google', 'microsoft', 'other']);
export type OAuthProvider = z.infer<typeof oauthProviderSchema>;

/** Threadline as an OAuth 2 provider knows it: registered there by an administrator. Where it has a secret, that is in the vault and never part of this shape. */
export const oauthClientSchema = z.object({
  provider: oauthProviderSchema,
  clientId: z.string().trim().max(300),
  /** Of `other`: the address at which it says where its endpoints are (RFC 8414). */
  issuer: z.string().trim().max(300),
  /** Of `microsoft`: the directory it is registered in, by its ID or domain; '' = any account. */
  tenant: z.string().trim().max(100),
  /** Of `other`, space-separated; '' = nothing in particular. */
  scope: z.string().trim().max(500),
});
export type OAuthClient = z.infer<typeof oauthClientSchema>;

/** How an account proves who it is. */
export const mailLoginSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('user-password') }),
  z.object({ kind: z.literal('oauth'), client: oauthClientSchema }),
]);
export type MailLogin = z.infer<typeof mailLoginSchema>;
