import { plainRoute, type Account, type AccountStatus, type AccountTestResult } from '../../contract/model/account.ts';
import { defaultSoundSettings, noFormerDevices, type AudioState } from '../../contract/model/audio.ts';
import { noShortcuts } from '../../contract/model/call-keys.ts';
import { defaultRecordingRules } from '../../contract/model/recording.ts';
import { defaultCallRules, noForwardCodes, plainDialPlan } from '../../contract/model/call-rules.ts';
import type { ChannelAccount, ChannelStatus, MailAccount } from '../../contract/model/channel-account.ts';
import type { MailFolder } from '../../contract/model/mail-folder.ts';
import type { SignIn } from '../../contract/model/sign-in.ts';
import type { AgentPresence, WrapUp } from '../../contract/model/agent.ts';
import type { LoadedPictures, MediaState, PictureSender, Unpacked } from '../../contract/model/media.ts';
import type { OutboxEntry } from '../../contract/model/outbox.ts';
import type { MailDraft } from '../../contract/model/draft.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { CallQuality, QualityReport } from '../../contract/model/call-quality.ts';
import type { Contact } from '../../contract/model/contact.ts';
import {
  accountIdSchema,
  contactIdSchema,
  conversationIdSchema,
  firstEntryIdAt,
  identityIdSchema,
  interactionIdSchema,
} from '../../contract/model/ids.ts';
import type { InboxRow } from '../../contract/model/inbox.ts';
import type { ApplicationState, Settings } from '../../contract/model/settings.ts';
import type { MessageEntry, NoteEntry, RecentCall, TimelineEntry } from '../../contract/model/timeline.ts';
import { noSystemCodes, type Colleagues } from '../../contract/model/colleague.ts';
import { buildCallEntry } from '../builders.ts';
import { buildInbox } from './inbox-world.ts';
import type { FakeRecording } from './fake-recording.ts';

/** All a window can be told, to be changed by a test at will. */
export interface DeskWorld {
  application: ApplicationState;
  settings: Settings;
  accounts: Account[];
  statuses: AccountStatus[];
  testResult: AccountTestResult;
  channelAccounts: ChannelAccount[];
  channelStatuses: ChannelStatus[];
  folders: MailFolder[];
  signIns: SignIn[];
  outbox: OutboxEntry[];
  mailDrafts: MailDraft[];
  /** The cleaned HTML of messages. */
  html: Record<number, string>;
  media: { readonly state: MediaState; readonly bytes?: Buffer; readonly contentId?: string }[];
  unpacked: Unpacked;
  pictureSenders: PictureSender[];
  remotePictures: LoadedPictures;
  calls: LiveCall[];
  colleagues: Colleagues;
  audio: AudioState;
  /** How loud the microphone is found to be. */
  recordedLevel: number;
  contacts: Contact[];
  entries: TimelineEntry[];
  recent: RecentCall[];
  inbox: InboxRow[];
  wrapUps: WrapUp[];
  presence: AgentPresence;
  notes: Record<number, string>;
  /** By call. */
  qualityReports: Record<number, QualityReport>;
  recordings: Record<number, FakeRecording>;
  seq: number;
}

const minute = 60_000;
const day = 24 * 60 * minute;
const accountId = accountIdSchema.parse(1);
const mailAccountId = accountIdSchema.parse(9);
export const marenId = contactIdSchema.parse(1);
export const strangerId = contactIdSchema.parse(4);

const interactionId = (n: number) => interactionIdSchema.parse(n);

export function buildSettings(fields: Partial<Settings> = {}): Settings {
  return {
    agentName: 'Lea Winter',
    theme: 'light',
    language: 'en',
    country: 'DE',
    ...defaultSoundSettings,
    formerDevices: noFormerDevices,
    isNotificationShown: true,
    undoSendMs: 10_000,
    maxMessageMb: 25,
    inboxOrder: 'longest',
    wrapUpMs: 60_000,
    dispositions: ['Resolved', 'Call back', 'Replacement', 'Complaint', 'Wrong number'].map((label, n) => ({ id: `d${n}`, label })),
    awayReasons: ['Break', 'Lunch', 'Meeting', 'Training'].map((label, n) => ({ id: `r${n}`, label })),
    ...defaultCallRules,
    ...defaultRecordingRules,
    shortcuts: noShortcuts,
    isUnprotectedVaultAccepted: false,
    ...fields,
  };
}

export function buildAccount(fields: Partial<Account> = {}): Account {
  return {
    id: accountId,
    kind: 'sip',
    label: 'Support',
    aor: 'lea@pbx.example.org',
    displayName: 'ACME Support',
    authUser: null,
    serverUrl: 'wss://pbx.example.org:8089/ws',
    iceServers: [],
    ...plainRoute,
    dtmfMode: 'auto',
    dialPlan: plainDialPlan,
    forwardCodes: noForwardCodes,
    callerIds: [],
    colleagues: [],
    systemCodes: noSystemCodes,
    isEnabled: true,
    isDefault: true,
    ...fields,
  };
}

