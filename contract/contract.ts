import { z } from 'zod';
import { accountDraftSchema, accountSchema, accountStatusSchema, accountTestResultSchema } from './model/account.ts';
import { agentPresenceSchema, chosenAgentStateSchema, wrapUpEditSchema, wrapUpSchema } from './model/agent.ts';
import { forwardCaseSchema, forwardWaySchema } from './model/call-rules.ts';
import { dialTargetSchema, dtmfTonesSchema, liveCallSchema } from './model/call.ts';
import { completionSchema, contactEditSchema, contactSchema, contactSummarySchema } from './model/contact.ts';
import { failureSchema } from './model/failure.ts';
import { accountIdSchema, callIdSchema, contactIdSchema, entryIdSchema, instantSchema, interactionIdSchema, seqSchema } from './model/ids.ts';
import { webLinkSchema } from './model/message.ts';
import { applicationStateSchema, settingsEditSchema, settingsSchema } from './model/settings.ts';
import { timelineFilterSchema } from './model/timeline-filter.ts';
import { recentCallSchema, recentFilterSchema, timelinePageSchema, timelinePatchSchema } from './model/timeline.ts';
import { colleagueCalls, colleagueEvents } from './colleague-calls.ts';
import { channelCalls, channelEvents } from './channel-calls.ts';
import { conferenceCalls } from './conference-calls.ts';
import { soundCalls, soundEvents } from './sound-calls.ts';
import { qualityCalls } from './quality-calls.ts';
import { recordingCalls } from './recording-calls.ts';
import type { Side } from './side.ts';

const nothing = z.object({});
const ofCall = z.object({ callId: callIdSchema });
const ofContact = z.object({ contactId: contactIdSchema });
const ofAccount = z.object({ accountId: accountIdSchema });

