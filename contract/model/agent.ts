import { z } from 'zod';
import { callIdSchema, contactIdSchema, instantSchema, interactionIdSchema } from './ids.ts';

export const agentStateSchema = z.enum(['available', 'busy', 'away', 'wrap-up', 'offline']);
export type AgentState = z.infer<typeof agentStateSchema>;

/** A state an agent may choose; `busy` and `wrap-up` come from the work itself. */
export const chosenAgentStateSchema = z.object({
  state: z.enum(['available', 'away', 'offline']),
  /** Id of an away reason from the settings; null otherwise. */
  awayReasonId: z.string().max(60).nullable(),
});
export type ChosenAgentState = z.infer<typeof chosenAgentStateSchema>;

export const agentPresenceSchema = z.object({
  state: agentStateSchema,
  awayReasonId: z.string().nullable(),
  since: instantSchema,
  /** What follows when the call and its wrap-up are over. */
  next: chosenAgentStateSchema,
});
export type AgentPresence = z.infer<typeof agentPresenceSchema>;

/** After-call work of one interaction. Saved with every change; restored after a crash. */
export const wrapUpSchema = z.object({
  interactionId: interactionIdSchema,
  callId: callIdSchema,
  contactId: contactIdSchema,
  contactName: z.string().nullable(),
  address: z.string(),
  startedAt: instantSchema,
  /** When the time set for wrap-up is over; null = no limit. It only warns. */
  dueAt: instantSchema.nullable(),
  dispositionId: z.string().nullable(),
  note: z.string(),
  followUpAt: instantSchema.nullable(),
});
export type WrapUp = z.infer<typeof wrapUpSchema>;

export const wrapUpEditSchema = z.object({
  interactionId: interactionIdSchema,
  dispositionId: z.string().max(60).nullable(),
  followUpAt: instantSchema.nullable(),
});
export type WrapUpEdit = z.infer<typeof wrapUpEditSchema>;
