import { z } from 'zod';
import { accountIdSchema, instantSchema } from './ids.ts';

/** A number at the telephone system, or `user@domain`. */
const internalAddress = z
  .string()
  .trim()
  .min(1)
  .max(255)
  .regex(/^(\+?[\d\s().\-/*#]+|[\w.+*#-]+(@[\w.:[\]-]+)?)$/);

/** Somebody at the account's telephone system. Their order is that of speed dial. */
export const colleagueSchema = z.object({
  name: z.string().trim().min(1).max(120),
  address: internalAddress,
});
export type Colleague = z.infer<typeof colleagueSchema>;

const code = z
  .string()
  .trim()
  .max(40)
  .regex(/^[\d*#]*$/);

/** What is dialled at the account's telephone system for what it does beside calls; '' = it has none. */
export const systemCodesSchema = z.object({
  /** The voice mailbox; '' = as the server names it, if it does. */
  mailbox: z
    .string()
    .trim()
    .max(255)
    .regex(/^([\d*#+]*|[\w.+*#-]+)$/),
  /** Before the number of a colleague whose phone rings. */
  pickup: code,
  /** Where a call is parked. */
  park: code,
  /** `transfer`: the call is handed over to that number · `tones`: it is pressed in the call. */
  parkWay: z.enum(['transfer', 'tones']),
  /** The places calls are parked in: watched, and dialled to fetch the call. */
  slots: z.array(internalAddress).max(40),
  /** Before the place when a call is fetched. */
  retrieve: code,
});
export type SystemCodes = z.infer<typeof systemCodesSchema>;
export const noSystemCodes: SystemCodes = { mailbox: '', pickup: '', park: '', parkWay: 'transfer', slots: [], retrieve: '' };

export const mostColleagues = 300;

/** What a colleague does now; `unknown`: nobody has said, see `trouble`. */
export const colleagueStateSchema = z.enum(['free', 'ringing', 'on-call', 'busy', 'away', 'offline', 'unknown']);
export type ColleagueState = z.infer<typeof colleagueStateSchema>;

/**
 * Why nobody says: `asking` the answer is on its way · `no-line` the account is not connected · `unsupported` the server does not know of it · `refused` it does
 * not tell us · `not-found` it knows no such number · `silent` it does not answer · `failed` it could not just now
 */
export const watchTroubleSchema = z.enum(['asking', 'no-line', 'unsupported', 'refused', 'not-found', 'silent', 'failed']);
export type WatchTrouble = z.infer<typeof watchTroubleSchema>;

export const colleaguePresenceSchema = z.object({
  accountId: accountIdSchema,
  name: z.string(),
  address: z.string(),
  state: colleagueStateSchema,
  since: instantSchema.nullable(),
  /** Their own words, where they left some. */
  note: z.string().nullable(),
  /** Who rings there. */
  caller: z.string().nullable(),
  canPickUp: z.boolean(),
  trouble: watchTroubleSchema.nullable(),
});
export type ColleaguePresence = z.infer<typeof colleaguePresenceSchema>;

/** An account's voice mailbox. Only those the server has told of. */
export const voicemailSchema = z.object({
  accountId: accountIdSchema,
  isWaiting: z.boolean(),
  /** null: the server does not count. */
  newCount: z.int().nonnegative().nullable(),
  oldCount: z.int().nonnegative().nullable(),
  /** What is dialled to listen; null: nobody has said. */
  number: z.string().nullable(),
});
export type Voicemail = z.infer<typeof voicemailSchema>;

/** A place calls are parked in. */
export const parkingSlotSchema = z.object({
  accountId: accountIdSchema,
  slot: z.string(),
  isTaken: z.boolean(),
  /** Whom we parked there ourselves. */
  who: z.string().nullable(),
  since: instantSchema.nullable(),
  trouble: watchTroubleSchema.nullable(),
});
export type ParkingSlot = z.infer<typeof parkingSlotSchema>;

/** What the telephone systems tell beside calls. Travels whole with every `colleagues.changed`. */
export const colleaguesSchema = z.object({
  colleagues: z.array(colleaguePresenceSchema),
  voicemails: z.array(voicemailSchema),
  slots: z.array(parkingSlotSchema),
});
export type Colleagues = z.infer<typeof colleaguesSchema>;
