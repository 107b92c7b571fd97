import { z } from 'zod';
import { callQualitySchema, qualityTroubleSchema } from './call-quality.ts';
import { matchReasonSchema } from './contact.ts';
import { failureSchema } from './failure.ts';
import { accountIdSchema, callIdSchema, contactIdSchema, instantSchema, interactionIdSchema } from './ids.ts';
import { liveRecordingSchema } from './recording.ts';
import { callTransferSchema, referralSchema } from './transfer.ts';

export const callDirectionSchema = z.enum(['in', 'out']);
export type CallDirection = z.infer<typeof callDirectionSchema>;

/**
 * `dialling` INVITE sent · `remote-ringing` 180 · `early-media` provisional answer with sound · `ringing` a call for us · `answering` we accepted, media is
 * being set up · `connected` both talk · `held` by us, the other side or both (see the flags) · `recovering` media or signalling is being re-established ·
 * `ending` BYE or CANCEL on its way · `ended`
 */
export const callStateSchema = z.enum([
  'dialling',
  'remote-ringing',
  'early-media',
  'ringing',
  'answering',
  'connected',
  'held',
  'recovering',
  'ending',
  'ended',
]);
export type CallState = z.infer<typeof callStateSchema>;

/** How a call went; `live` while it lasts, `interrupted` when the program ended before the call did. */
export const callResultSchema = z.enum([
  'live',
  'answered',
  'missed',
  'declined',
  'answered-elsewhere',
  'forwarded',
  'unanswered',
  'busy',
  'cancelled',
  'refused',
  'failed',
  'interrupted',
]);
export type CallResult = z.infer<typeof callResultSchema>;

/** A call while it lasts. Travels whole with every `calls.changed`. */
export const liveCallSchema = z.object({
  callId: callIdSchema,
  interactionId: interactionIdSchema,
  accountId: accountIdSchema,
  contactId: contactIdSchema.nullable(),
  contactName: z.string().nullable(),
  company: z.string().nullable(),
  match: matchReasonSchema.nullable(),
  /** Number or address as shown. */
  address: z.string(),
  /** Display name the network sent: unverified. */
  callerName: z.string().nullable(),
  /** The last matter with this contact in one line. */
  lastMatter: z.string().nullable(),
  direction: callDirectionSchema,
  state: callStateSchema,
  /** True for at most one call: the one the keys and the microphone act on. */
  isCurrent: z.boolean(),
  isMuted: z.boolean(),
  isHeldHere: z.boolean(),
  isHeldThere: z.boolean(),
  startedAt: instantSchema,
  answeredAt: instantSchema.nullable(),
  quality: callQualitySchema.nullable(),
  /** When it answers by itself; null: it waits for the agent. */
  answersAt: instantSchema.nullable(),
  /** Why it sounds bad now; stays until it has been good for a while. */
  trouble: qualityTroubleSchema.nullable(),
  /** What went wrong on a call that goes on (microphone lost, hold refused …). */
  notice: failureSchema.nullable(),
  dtmfSent: z.string(),
  /** The newest transfer of this call. */
  transfer: callTransferSchema.nullable(),
  /** They want to connect us to somebody: it waits for the agent's word. */
  referral: referralSchema.nullable(),
  /** The call that waits while the agent asks here. */
  consultsFor: callIdSchema.nullable(),
  /** It is one conversation with the others that have this. `isMuted`: they do not hear this party. */
  conference: z.object({ isMuted: z.boolean() }).nullable(),
  /** null: it is not recorded. */
  recording: liveRecordingSchema.nullable(),
});
export type LiveCall = z.infer<typeof liveCallSchema>;

export const dtmfTonesSchema = z.string().regex(/^[0-9*#A-Da-d,]{1,40}$/);

/** A number as typed, an extension or `user@domain`. */
export const dialTargetSchema = z.string().trim().min(1).max(255);
