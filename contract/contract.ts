import { z } from 'zod';
import { accountDraftSchema, accountSchema, accountStatusSchema, accountTestResultSchema } from './model/account.ts';
import { agentPresenceSchema, chosenAgentStateSchema, wrapUpEditSchema, wrapUpSchema } from './model/agent.ts';
import { dtmfTonesSchema, liveCallSchema } from './model/call.ts';
import { completionSchema, contactEditSchema, contactSchema, contactSummarySchema } from './model/contact.ts';
import { failureSchema } from './model/failure.ts';
import { inboxCursorSchema, inboxFilterSchema, inboxPageSchema, inboxPatchSchema, tagSchema } from './model/inbox.ts';
import {
  channelAccountDraftSchema,
  channelAccountSchema,
  channelStatusSchema,
  channelTestResultSchema,
  mailServerSchema,
} from './model/channel-account.ts';
import {
  accountIdSchema,
  callIdSchema,
  contactIdSchema,
  conversationIdSchema,
  draftIdSchema,
  entryIdSchema,
  instantSchema,
  interactionIdSchema,
  seqSchema,
} from './model/ids.ts';
import { audioDevicesSchema } from './media.ts';
import { webLinkSchema } from './model/message.ts';
import { applicationStateSchema, settingsEditSchema, settingsSchema } from './model/settings.ts';
import {
  chunkSchema,
  draftContentSchema,
  draftFileSchema,
  draftPlaceSchema,
  draftSummarySchema,
  fileIdSchema,
  mailDraftSchema,
} from './model/draft.ts';
import {
  loadedPicturesSchema,
  mediaListSchema,
  mediaPartSchema,
  mediaRefSchema,
  mediaStateSchema,
  pictureSenderSchema,
  unpackedSchema,
} from './model/media.ts';
import { messageDraftSchema, outboxItemSchema } from './model/outbox.ts';
import { timelineFilterSchema } from './model/timeline-filter.ts';
import { recentCallSchema, recentFilterSchema, timelinePageSchema, timelinePatchSchema } from './model/timeline.ts';
import type { Side } from './side.ts';

