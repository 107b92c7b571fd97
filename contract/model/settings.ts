import { z } from 'zod';
import { formerDevicesSchema, soundSettingsSchema } from './audio.ts';
import { callKeySchema, shortcutsSchema } from './call-keys.ts';
import { callRulesSchema } from './call-rules.ts';
import { inboxOrderSchema } from './inbox.ts';
import { recordingRulesSchema } from './recording.ts';

export const labelledSchema = z.object({ id: z.string().min(1).max(60), label: z.string().trim().min(1).max(120) });

/** What the agent or administrator may change. No secret is ever part of it. */
export const settingsSchema = z.object({
  agentName: z.string().max(120),
  theme: z.enum(['system', 'light', 'dark']),
  language: z.enum(['system', 'en', 'de']),
  /** ISO 3166-1 alpha-2: the country numbers without a country code belong to. */
  country: z.string().regex(/^[A-Z]{2}$/),
  ...soundSettingsSchema.shape,
  formerDevices: formerDevicesSchema,
  isNotificationShown: z.boolean(),
  /** How long a message can be taken back before it goes out. */
  undoSendMs: z.int().min(0).max(120_000),
  /** How large a message may be where its server does not say, in millions of bytes. */
  maxMessageMb: z.int().min(1).max(1_000),
  /** Which of the conversations that need an answer come first. */
  inboxOrder: inboxOrderSchema,
  /** 0 = no limit. */
  wrapUpMs: z.int().nonnegative(),
  dispositions: z.array(labelledSchema).max(100),
  awayReasons: z.array(labelledSchema).max(40),
  ...callRulesSchema.shape,
  ...recordingRulesSchema.shape,
  /** Keys that act on calls whichever program has the focus; null: none. */
  shortcuts: shortcutsSchema,
  /** The agent accepted that passwords are kept although the system offers no protection. */
  isUnprotectedVaultAccepted: z.boolean(),
});
export type Settings = z.infer<typeof settingsSchema>;

export const settingsEditSchema = settingsSchema.partial();
export type SettingsEdit = z.infer<typeof settingsEditSchema>;

export const workspaceSchema = z.enum(['empty', 'practice', 'live']);

export const applicationStateSchema = z.object({
  version: z.string(),
  shell: z.enum(['electron', 'browser', 'test']),
  workspace: workspaceSchema,
  /** The system's locale, BCP 47. */
  systemLocale: z.string(),
  /** `system`: protected by the operating system; `session`: kept in memory only; `unprotected`: written without protection, accepted by the agent. */
  vaultProtection: z.enum(['system', 'session', 'unprotected']),
  isMediaReady: z.boolean(),
  /** For which of them the combination could not be had, because another program has it; null: this shell has no such keys. */
  refusedShortcuts: z.array(callKeySchema).nullable(),
});
export type ApplicationState = z.infer<typeof applicationStateSchema>;