export function buildMailAccount(fields: Partial<MailAccount> = {}): MailAccount {
  return {
    id: mailAccountId,
    kind: 'email-imap',
    label: 'Support mailbox',
    address: 'support@example.org',
    displayName: 'ACME Support',
    userName: 'support@example.org',
    login: { kind: 'user-password' },
    imap: { host: 'imap.example.org', port: 993, security: 'tls' },
    smtp: { host: 'smtp.example.org', port: 465, security: 'tls' },
    folders: null,
    isLeftAsIs: false,
    signature: 'ACME Support',
    isEnabled: true,
    ...fields,
  };
}

export function buildQuality(fields: Partial<CallQuality> = {}): CallQuality {
  const path = { local: 'host', remote: 'host', protocol: 'udp', localAddress: '192.0.2.10:40000', remoteAddress: '203.0.113.5:30000' } as const;
  return { mos: 4.2, jitterMs: 6, lossRatio: 0, lossThereRatio: 0, rttMs: 34, codec: 'opus', path, ...fields };
}

export function buildLiveCall(fields: Partial<LiveCall> = {}): LiveCall {
  const startedAt = fields.startedAt ?? Date.now() - 252_000;
  return {
    callId: firstEntryIdAt(startedAt),
    interactionId: interactionId(90),
    accountId,
    contactId: marenId,
    contactName: 'Maren Schulte',
    company: 'Schulte Elektrotechnik',
    match: { by: 'exact-number', value: '+49 221 5550187' },
    address: '+49 221 5550187',
    callerName: null,
    lastMatter: 'SMS yesterday: new router has no power adapter',
    direction: 'in',
    state: 'connected',
    isCurrent: true,
    isMuted: false,
    isHeldHere: false,
    isHeldThere: false,
    startedAt,
    answeredAt: startedAt + 4_000,
    quality: buildQuality(),
    trouble: null,
    notice: null,
    answersAt: null,
    dtmfSent: '',
    transfer: null,
    referral: null,
    consultsFor: null,
    conference: null,
    recording: null,
    ...fields,
  };
}

export function buildContact(fields: Partial<Contact> & { phone?: string; email?: string } = {}): Contact {
  const { phone = '+49 221 5550187', email, ...rest } = fields;
  const id = rest.id ?? marenId;
  const identity = (n: number) => identityIdSchema.parse(id * 10 + n);
  return {
    id,
    name: 'Maren Schulte',
    company: 'Schulte Elektrotechnik',
    isProvisional: false,
    identities: [
      { id: identity(1), kind: 'phone', value: phone.replaceAll(' ', ''), raw: phone, isVerified: true },
      ...(email ? [{ id: identity(2), kind: 'email' as const, value: email, raw: email, isVerified: true }] : []),
    ],
    createdAt: Date.now() - 900 * day,
    ...rest,
  };
}

export function buildWrapUp(fields: Partial<WrapUp> = {}): WrapUp {
  const startedAt = fields.startedAt ?? Date.now() - 20_000;
  return {
    interactionId: interactionId(91),
    callId: firstEntryIdAt(startedAt - 400_000),
    contactId: marenId,
    contactName: 'Maren Schulte',
    address: '+49 221 5550187',
    startedAt,
    dueAt: startedAt + minute,
    dispositionId: null,
    note: 'Adapter missing, wants it by Friday.',
    followUpAt: null,
    ...fields,
  };
}

/** A desk in the middle of a working day. */
export function buildWorld(fields: Partial<DeskWorld> = {}): DeskWorld {
  const now = Date.now();
  const contacts = [
    buildContact({ email: 'm.schulte@example.org' }),
    buildContact({ id: contactIdSchema.parse(2), name: 'Jonas Okafor', company: null, phone: '+49 40 5550123' }),
    buildContact({ id: contactIdSchema.parse(3), name: 'Ayşe Demir', company: 'Demir & Söhne Gartenbau GmbH', phone: '+49 89 5550177' }),
    buildContact({ id: strangerId, name: null, company: null, isProvisional: true, phone: '+49 30 5550142' }),
  ];
  return {
    application: {
      version: '0.1.0',
      shell: 'test',
      workspace: 'live',
      systemLocale: 'en-GB',
      vaultProtection: 'system',
      isMediaReady: true,
      refusedShortcuts: [],
    },
    settings: buildSettings(),
    accounts: [buildAccount()],
    statuses: [{ accountId, state: 'ok', failure: null, lastSuccessAt: now - minute, nextTryAt: null }],
    testResult: {
      isRegistered: false,
      steps: (['dns', 'tcp', 'tls', 'websocket', 'authentication', 'registered'] as const).map((step, n) => ({
        step,
        outcome: n < 4 ? ('passed' as const) : n === 4 ? ('failed' as const) : ('not-reached' as const),
        tookMs: 12,
      })),
      failure: { reason: 'password-refused', technical: '403' },
    },
    channelAccounts: [buildMailAccount()],
    channelStatuses: [
      { accountId: mailAccountId, state: 'ok', failure: null, lastSuccessAt: now - minute, nextTryAt: null, progress: null, isBackfillPaused: false },
    ],
    folders: [],
    signIns: [],
    outbox: [],
    mailDrafts: [],
    html: {},
    media: [],
    unpacked: { text: '', files: [] },
    pictureSenders: [],
    remotePictures: { isAllowed: false, pictures: [] },
    calls: [],
    colleagues: { colleagues: [], voicemails: [], slots: [] },
    audio: buildAudio(),
    recordedLevel: 0.7,
    contacts,
    entries: buildHistory(now),
    recent: buildRecent(now, contacts),
    inbox: buildInbox(now, contacts),
    wrapUps: [],
    presence: { state: 'available', awayReasonId: null, since: now - 14 * minute, next: { state: 'available', awayReasonId: null } },
    notes: {},
    qualityReports: {},
    recordings: {},
    seq: 100,
    ...fields,
  };
}

