import { z } from 'zod';
import { callerIdSchema, dialPlanSchema, forwardCodesSchema } from './call-rules.ts';
import { colleagueSchema, mostColleagues, systemCodesSchema } from './colleague.ts';
import { trustedCertificateSchema } from './certificate.ts';
import { failureSchema } from './failure.ts';
import { accountIdSchema, instantSchema } from './ids.ts';

export const iceServerSchema = z.object({
  /** `stun:host:port`, `turn:host:port?transport=udp`, `turns:…` (RFC 7064, RFC 7065). */
  url: z
    .string()
    .regex(/^(stun|stuns|turn|turns):[^\s]+$/i)
    .max(300),
  username: z.string().max(200).nullable(),
  hasCredential: z.boolean(),
});
export type IceServer = z.infer<typeof iceServerSchema>;

/** How DTMF is sent: `auto` = RFC 4733 where the answer carries telephone-event at the codec's clock rate, otherwise SIP INFO. */
export const dtmfModeSchema = z.enum(['auto', 'rfc4733', 'info']);
export type DtmfMode = z.infer<typeof dtmfModeSchema>;

/** One SIP address of record. Passwords are in the vault and never part of this shape. */
export const accountSchema = z.object({
  id: accountIdSchema,
  kind: z.enum(['sip', 'practice']),
  label: z.string(),
  /** `user@domain`, without scheme. */
  aor: z.string(),
  /** What callees see; null = none. */
  displayName: z.string().nullable(),
  /** User name for digest where it differs from the AOR's. */
  authUser: z.string().nullable(),
  /** `wss://host:port/path`, `ws://…`, `tls://host:port` or `tcp://…`; without a port by SRV (RFC 3263), and `sip://domain` by NAPTR too. */
  serverUrl: z.string(),
  /** `host` or `host:port` that is connected to in place of the server, which lies behind it; null = none. */
  outboundProxy: z.string().nullable(),
  /** What the agent accepted in spite of what was wrong with it; null = only what this machine trusts. */
  trusted: trustedCertificateSchema.nullable(),
  iceServers: z.array(iceServerSchema),
  dtmfMode: dtmfModeSchema,
  dialPlan: dialPlanSchema,
  forwardCodes: forwardCodesSchema,
  /** What callees may be shown instead, chosen call by call. */
  callerIds: z.array(callerIdSchema).max(20),
  colleagues: z.array(colleagueSchema).max(mostColleagues),
  systemCodes: systemCodesSchema,
  isEnabled: z.boolean(),
  /** The account new calls go out on. */
  isDefault: z.boolean(),
});
export type Account = z.infer<typeof accountSchema>;

/** What the form sends: secrets go in here once and never come back. */
export const accountDraftSchema = z.object({
  label: z.string().trim().max(80),
  aor: z.string().trim().min(3).max(255),
  displayName: z.string().trim().max(120).nullable(),
  authUser: z.string().trim().max(120).nullable(),
  serverUrl: z.string().trim().min(1).max(300),
  outboundProxy: z.string().trim().max(255).nullable(),
  trusted: trustedCertificateSchema.nullable(),
  /** null: keep the stored one. */
  password: z.string().max(500).nullable(),
  iceServers: z.array(iceServerSchema.extend({ credential: z.string().max(500).nullable() })).max(8),
  dtmfMode: dtmfModeSchema,
  dialPlan: dialPlanSchema,
  forwardCodes: forwardCodesSchema,
  callerIds: z.array(callerIdSchema).max(20),
  colleagues: z.array(colleagueSchema).max(mostColleagues),
  systemCodes: systemCodesSchema,
  isEnabled: z.boolean(),
  isDefault: z.boolean(),
});
export type AccountDraft = z.infer<typeof accountDraftSchema>;

/** Straight to the server, and no certificate accepted. */
export const plainRoute = { outboundProxy: null, trusted: null } satisfies Partial<Account>;

export const accountStateSchema = z.enum(['disabled', 'connecting', 'registering', 'ok', 'degraded', 'auth-needed', 'paused']);
export type AccountState = z.infer<typeof accountStateSchema>;

export const accountStatusSchema = z.object({
  accountId: accountIdSchema,
  state: accountStateSchema,
  failure: failureSchema.nullable(),
  lastSuccessAt: instantSchema.nullable(),
  nextTryAt: instantSchema.nullable(),
});
export type AccountStatus = z.infer<typeof accountStatusSchema>;

export const accountTestStepSchema = z.enum(['dns', 'tcp', 'tls', 'websocket', 'authentication', 'registered']);
export type AccountTestStep = z.infer<typeof accountTestStepSchema>;

/** The *Test* button: every step in order, the first failure ends it. `skipped`: does not apply (TLS with ws://, DNS with an IP address). */
export const accountTestResultSchema = z.object({
  isRegistered: z.boolean(),
  steps: z.array(
    z.object({
      step: accountTestStepSchema,
      outcome: z.enum(['passed', 'failed', 'skipped', 'not-reached']),
      tookMs: z.number().nonnegative(),
    }),
  ),
  failure: failureSchema.nullable(),
});
export type AccountTestResult = z.infer<typeof accountTestResultSchema>;