const nothing = z.object({});
const ofCall = z.object({ callId: callIdSchema });
const ofContact = z.object({ contactId: contactIdSchema });
const ofEntry = z.object({ entryId: entryIdSchema });
const ofAccount = z.object({ accountId: accountIdSchema });
const ofDraft = z.object({ draftId: draftIdSchema });
const ofFile = z.object({ fileId: fileIdSchema });
const ofConversation = z.object({ conversationId: conversationIdSchema });

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

    /** Accounts that are polled: mailboxes and the like. */
    'channels.list': { input: nothing, output: z.object({ accounts: z.array(channelAccountSchema), statuses: z.array(channelStatusSchema) }) },
    'channels.add': { input: channelAccountDraftSchema, output: channelAccountSchema },
    'channels.edit': { input: ofAccount.extend({ draft: channelAccountDraftSchema }), output: channelAccountSchema },
    /** What it brought goes with it. */
    'channels.remove': { input: ofAccount, output: nothing },
    'channels.test': {
      input: z.object({ draft: channelAccountDraftSchema, accountId: accountIdSchema.nullable() }),
      output: channelTestResultSchema,
    },
    'channels.retry': { input: ofAccount, output: nothing },
    'channels.set-paused': { input: ofAccount.extend({ isPaused: z.boolean() }), output: nothing },
    /** Where the provider of an address has its servers, as far as that is known; nobody is asked. */
    'channels.suggest': {
      input: z.object({ address: z.string().max(254) }),
      output: z.object({ imap: mailServerSchema, smtp: mailServerSchema, isKnown: z.boolean() }).nullable(),
    },

    'voice.list': { input: nothing, output: z.object({ calls: z.array(liveCallSchema) }) },
    'voice.dial': {
      input: z.object({
        target: z.string().trim().min(1).max(255),
        accountId: accountIdSchema.nullable(),
        contactId: contactIdSchema.nullable(),
        /** True after the agent confirmed an emergency or premium number. */
        isConfirmed: z.boolean(),
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

    'audio.devices': { input: nothing, output: audioDevicesSchema },

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

    /** The whole text of a message; the HTML is cleaned, and still nothing to be trusted. */
    'messages.read': { input: z.object({ entryId: entryIdSchema }), output: z.object({ text: z.string(), html: z.string().nullable() }) },
    /** The message of ours that a report (a bounce) is about; null: it is not here. */
    'messages.find-concerned': {
      input: ofEntry,
      output: z.object({ message: z.object({ entryId: entryIdSchema, contactId: contactIdSchema }).nullable() }),
    },
    'messages.mark-read': { input: z.object({ entryId: entryIdSchema, isUnread: z.boolean() }), output: nothing },

    /** Puts it on the timeline and into the outbox; it goes out when it can no longer be taken back. */
    'messages.send': { input: messageDraftSchema, output: z.object({ entryId: entryIdSchema }) },

    'drafts.list': { input: nothing, output: z.object({ drafts: z.array(draftSummarySchema) }) },
    'drafts.read': { input: ofDraft, output: mailDraftSchema },
    /** On disk when it answers. Without an id: the one of this place, or a new one. */
    'drafts.save': { input: draftPlaceSchema.extend({ draftId: draftIdSchema.nullable(), content: draftContentSchema }), output: ofDraft },
    'drafts.discard': { input: ofDraft, output: nothing },
    /** Undoes `drafts.discard`, until the next start. */
    'drafts.restore': { input: ofDraft, output: nothing },
    /** A file that is going to be sent along: its bytes follow, in order. `isInline`: a picture inside the text. */
    'drafts.add-file': {
      input: ofDraft.extend({
        name: z.string().trim().min(1).max(255),
        mediaType: z.string().max(200),
        sizeBytes: z.int().min(0).max(2_000_000_000),
        isInline: z.boolean(),
      }),
      output: draftFileSchema,
    },
    'drafts.add-bytes': {
      input: ofFile.extend({ offset: z.int().nonnegative(), bytes: chunkSchema }),
      output: z.object({ receivedBytes: z.int().nonnegative() }),
    },
    /** A part of a file, as it was put in; empty at its end. */
    'drafts.read-bytes': { input: ofFile.extend({ offset: z.int().nonnegative() }), output: z.object({ bytes: chunkSchema }) },
    /** What came with the message this draft passes on. */
    'drafts.add-forwarded': { input: ofDraft, output: nothing },
    'drafts.remove-file': { input: ofFile, output: nothing },
    /** Undoes `drafts.remove-file`, until the next start. */
    'drafts.restore-file': { input: ofFile, output: nothing },
    /** How large a message of this account may be, as its server says (`isKnown`) or as most do. */
    'drafts.size-limit': { input: ofAccount, output: z.object({ maxBytes: z.int().positive(), isKnown: z.boolean() }) },

    'outbox.list': { input: nothing, output: z.object({ items: z.array(outboxItemSchema) }) },
    /** Takes a message off the timeline that has not gone out; answers it as it was written. */
    'outbox.take-back': { input: z.object({ entryId: entryIdSchema }), output: messageDraftSchema },
    /** Sends at once what still waits, or what was refused once more. */
    'outbox.hurry': { input: z.object({ entryId: entryIdSchema }), output: nothing },
    /** What nobody could know: it arrived, or it is to be sent again. */
    'outbox.decide': { input: z.object({ entryId: entryIdSchema, hasArrived: z.boolean() }), output: nothing },

    'inbox.open': {
      input: inboxFilterSchema.extend({ before: inboxCursorSchema.nullable(), limit: z.int().min(1).max(500) }),
      output: inboxPageSchema,
    },
    'inbox.set-state': { input: ofConversation.extend({ state: z.enum(['open', 'waiting', 'done']) }), output: nothing },
    /** It comes back by itself at that time, or as soon as somebody writes. */
    'inbox.snooze': { input: ofConversation.extend({ until: instantSchema }), output: nothing },
    /** To an agent by name, '' where the agent of this desk gave none; null: to nobody. */
    'inbox.assign': { input: ofConversation.extend({ assignedTo: z.string().trim().max(120).nullable() }), output: nothing },
    'inbox.tag': { input: ofConversation.extend({ tag: tagSchema, isSet: z.boolean() }), output: nothing },
    'inbox.mark-read': { input: ofConversation.extend({ isUnread: z.boolean() }), output: nothing },
    /** Every tag in use. */
    'inbox.tags': { input: nothing, output: z.object({ tags: z.array(z.string()) }) },

    /** What a message has beside its text. What becomes of a fetch is told by `media.changed`. */
    'media.list': { input: ofEntry, output: mediaListSchema },
    'media.fetch': { input: mediaRefSchema, output: nothing },
    'media.stop': { input: mediaRefSchema, output: nothing },
    /** A piece of what is here, in base64; one that is shorter than the others is the last. */
    'media.read': { input: mediaRefSchema.extend({ offset: z.int().nonnegative() }), output: z.object({ bytes: z.string().max(270_000) }) },
    /** What a winmail.dat holds. */
    'media.unpack': { input: mediaRefSchema, output: unpackedSchema },
    /** Asks where to. null: nowhere. Refused as unavailable where there is no desktop: then the page saves what it reads. */
    'media.save': {
      input: ofEntry.extend({ parts: z.array(mediaPartSchema).min(1).max(200) }),
      output: z.object({ savedId: z.string().nullable() }),
    },
    'media.show-saved': { input: z.object({ savedId: z.string().max(60) }), output: nothing },

    'pictures.senders': { input: nothing, output: z.object({ senders: z.array(pictureSenderSchema) }) },
    /** Pictures of a mail from outside: because the agent asked, or where its sender is allowed for good. */
    'pictures.load': { input: ofEntry.extend({ isAsked: z.boolean() }), output: loadedPicturesSchema },
    'pictures.allow': { input: ofEntry, output: nothing },
    'pictures.revoke': { input: ofAccount.extend({ address: z.string().max(320) }), output: nothing },

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
    'application.changed': applicationStateSchema,
    'settings.changed': settingsSchema,
    'accounts.changed': z.object({ accounts: z.array(accountSchema), statuses: z.array(accountStatusSchema) }),
    'channels.changed': z.object({ accounts: z.array(channelAccountSchema), statuses: z.array(channelStatusSchema) }),
    'drafts.changed': z.object({ drafts: z.array(draftSummarySchema) }),
    'media.changed': mediaStateSchema,
    'pictures.changed': z.object({ senders: z.array(pictureSenderSchema) }),
    'outbox.changed': z.object({ items: z.array(outboxItemSchema) }),
    'calls.changed': z.object({ calls: z.array(liveCallSchema) }),
    /** A call ended or failed: the sentence to show, beside the entry on the timeline. */
    'calls.finished': z.object({ callId: callIdSchema, contactId: contactIdSchema.nullable(), failure: failureSchema.nullable() }),
    'audio.changed': audioDevicesSchema,
    'contacts.changed': contactSchema,
    'timeline.patched': timelinePatchSchema,
    'recent.patched': z.object({ seq: seqSchema, upserted: z.array(recentCallSchema).max(500), needsReturn: z.int().nonnegative() }),
    'inbox.patched': inboxPatchSchema,
    'wrap-up.changed': z.object({ wrapUps: z.array(wrapUpSchema) }),
    'agent.changed': agentPresenceSchema,
    /** The agent asked for this from outside the window (notification, link): open it. */
    'window.contact-requested': z.object({ contactId: contactIdSchema, at: instantSchema }),
  },
} as const satisfies Side;

/** The agent's window asks; nobody asks anything of it. */
export const viewSide = { calls: {}, events: {} } as const satisfies Side;