const headset = { groupId: 'headset', isDefault: true };
const builtIn = { groupId: 'built-in', isDefault: false };

/** A headset, and what the computer has itself. */
export function buildAudio(fields: Partial<AudioState> = {}): AudioState {
  const microphone = { id: 'mic', label: 'Headset Microphone', kind: 'input', ...headset } as const;
  const speaker = { id: 'out', label: 'Headset Earphone', kind: 'output', ...headset } as const;
  const others = [
    { id: 'mic2', label: 'Built-in Microphone', kind: 'input', ...builtIn },
    { id: 'out2', label: 'Built-in Speakers', kind: 'output', ...builtIn },
  ] as const;
  return { devices: [microphone, speaker, ...others], inUse: { microphone, speaker, ringer: speaker }, switched: [], headset: null, ...fields };
}

const plainMessage = {
  accountId: null,
  subject: null,
  text: '',
  isTextCut: false,
  hasHtml: false,
  from: null,
  to: [],
  cc: [],
  replyTo: [],
  attachments: [],
  delivery: 'received',
  failure: null,
  mark: null,
  isUnread: false,
  agentName: null,
} as const satisfies Partial<MessageEntry>;

function buildHistory(now: number): TimelineEntry[] {
  const conversationId = conversationIdSchema.parse(1);
  const base = (at: number) => ({ id: firstEntryIdAt(at), contactId: marenId, conversationId, interactionId: interactionId(1), at });
  const message = (at: number, fields: Partial<MessageEntry>): MessageEntry => {
    return { ...base(at), kind: 'message', channel: 'email', direction: 'in', ...plainMessage, ...fields };
  };
  const note = (at: number, text: string): NoteEntry => ({ ...base(at), kind: 'note', text, agentName: 'Lea Winter' });
  const call = (at: number, fields: Parameters<typeof buildCallEntry>[0]) => buildCallEntry({ ...base(at), ...fields });
  return [
    message(now - 4 * day, {
      subject: 'Router loses the connection every evening',
      text: 'Since the update last week the line drops between eight and nine. The lamp turns red, then everything is back after ten minutes.',
    }),
    message(now - 4 * day + 50 * minute, {
      direction: 'out',
      text: 'Dear Ms Schulte, thank you for the log. I have sent you a new device, order 4471-22.',
      agentName: 'Lea Winter',
    }),
    call(now - 3 * day, {
      durationMs: 400_000,
      note: 'Replacement promised for Saturday.',
      dispositionId: 'd2',
      agentName: 'Tim',
      followUpAt: now + day,
    }),
    call(now - 2 * day, { direction: 'out', result: 'unanswered', answeredAt: null, durationMs: null, agentName: 'Lea Winter' }),
    note(now - 2 * day + minute, 'Prefers to be called after five.'),
    message(now - 5 * 60 * minute, { channel: 'sms', text: 'Parcel came, but the new router has no power adapter :(' }),
    call(now - 180 * minute, { result: 'missed', answeredAt: null, durationMs: null, needsReturn: true }),
    call(now - 90 * minute, {
      direction: 'out',
      result: 'failed',
      answeredAt: null,
      durationMs: null,
      failure: { reason: 'callee-unavailable', technical: '480' },
    }),
  ];
}

function buildRecent(now: number, contacts: readonly Contact[]): RecentCall[] {
  const results = ['answered', 'missed', 'answered', 'unanswered', 'answered-elsewhere', 'busy', 'missed', 'failed', 'declined', 'answered'] as const;
  return Array.from({ length: 24 }, (_, n) => {
    const contact = contacts[n % contacts.length]!;
    const result = results[n % results.length]!;
    const isOut = result === 'unanswered' || result === 'busy' || result === 'failed' || n % 5 === 2;
    const at = now - (n * n + 1) * 17 * minute;
    return {
      callId: firstEntryIdAt(at),
      contactId: contact.id,
      contactName: contact.name,
      company: contact.company,
      address: contact.identities[0]!.raw,
      accountId,
      direction: isOut ? 'out' : 'in',
      result,
      at,
      durationMs: result === 'answered' ? (n + 1) * 47_000 : null,
      needsReturn: result === 'missed' && n < 8,
    };
  });
}
