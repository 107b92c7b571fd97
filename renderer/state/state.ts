import type { Account, AccountStatus } from '../../contract/model/account.ts';
import type { AgentPresence, WrapUp } from '../../contract/model/agent.ts';
import type { ChannelAccount, ChannelStatus } from '../../contract/model/channel-account.ts';
import type { DraftContent, DraftPlace, DraftSummary, FileId } from '../../contract/model/draft.ts';
import type { MediaState, PictureSender } from '../../contract/model/media.ts';
import type { OutboxEntry } from '../../contract/model/outbox.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { Colleagues } from '../../contract/model/colleague.ts';
import type { Contact } from '../../contract/model/contact.ts';
import type { ContractErrorShape } from '../../contract/errors.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { AccountId, CallId, ContactId, ConversationId, DraftId, EntryId } from '../../contract/model/ids.ts';
import { noAudio, type AudioState } from '../../contract/model/audio.ts';
import type { ApplicationState, Settings } from '../../contract/model/settings.ts';
import type { SignIn } from '../../contract/model/sign-in.ts';
import type { RecentCall, RecentFilter } from '../../contract/model/timeline.ts';
import { unfiltered, type TimelineFilter } from '../../contract/model/timeline-filter.ts';
import type { InboxList } from '../../contract/inbox-reducer.ts';
import type { TimelineWindow } from '../../contract/timeline-reducer.ts';
import { createStore, type StoreApi } from 'zustand/vanilla';

export type Area = 'inbox' | 'calls' | 'colleagues' | 'contacts' | 'outbox' | 'settings';

export interface RecentList {
  readonly filter: RecentFilter;
  readonly seq: number;
  readonly calls: readonly RecentCall[];
  readonly hasOlder: boolean;
  readonly needsReturn: number;
  readonly isLoaded: boolean;
}

/** A sentence that stays a while; with `undo` it can be taken back. */
export interface Notice {
  readonly id: number;
  readonly text: string;
  readonly tone: 'plain' | 'stop';
  readonly undo: (() => void) | null;
  /** Until then it can be undone, and stays; counted in seconds. */
  readonly untilAt: number | null;
}

/** A mail while it is being written in this window. */
export interface Letter {
  /** Stays the same when it is saved for the first time. */
  readonly key: string;
  readonly place: DraftPlace;
  /** null: main does not know of it yet. */
  readonly draftId: DraftId | null;
  readonly content: DraftContent;
  /** Counts up whenever the text came from elsewhere than the keyboard. */
  readonly revision: number;
  readonly isSaved: boolean;
}

/** A file a message has with it; its size where that is known beforehand. */
export interface ViewedFile {
  readonly part: string;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number | null;
}

/** What is looked at over everything else: one of these files. */
export interface Viewer {
  readonly entryId: EntryId;
  readonly part: string;
  readonly files: readonly ViewedFile[];
}

/** A call to an emergency number waits for the agent's word. */
export interface EmergencyQuestion {
  readonly number: string;
  answer(isConfirmed: boolean): void;
}

/** Which part of a person's line is looked at. */
export interface LineView {
  /** Stays from person to person, but for that of one conversation. */
  readonly filter: TimelineFilter;
  /** Counts the runs that were opened: where another was scrolled to says nothing of this one. */
  readonly opening: number;
  /** Where this run was opened; null: at the newest. */
  readonly startAt: EntryId | null;
  /** The focus goes there as well; opened from a list, it stays in the list. */
  readonly takesFocus: boolean;
  /** The conversation this run was opened for: its entries stand out. */
  readonly marked: ConversationId | null;
}

