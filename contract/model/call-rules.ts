import { z } from 'zod';
import { accountIdSchema } from './ids.ts';

export const forwardCaseSchema = z.enum(['always', 'busy', 'noAnswer']);
export type ForwardCase = z.infer<typeof forwardCaseSchema>;

/** `phone`: this program answers with 302, while it runs. `server`: the telephone system forwards, told by a feature code of the account. */
export const forwardWaySchema = z.enum(['off', 'phone', 'server']);
export type ForwardWay = z.infer<typeof forwardWaySchema>;

export const forwardSchema = z.object({
  way: forwardWaySchema,
  /** A number as typed, or `user@domain`; kept while it is off. */
  target: z.string().trim().max(255),
  /** Whose telephone system was told; null otherwise. */
  accountId: accountIdSchema.nullable(),
});
export type Forward = z.infer<typeof forwardSchema>;

/** What happens to calls by itself. Part of the settings. */
export const callRulesSchema = z.object({
  isDoNotDisturb: z.boolean(),
  /** What callers hear meanwhile: 486 busy, or 480 unavailable. */
  doNotDisturbStatus: z.union([z.literal(486), z.literal(480)]),
  /** A call during a call: it rings in the background, or the caller hears busy. */
  callWaiting: z.enum(['offer', 'busy']),
  /** `header`: where the caller's server asks for it (Call-Info answer-after, Alert-Info). Never during a call. */
  autoAnswer: z.enum(['off', 'header', 'all']),
  /** How long a call rings first, where the server does not say. */
  autoAnswerAfterMs: z.int().min(0).max(60_000),
  forwards: z.object({ always: forwardSchema, busy: forwardSchema, noAnswer: forwardSchema }),
  /** How long a call rings before it counts as not answered. */
  forwardAfterMs: z.int().min(5_000).max(120_000),
});
export type CallRules = z.infer<typeof callRulesSchema>;

/** How this account's telephone system wants numbers. */
export const dialPlanSchema = z.object({
  /** ISO 3166-1 alpha-2 of numbers without a country code; null: as in the settings. */
  country: z
    .string()
    .regex(/^[A-Z]{2}$/)
    .nullable(),
  /** Dialled before every outside number; '' = none. */
  outsidePrefix: z.string().regex(/^[\d*#]{0,6}$/),
  /** `+49 30 …`, `0049 30 …` or, within the country, `030 …` */
  numberForm: z.enum(['e164', 'international', 'national']),
  /** Numbers left as they are: digits, `x` for any one digit, `.` at the end for any more. */
  internalPatterns: z.array(z.string().regex(/^[\dx]+\.?$/)).max(50),
});
export type DialPlan = z.infer<typeof dialPlanSchema>;

export const plainDialPlan: DialPlan = { country: null, outsidePrefix: '', numberForm: 'e164', internalPatterns: [] };

/** A number of ours that callees may see in the account's own place, and the name beside it. The telephone system decides whether it lets us. */
export const callerIdSchema = z.object({
  number: z
    .string()
    .trim()
    .max(255)
    .regex(/^(\+?[\d\s().\-/]+|[\w.+-]+(@[\w.:[\]-]+)?)$/),
  name: z
    .string()
    .trim()
    .max(120)
    .regex(/^[^"\\\p{Cc}]*$/u),
});
export type CallerId = z.infer<typeof callerIdSchema>;

const featureCode = z
  .string()
  .trim()
  .max(40)
  .regex(/^[\d*#]*(\{(target|seconds)\}[\d*#]*){0,2}$/);
const codePairSchema = z.object({ on: featureCode, off: featureCode });

/** What is dialled to switch forwarding on and off at the server: `*21*{target}#`, `**61*{target}**{seconds}#`; '' = the system has none. */
export const forwardCodesSchema = z.object({ always: codePairSchema, busy: codePairSchema, noAnswer: codePairSchema });
export type ForwardCodes = z.infer<typeof forwardCodesSchema>;

const noCode = { on: '', off: '' };
export const noForwardCodes: ForwardCodes = { always: noCode, busy: noCode, noAnswer: noCode };

const noForward: Forward = { way: 'off', target: '', accountId: null };
export const defaultCallRules: CallRules = {
  isDoNotDisturb: false,
  doNotDisturbStatus: 486,
  callWaiting: 'offer',
  autoAnswer: 'off',
  autoAnswerAfterMs: 3_000,
  forwards: { always: noForward, busy: noForward, noAnswer: noForward },
  forwardAfterMs: 20_000,
};
