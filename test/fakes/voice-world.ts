import { ContractError } from '../../contract/errors.ts';
import { defaultCallRules, type CallRules } from '../../contract/model/call-rules.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { QualityReport } from '../../contract/model/call-quality.ts';
import { callIdSchema, contactIdSchema, interactionIdSchema, type CallId } from '../../contract/model/ids.ts';
import type { ConferenceParty } from '../../contract/model/conference.ts';
import { defaultRecordingRules, type RecordingRules } from '../../contract/model/recording.ts';
import type { CallTransfer } from '../../contract/model/transfer.ts';
import { createEmitter } from '../../main/lib/emitter.ts';
import { createVoiceService } from '../../main/voice/call-control.ts';
import type { CallJournal, NewCall } from '../../main/voice/call-journal.ts';
import { createMediaLink } from '../../main/voice/media-link.ts';
import type { CallAdmission, VoiceAccount, VoiceAccounts } from '../../main/voice/voice-accounts.ts';
import type { SipSocketDeps, SupervisedSocket } from '../../main/voice/sip-socket.ts';
import type { FinishedCall, VoiceService } from '../../main/voice/voice-service.ts';
import { createFakeMediaPage, type FakeMediaPage, type FakeMediaPageOptions } from './fake-media-page.ts';
import { createLoopServer, type LoopServer } from './loop-server.ts';
import { createManualClock, type ManualClock } from './manual-clock.ts';
import type { AddressChange } from '../../main/ports.ts';
import { alice } from './voice-accounts.ts';
import { createMemoryTape, type MemoryTape } from './memory-tape.ts';
import { createRecordingLogger, stillNetwork, type RecordingLogger } from './memory-ports.ts';

export type JournalLine = NewCall & {
  callId: CallId;
  answeredAt: number | null;
  end: Parameters<CallJournal['end']>[1] | null;
  transfer: CallTransfer | null;
  conference: readonly ConferenceParty[];
  quality: QualityReport | null;
};

/** The voice service with real JsSIP between a SIP server and a media page, both in memory. */
export interface VoiceWorld extends AsyncDisposable {
  readonly voice: VoiceService;
  readonly server: LoopServer;
  readonly page: FakeMediaPage;
  readonly clock: ManualClock;
  readonly logger: RecordingLogger;
  readonly journal: readonly JournalLine[];
  readonly finished: readonly FinishedCall[];
  readonly accounts: { list: VoiceAccount[]; password: string | null; changed: () => void };
  admission: ReturnType<CallAdmission['admit']>;
  rules: CallRules;
  recordingRules: RecordingRules;
  readonly tape: MemoryTape;
  /** The machine has these addresses now. */
  moved(addresses: readonly string[], appeared?: readonly string[]): void;
  dial(target?: string): Promise<CallId>;
  /** Resolves with the first list of calls that fits. */
  until(fits: (calls: readonly LiveCall[]) => boolean): Promise<readonly LiveCall[]>;
  only(): LiveCall;
}

export interface VoiceWorldOptions {
  readonly account?: Partial<VoiceAccount>;
  readonly page?: FakeMediaPageOptions;
  /** In place of the one to the server in memory. */
  readonly openSocket?: (deps: SipSocketDeps) => SupervisedSocket;
}

export async function startVoiceWorld(options: VoiceWorldOptions = {}): Promise<VoiceWorld> {
  const clock = createManualClock();
  const logger = createRecordingLogger();
  const server = createLoopServer({ clock, logger });
  const page = createFakeMediaPage(options.page);
  const media = createMediaLink({ clock, logger, restartMediaPage() {} });
  const tape = createMemoryTape();
  const journal: JournalLine[] = [];
  const finished: FinishedCall[] = [];
  const moved = createEmitter<AddressChange>();
  const accountsChanged = createEmitter<void>();
  const book = { list: [{ ...alice, ...options.account }], password: 'alice-pw' as string | null, changed: () => accountsChanged.emit() };
  const accounts: VoiceAccounts = { list: () => book.list, password: () => book.password, changed: accountsChanged };
  const find = (callId: CallId): JournalLine => {
    const line = journal.find((one) => one.callId === callId);
    if (!line) throw new ContractError('not-found');
    return line;
  };
  const voice = createVoiceService({
    accounts,
    journal: {
      begin(call) {
        const number = journal.length + 1;
        const callId = callIdSchema.parse(number);
        journal.push({ ...call, callId, answeredAt: null, end: null, transfer: null, conference: [], quality: null });
        const contact = { contactId: contactIdSchema.parse(number), contactName: null, company: null, lastMatter: null };
        return {
          callId,
          interactionId: interactionIdSchema.parse(number),
          ...contact,
          match: { by: 'new-caller', value: call.address },
          address: call.address,
        };
      },
      answer: (callId, at) => void (find(callId).answeredAt = at),
      end: (callId, how) => void (find(callId).end = how),
      conference: (callId, parties) => void (find(callId).conference = parties),
      transfer: (callId, transfer) => void (find(callId).transfer = transfer),
      saveQuality: (callId, report) => void (find(callId).quality = report),
    },
    rules: () => ({ ...world.rules, ...world.recordingRules }),
    archive: tape.archive,
    admission: { admit: () => world.admission, isOnDuty: () => true, changed: createEmitter<void>() },
    media,
    openSocket: () => options.openSocket?.({ clock, logger, delayOf: () => 0 }) ?? server.openSocket(),
    clock,
    logger,
    network: { ...stillNetwork, onAddressesChanged: moved.on },
    country: () => 'DE',
    userAgentName: 'test',
  });
  voice.callFinished.on((call) => finished.push(call));
  voice.attachMedia(page.connection, page.closed);
  page.emit('media.ready', {});

  const world: VoiceWorld = {
    voice,
    server,
    page,
    clock,
    logger,
    journal,
    finished,
    accounts: book,
    admission: 'ring',
    rules: defaultCallRules,
    moved: (addresses, appeared = []) => moved.emit({ addresses, appeared }),
    recordingRules: defaultRecordingRules,
    tape,
    dial: (target = '+493099887766') => voice.dial({ target, accountId: null, contactId: null, isConfirmed: false }),
    until(fits) {
      if (fits(voice.list())) return Promise.resolve(voice.list());
      return new Promise((resolve) => {
        const off = voice.callsChanged.on((calls) => {
          if (!fits(calls)) return;
          off();
          resolve(calls);
        });
      });
    },
    only() {
      const [call, ...others] = voice.list();
      if (!call || others.length > 0) throw new Error(`${voice.list().length} calls`);
      return call;
    },
    async [Symbol.asyncDispose]() {
      await voice[Symbol.asyncDispose]();
      media[Symbol.dispose]();
    },
  };
  await registeredState(voice);
  return world;
}

function registeredState(voice: VoiceService): Promise<void> {
  if (voice.statuses()[0]?.state === 'ok') return Promise.resolve();
  return new Promise((resolve) => {
    const off = voice.statusesChanged.on(([status]) => {
      if (status?.state !== 'ok') return;
      off();
      resolve();
    });
  });
}
