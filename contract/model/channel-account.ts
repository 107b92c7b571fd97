import { z } from 'zod';
import { accountStateSchema } from './account.ts';
import { failureSchema } from './failure.ts';
import { accountIdSchema, instantSchema } from './ids.ts';
import { mailFoldersSchema } from './mail-folder.ts';
import { mailLoginSchema } from './mail-login.ts';
import { signInIdSchema } from './sign-in.ts';

/** `tls`: from the first byte (RFC 8314). `starttls`: upgraded, never used without. `none`: inside a trusted network only. */
export const mailServerSchema = z.object({
  host: z.string().trim().min(1).max(255),
  port: z.int().min(1).max(65_535),
  security: z.enum(['tls', 'starttls', 'none']),
});
export type MailServer = z.infer<typeof mailServerSchema>;

/** What every polled account has, whoever its provider is. */
const accountBaseSchema = z.object({
  id: accountIdSchema,
  label: z.string(),
  /** The address messages come from. */
  address: z.string(),
  /** The name beside it; null = none. */
  displayName: z.string().nullable(),
  /** Put beneath new messages. */
  signature: z.string(),
  isEnabled: z.boolean(),
});

/** A mailbox: read over IMAP, sent from over SMTP. Its password is in the vault and never part of this shape. */
export const mailAccountSchema = accountBaseSchema.extend({
  kind: z.literal('email-imap'),
  userName: z.string(),
  login: mailLoginSchema,
  imap: mailServerSchema,
  smtp: mailServerSchema,
  /** null: Inbox, Sent and Archive, by what the server says they are for. */
  folders: mailFoldersSchema.nullable(),
  /** Nothing is marked at the server: neither read nor answered. */
  isLeftAsIs: z.boolean(),
});
export type MailAccount = z.infer<typeof mailAccountSchema>;

/** The sample mailbox of the practice workspace: all of it is in the store, nothing of it leaves the computer. */
const practiceMailAccountSchema = accountBaseSchema.extend({ kind: z.literal('practice-mail') });

/** What an agent sets up: the practice mailbox comes and goes with practice. */
export const configuredAccountSchema = z.discriminatedUnion('kind', [mailAccountSchema]);
export type ConfiguredAccount = z.infer<typeof configuredAccountSchema>;

/** Every account that is polled, by the connector that does it. */
export const channelAccountSchema = z.discriminatedUnion('kind', [configuredAccountSchema, practiceMailAccountSchema]);
export type ChannelAccount = z.infer<typeof channelAccountSchema>;

/** What the form sends: the password goes in here once and never comes back. */
export const mailAccountDraftSchema = mailAccountSchema.omit({ id: true }).extend({
  label: z.string().trim().max(80),
  address: z.string().trim().min(3).max(254),
  displayName: z.string().trim().max(120).nullable(),
  userName: z.string().trim().max(254),
  signature: z.string().max(4_000),
  /** null: keep the stored one. */
  password: z.string().max(500).nullable(),
  /** Of an OAuth client that has one; null: keep the stored one. */
  clientSecret: z.string().max(500).nullable(),
  /** What was signed in for this form; null: keep what is stored. */
  signInId: signInIdSchema.nullable(),
});
export type MailAccountDraft = z.infer<typeof mailAccountDraftSchema>;
export const channelAccountDraftSchema = z.discriminatedUnion('kind', [mailAccountDraftSchema]);
export type ChannelAccountDraft = z.infer<typeof channelAccountDraftSchema>;

export const channelStatusSchema = z.object({
  accountId: accountIdSchema,
  state: accountStateSchema,
  failure: failureSchema.nullable(),
  /** Complete up to here: everything the provider had then is in the store. */
  lastSuccessAt: instantSchema.nullable(),
  nextTryAt: instantSchema.nullable(),
  /** While older messages are still being fetched. */
  progress: z.object({ done: z.int().nonnegative(), total: z.int().nonnegative() }).nullable(),
  /** They wait; news goes on. */
  isBackfillPaused: z.boolean(),
});
export type ChannelStatus = z.infer<typeof channelStatusSchema>;

export const channelTestStepSchema = z.enum(['receive', 'send']);
export type ChannelTestStep = z.infer<typeof channelTestStepSchema>;
/** The *Test* button of a polled account: each way by itself. */
export const channelTestResultSchema = z.object({
  isWorking: z.boolean(),
  steps: z.array(z.object({ step: channelTestStepSchema, failure: failureSchema.nullable() })),
});
export type ChannelTestResult = z.infer<typeof channelTestResultSchema>;
