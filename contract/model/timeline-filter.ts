import { z } from 'zod';
import { conversationIdSchema, type ConversationId } from './ids.ts';

/** What an entry is to whoever looks for it: a call, a note, or a message of one channel. */
export const entryForms = ['call', 'email', 'sms', 'social', 'chat', 'note'] as const;
export const entryFormSchema = z.enum(entryForms);
export type EntryForm = z.infer<typeof entryFormSchema>;

/** Which entries of a timeline are shown; null for "whichever". */
export const timelineFilterSchema = z.object({ form: entryFormSchema.nullable(), conversationId: conversationIdSchema.nullable() });
export type TimelineFilter = z.infer<typeof timelineFilterSchema>;

export const unfiltered: TimelineFilter = { form: null, conversationId: null };

type Formed = { readonly kind: 'call' | 'note' } | { readonly kind: 'message'; readonly channel: 'email' | 'sms' | 'social' | 'chat' };

export function formOf(entry: Formed): EntryForm {
  return entry.kind === 'message' ? entry.channel : entry.kind;
}

export function isShown(
  { form, conversationId }: { readonly form: EntryForm; readonly conversationId: ConversationId },
  filter: TimelineFilter,
): boolean {
  return (filter.form === null || form === filter.form) && (filter.conversationId === null || conversationId === filter.conversationId);
}

export function isSameFilter(a: TimelineFilter, b: TimelineFilter): boolean {
  return a.form === b.form && a.conversationId === b.conversationId;
}