/** Everything an agent's window may ask of main, and everything main announces. A call answers "accepted" or a page; consequences arrive as events. */
export const mainSide = {
  calls: {
    'application.describe': { input: nothing, output: applicationStateSchema },
    /** Opens a web address in the user's browser; refused as unavailable where there is no desktop. */
    'application.open-link': { input: z.object({ url: webLinkSchema }), output: nothing },
    'settings.read': { input: nothing, output: settingsSchema },
    'settings.edit': { input: settingsEditSchema, output: settingsSchema },

    'accounts.list': { input: nothing, output: z.object({ accounts: z.array(accountSchema), statuses: z.array(accountStatusSchema) }) },
    'accounts.add': { input: accountDraftSchema, output: accountSchema },
    'accounts.edit': { input: ofAccount.extend({ draft: accountDraftSchema }), output: accountSchema },
    'accounts.remove': { input: ofAccount, output: nothing },
    'accounts.test': { input: z.object({ draft: accountDraftSchema, accountId: accountIdSchema.nullable() }), output: accountTestResultSchema },
    'accounts.retry': { input: ofAccount, output: nothing },

    'voice.list': { input: nothing, output: z.object({ calls: z.array(liveCallSchema) }) },
    'voice.dial': {
      input: z.object({
        target: dialTargetSchema,
        accountId: accountIdSchema.nullable(),
        contactId: contactIdSchema.nullable(),
        /** True after the agent confirmed an emergency or premium number. */
        isConfirmed: z.boolean(),
        /** The number of one of the account's caller ids; without it the account as it is. */
        callerId: z.string().max(255).nullable().optional(),
      }),
      output: ofCall,
    },
    'voice.answer': { input: ofCall, output: nothing },
    'voice.decline': { input: ofCall, output: nothing },
    'voice.hang-up': { input: ofCall, output: nothing },
    'voice.hold': { input: ofCall, output: nothing },
    'voice.resume': { input: ofCall, output: nothing },
    /** Holds the current call and resumes this one. */
    'voice.switch': { input: ofCall, output: nothing },
    'voice.mute': { input: ofCall.extend({ isMuted: z.boolean() }), output: nothing },
    'voice.send-dtmf': { input: ofCall.extend({ tones: dtmfTonesSchema }), output: nothing },
    'voice.silence-ringer': { input: nothing, output: nothing },
    /** Hands the call over at once; `name`: of whom, where the agent chose a person. How it goes stands in the call. */
    'voice.transfer': { input: ofCall.extend({ target: dialTargetSchema, name: z.string().max(200).nullable() }), output: nothing },
    /** Holds the call and asks somebody first. */
    'voice.consult': { input: ofCall.extend({ target: dialTargetSchema, contactId: contactIdSchema.nullable() }), output: ofCall },
    /** Connects two calls with each other and leaves both; the other one may still ring. */
    'voice.connect': { input: ofCall.extend({ otherCallId: callIdSchema }), output: nothing },
    /** Ends a consultation and goes back to the call that waits. */
    'voice.go-back': { input: ofCall, output: nothing },
    /** The other side wants to connect us to somebody: go along, or stay. */
    'voice.follow': { input: ofCall.extend({ isFollowed: z.boolean() }), output: nothing },

    /** Switches a forward on or off; by the server it counts once that has answered the feature code. */
    'rules.forward': {
      input: z.object({ when: forwardCaseSchema, way: forwardWaySchema, target: z.string().trim().max(255) }),
      output: nothing,
    },

    ...colleagueCalls,
    ...conferenceCalls,
    ...soundCalls,

    'contacts.read': { input: ofContact, output: contactSchema },
    'contacts.search': {
      input: z.object({ text: z.string().max(200), limit: z.int().min(1).max(50) }),
      output: z.object({ contacts: z.array(contactSummarySchema) }),
    },
    /** E-mail addresses of contacts whose name, company or address begins like the text. */
    'contacts.complete': {
      input: z.object({ text: z.string().max(200), limit: z.int().min(1).max(20) }),
      output: z.object({ completions: z.array(completionSchema) }),
    },
    'contacts.add': {
      input: z.object({ name: z.string().trim().min(1).max(200), address: z.string().trim().min(1).max(255) }),
      output: contactSchema,
    },
    'contacts.edit': { input: contactEditSchema, output: contactSchema },
    'contacts.add-address': { input: ofContact.extend({ address: z.string().trim().min(1).max(255) }), output: contactSchema },

    'timeline.open': {
      input: ofContact.extend({
        limit: z.int().min(1).max(500),
        filter: timelineFilterSchema.optional(),
        /** The page that ends there; null: the newest, unless another place is named. */
        before: entryIdSchema.nullable(),
        /** The page that begins behind it. */
        after: entryIdSchema.optional(),
        /** A page with what lies to both sides of it: an entry, or the first id of an instant. */
        around: entryIdSchema.optional(),
      }),
      output: timelinePageSchema,
    },
    'timeline.add-note': { input: ofContact.extend({ text: z.string().trim().min(1).max(20_000) }), output: z.object({ entryId: entryIdSchema }) },

    ...channelCalls,
    ...qualityCalls,
    ...recordingCalls,

    'recent.open': {
      input: z.object({ filter: recentFilterSchema, before: callIdSchema.nullable(), limit: z.int().min(1).max(500) }),
      output: z.object({ seq: seqSchema, calls: z.array(recentCallSchema), hasOlder: z.boolean(), needsReturn: z.int().nonnegative() }),
    },
    'recent.dismiss': { input: ofCall, output: nothing },
    /** Undoes `recent.dismiss`. */
    'recent.restore': { input: ofCall, output: nothing },

    /** The note of a live or finished call; replaces what was there. */
    'notes.save': { input: ofCall.extend({ text: z.string().max(20_000) }), output: nothing },
    'notes.read': { input: ofCall, output: z.object({ text: z.string() }) },

    'wrap-up.list': { input: nothing, output: z.object({ wrapUps: z.array(wrapUpSchema) }) },
    'wrap-up.edit': { input: wrapUpEditSchema, output: nothing },
    'wrap-up.finish': { input: z.object({ interactionId: interactionIdSchema }), output: nothing },

    'agent.read': { input: nothing, output: agentPresenceSchema },
    'agent.choose': { input: chosenAgentStateSchema, output: agentPresenceSchema },

    'practice.start': { input: nothing, output: nothing },
    'practice.ring': { input: z.object({ caller: z.enum(['known', 'unknown']) }), output: nothing },
    /** Removes the practice workspace and everything invented in it. */
    'practice.leave': { input: nothing, output: nothing },
  },
  events: {
    ...channelEvents,
    'application.changed': applicationStateSchema,
    'settings.changed': settingsSchema,
    'accounts.changed': z.object({ accounts: z.array(accountSchema), statuses: z.array(accountStatusSchema) }),
    'calls.changed': z.object({ calls: z.array(liveCallSchema) }),
    /** A call ended or failed: the sentence to show, beside the entry on the timeline. */
    'calls.finished': z.object({ callId: callIdSchema, contactId: contactIdSchema.nullable(), failure: failureSchema.nullable() }),
    /** Calls come faster than anybody makes them and are refused with 486; said once for each flood. */
    'calls.flooded': z.object({ accountId: accountIdSchema }),
    ...colleagueEvents,
    ...soundEvents,
    'contacts.changed': contactSchema,
    'timeline.patched': timelinePatchSchema,
    'recent.patched': z.object({ seq: seqSchema, upserted: z.array(recentCallSchema).max(500), needsReturn: z.int().nonnegative() }),
    'wrap-up.changed': z.object({ wrapUps: z.array(wrapUpSchema) }),
    'agent.changed': agentPresenceSchema,
    /** The agent asked for this from outside the window (notification, link): open it. */
    'window.contact-requested': z.object({ contactId: contactIdSchema, at: instantSchema }),
  },
} as const satisfies Side;

/** The agent's window asks; nobody asks anything of it. */
export const viewSide = { calls: {}, events: {} } as const satisfies Side;
