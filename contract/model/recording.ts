import { z } from 'zod';
import { failureSchema } from './failure.ts';
import { accountIdSchema, instantSchema, type AccountId } from './ids.ts';

export const recordingIdSchema = z.int().positive().brand<'RecordingId'>();
export type RecordingId = z.infer<typeof recordingIdSchema>;

const milliseconds = z.int().nonnegative();

/** Of a call that is up, as whoever writes it tells it: never as a button was pressed. */
export const liveRecordingSchema = z.object({
  /** `starting`: asked for, and nothing is written yet · `paused`: silence is being written · `failed`: nothing is being written */
  state: z.enum(['starting', 'recording', 'paused', 'failed']),
  /** The rules ask for it: it may be paused, not ended. */
  isRequired: z.boolean(),
  /** Why nothing is being written. */
  failure: failureSchema.nullable(),
});
export type LiveRecording = z.infer<typeof liveRecordingSchema>;

/** `never`: not on demand either · `demand`: when the agent says so */
export const recordingPolicySchema = z.enum(['never', 'demand', 'in', 'out', 'all']);
export type RecordingPolicy = z.infer<typeof recordingPolicySchema>;

/** Which calls are recorded, who is told, and for how long it is kept. Part of the settings. */
export const recordingRulesSchema = z.object({
  recordingPolicy: recordingPolicySchema,
  /** Accounts that have a rule of their own. */
  recordingByAccount: z.array(z.object({ accountId: accountIdSchema, policy: recordingPolicySchema })).max(50),
  /** `beep`: a short tone that both sides hear, every 15 s. */
  recordingNotice: z.enum(['none', 'beep']),
  /** Days; 0: until somebody deletes it. */
  recordingKeptDays: z.int().min(0).max(3_650),
});
export type RecordingRules = z.infer<typeof recordingRulesSchema>;

export const defaultRecordingRules: RecordingRules = {
  recordingPolicy: 'demand',
  recordingByAccount: [],
  recordingNotice: 'none',
  recordingKeptDays: 90,
};

/** The account's own rule, or that of all. */
export function recordingPolicyOf({ recordingByAccount, recordingPolicy }: RecordingRules, accountId: AccountId): RecordingPolicy {
  return recordingByAccount.find((own) => own.accountId === accountId)?.policy ?? recordingPolicy;
}

/** As a timeline shows it. */
export const recordingSchema = z.object({
  id: recordingIdSchema,
  startedAt: instantSchema,
  durationMs: milliseconds,
  /** `interrupted`: it ends before the call did · `deleted`: by its age; only that it was remains */
  state: z.enum(['live', 'kept', 'interrupted', 'deleted']),
  deletedAfterDays: z.int().nonnegative().nullable(),
});
export type Recording = z.infer<typeof recordingSchema>;

export const recordingMarkSchema = z.object({
  /** `pause`: silence by intention · `gap`: nothing could be recorded · `marker`: a place the agent wants to find again */
  kind: z.enum(['pause', 'gap', 'marker']),
  fromMs: milliseconds,
  toMs: milliseconds,
});
export type RecordingMark = z.infer<typeof recordingMarkSchema>;

/** One packet of Opus stands for so long (RFC 6716 §2.1.4). */
export const packetMs = 20;

/** Two streams of one channel each, CELT, full band, 20 ms, and nothing in them: decoded, it is digital silence. */
export const silentPacket: readonly number[] = [0xf8, 2, 0xff, 0xfe, 0xf8, 0xff, 0xfe];