/** What main said last (written by sync.ts alone), and what is open on this screen (written by actions.ts). */
export interface DeskState {
  readonly connection: 'connecting' | 'open' | 'lost' | 'refused';
  readonly refusal: ContractErrorShape | null;
  readonly application: ApplicationState | null;
  readonly settings: Settings | null;
  readonly accounts: readonly Account[];
  readonly statuses: readonly AccountStatus[];
  readonly channelAccounts: readonly ChannelAccount[];
  readonly channelStatuses: readonly ChannelStatus[];
  readonly signIns: readonly SignIn[];
  readonly outbox: readonly OutboxEntry[];
  /** Mails that are being written, of everybody; the one that was written on last comes first. */
  readonly mailDrafts: readonly DraftSummary[];
  /** What messages have beside their text, by entry and part; what is not in it is absent, as far as anybody asked. */
  readonly media: Readonly<Record<string, MediaState>>;
  readonly pictureSenders: readonly PictureSender[];
  readonly calls: readonly LiveCall[];
  readonly colleagues: Colleagues;
  readonly audio: AudioState;
  /** 0–1, while it is measured. */
  readonly microphoneLevel: number;
  readonly presence: AgentPresence | null;
  readonly wrapUps: readonly WrapUp[];
  readonly recent: RecentList;
  readonly inbox: InboxList | null;
  readonly contact: Contact | null;
  readonly timeline: TimelineWindow | null;
  readonly lastFinished: { readonly callId: CallId; readonly failure: Failure | null } | null;
  readonly lastFlood: { readonly accountId: AccountId } | null;

  readonly area: Area;
  readonly contactId: ContactId | null;
  readonly line: LineView;
  /** Which of this contact's conversations was opened, where it was one. */
  readonly conversationId: ConversationId | null;
  /** Rows of the inbox stay where they are: they are pointed at, or one has the focus. */
  readonly isInboxHeld: boolean;
  readonly isKeypadOpen: boolean;
  /** The call whose transfer is being prepared. */
  readonly transferOf: CallId | null;
  readonly isKeysShown: boolean;
  readonly isEndAsked: boolean;
  readonly emergency: EmergencyQuestion | null;
  /** What is being written here, by its key. */
  readonly letters: Readonly<Record<string, Letter>>;
  /** The letter in the composer of a contact; null: none, undefined: nobody chose yet. */
  readonly openLetters: Readonly<Partial<Record<ContactId, string | null>>>;
  /** The letter the agent asked for: writing begins there as soon as it is shown. */
  readonly wantedLetter: string | null;
  /** How much of a file is on its way into main. */
  readonly uploads: Readonly<Partial<Record<FileId, number>>>;
  readonly viewer: Viewer | null;
  readonly notices: readonly Notice[];
  /** Notes as they are being typed, by call; kept until main has them. */
  readonly drafts: Readonly<Record<CallId, { readonly text: string; readonly isSaved: boolean }>>;
}

export type DeskStore = StoreApi<DeskState>;

export function createDeskStore(): DeskStore {
  return createStore<DeskState>(() => ({
    connection: 'connecting',
    refusal: null,
    application: null,
    settings: null,
    accounts: [],
    statuses: [],
    channelAccounts: [],
    channelStatuses: [],
    signIns: [],
    outbox: [],
    mailDrafts: [],
    media: {},
    pictureSenders: [],
    calls: [],
    colleagues: { colleagues: [], voicemails: [], slots: [] },
    audio: noAudio,
    microphoneLevel: 0,
    presence: null,
    wrapUps: [],
    recent: { filter: 'all', seq: 0, calls: [], hasOlder: false, needsReturn: 0, isLoaded: false },
    inbox: null,
    contact: null,
    timeline: null,
    lastFinished: null,
    lastFlood: null,
    area: 'calls',
    contactId: null,
    line: { filter: unfiltered, opening: 0, startAt: null, takesFocus: false, marked: null },
    conversationId: null,
    isInboxHeld: false,
    isKeypadOpen: false,
    transferOf: null,
    isKeysShown: false,
    isEndAsked: false,
    emergency: null,
    letters: {},
    openLetters: {},
    wantedLetter: null,
    uploads: {},
    viewer: null,
    notices: [],
    drafts: {},
  }));
}

/** Where an agent's work begins: with what was written, where there is a mailbox. */
export function homeArea({ channelAccounts }: Pick<DeskState, 'channelAccounts'>): Area {
  return channelAccounts.length > 0 ? 'inbox' : 'calls';
}
