import { z } from 'zod';
import { inboxCursorSchema, inboxFilterSchema, inboxPageSchema, inboxPatchSchema, tagSchema } from './model/inbox.ts';
import {
  channelAccountDraftSchema,
  channelAccountSchema,
  channelStatusSchema,
  channelTestResultSchema,
  configuredAccountSchema,
  mailServerSchema,
} from './model/channel-account.ts';
import { accountIdSchema, contactIdSchema, conversationIdSchema, draftIdSchema, entryIdSchema, instantSchema } from './model/ids.ts';
import { mailFolderSchema } from './model/mail-folder.ts';
import { oauthProviderSchema } from './model/mail-login.ts';
import { signInIdSchema, signInSchema, signInWaySchema } from './model/sign-in.ts';
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
import type { Side } from './side.ts';

const nothing = z.object({});
const ofEntry = z.object({ entryId: entryIdSchema });
const ofAccount = z.object({ accountId: accountIdSchema });
const ofDraft = z.object({ draftId: draftIdSchema });
const ofFile = z.object({ fileId: fileIdSchema });
const ofConversation = z.object({ conversationId: conversationIdSchema });

/** What an agent's window asks about what is written rather than said: accounts that are polled, messages, drafts, the outbox, the inbox. Part of `mainSide`. */
export const channelCalls = {
  /** Accounts that are polled: mailboxes and the like. */
  'channels.list': { input: nothing, output: z.object({ accounts: z.array(channelAccountSchema), statuses: z.array(channelStatusSchema) }) },
  'channels.add': { input: channelAccountDraftSchema, output: configuredAccountSchema },
  'channels.edit': { input: ofAccount.extend({ draft: channelAccountDraftSchema }), output: configuredAccountSchema },
  /** What it brought goes with it. */
  'channels.remove': { input: ofAccount, output: nothing },
  'channels.test': {
    input: z.object({ draft: channelAccountDraftSchema, accountId: accountIdSchema.nullable() }),
    output: channelTestResultSchema,
  },
  'channels.retry': { input: ofAccount, output: nothing },
  'channels.set-paused': { input: ofAccount.extend({ isPaused: z.boolean() }), output: nothing },
  'channels.set-backfill-paused': { input: ofAccount.extend({ isPaused: z.boolean() }), output: nothing },
  /** Where the chosen provider, or that of an address, has its servers, as far as that is known; nobody is asked. */
  'channels.suggest': {
    input: z.object({ address: z.string().max(254), provider: oauthProviderSchema.nullable() }),
    output: z.object({ imap: mailServerSchema, smtp: mailServerSchema, isKnown: z.boolean(), oauth: oauthProviderSchema.nullable() }).nullable(),
  },
  /** The folders the server has. */
  'channels.folders': {
    input: z.object({ draft: channelAccountDraftSchema, accountId: accountIdSchema.nullable() }),
    output: z.object({ folders: z.array(mailFolderSchema) }),
  },

  /** Signs in at the provider of an account. Without a draft the stored account is signed in again, at once; with one the result waits for the form to be saved. */
  'sign-in.begin': {
    input: z.object({ accountId: accountIdSchema.nullable(), draft: channelAccountDraftSchema.nullable(), way: signInWaySchema }),
    output: signInSchema,
  },
  /** Opens its page in the user's browser; false where that is the page's own business (the browser shell). */
  'sign-in.open-page': { input: z.object({ signInId: signInIdSchema }), output: z.object({ isOpened: z.boolean() }) },
  'sign-in.cancel': { input: z.object({ signInId: signInIdSchema }), output: nothing },
  'sign-in.list': { input: nothing, output: z.object({ signIns: z.array(signInSchema) }) },

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
} as const satisfies Side['calls'];

/** What main announces of it. */
export const channelEvents = {
  'channels.changed': z.object({ accounts: z.array(channelAccountSchema), statuses: z.array(channelStatusSchema) }),
  'drafts.changed': z.object({ drafts: z.array(draftSummarySchema) }),
  'media.changed': mediaStateSchema,
  'pictures.changed': z.object({ senders: z.array(pictureSenderSchema) }),
  'sign-in.changed': z.object({ signIns: z.array(signInSchema) }),
  'outbox.changed': z.object({ items: z.array(outboxItemSchema) }),
  'inbox.patched': inboxPatchSchema,
} as const satisfies Side['events'];
