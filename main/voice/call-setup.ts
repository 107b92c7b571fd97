import { ContractError } from '../../contract/errors.ts';
import type { AccountId, CallId, ContactId } from '../../contract/model/ids.ts';
import type { Clock, Logger } from '../ports.ts';
import type { CallJournal, JournaledCall } from './call-journal.ts';
import type { CallEnd } from './call-outcome.ts';
import { createCallSession, HoldRefused, type CallSession } from './call-session.ts';
import { iceOf, readTarget, sipUriOf, type CallTarget } from './call-targets.ts';
import type { RtcSession } from './jssip-user-agent.ts';
import type { Line, Lines } from './lines.ts';
import type { LocalAudio } from './remote-peer-connection.ts';
import type { CallAdmission } from './voice-accounts.ts';
import type { VoiceCalls } from './voice-calls.ts';
import type { FinishedCall } from './voice-service.ts';
import type { WarmMicrophone } from './warm-microphone.ts';

export interface DialRequest {
  readonly target: string;
  readonly accountId: AccountId | null;
  readonly contactId: ContactId | null;
  readonly isConfirmed: boolean;
}

/** How calls come about, in either direction, and which of them has the microphone. What can be refused throws ContractError. */
export interface CallSetup {
  dial(request: DialRequest): Promise<CallId>;
  /** Somebody calls: it rings, or it is refused and written down as missed. */
  receive(line: Line, session: RtcSession): void;
  /** Takes the place of a call that is up: never refused. */
  receiveInPlace(line: Line, session: RtcSession): CallSession;
  /** A call of ours that was begun elsewhere. */
  trackOutgoing(line: Line, session: RtcSession, target: Pick<CallTarget, 'user' | 'host'>): CallSession;
  answer(call: CallSession): Promise<void>;
  /** Holds the others: one voice at a time. */
  takeOver(call: CallSession | null): Promise<void>;
  resume(call: CallSession): Promise<void>;
  /** Something came to nothing: back with whoever waits, unless the agent talks with somebody else by now. Never throws. */
  comeBack(call: CallSession): Promise<void>;
  /** Ready for one more call: a free line and the microphone. */
  makeRoom(): Promise<void>;
}

export interface CallSetupDeps {
  readonly calls: VoiceCalls;
  readonly lines: Lines;
  readonly journal: CallJournal;
  readonly admission: CallAdmission;
  readonly microphone: WarmMicrophone;
  readonly audio: LocalAudio;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly country: () => string;
  readonly onFinished: (call: FinishedCall) => void;
}

/** More than this many calls at once are refused with 486: nobody handles them. */
const lineLimit = 4;

export function createCallSetup(deps: CallSetupDeps): CallSetup {
  const { calls, lines, clock, microphone } = deps;
  const { writeIncoming, track, trackOutgoing } = createTracking(deps);

  function lineFor(accountId: AccountId | null): Line {
    const line = accountId === null ? lines.default() : lines.find(accountId);
    if (!line) throw new ContractError('unavailable', { failure: { reason: 'not-registered' } });
    const { state, failure } = line.registration.status;
    // JsSIP would call it "Canceled".
    if (state !== 'ok' || !line.userAgent.isConnected) throw new ContractError('unavailable', { failure: failure ?? { reason: 'not-registered' } });
    return line;
  }

  async function takeOver(call: CallSession | null): Promise<void> {
    for (const other of calls.all()) {
      if (other !== call && other.isEstablished && !other.isHeldHere) await other.setHeld(true).catch(toContractError);
    }
  }

  async function resume(call: CallSession): Promise<void> {
    call.require('resume');
    await takeOver(call);
    await call.setHeld(false).catch(toContractError);
    calls.makeCurrent(call.record.callId);
  }

  async function makeRoom(): Promise<void> {
    if (calls.all().length >= lineLimit) throw new ContractError('refused', { failure: { reason: 'line-limit' } });
    await microphone.open();
    await takeOver(null);
  }

  return {
    takeOver,
    makeRoom,
    trackOutgoing: (line, session, target) => trackOutgoing(line, session, { ...target, contactId: null }),

    async dial({ target: typed, accountId, contactId, isConfirmed }) {
      const target = readTarget(typed, deps.country());
      if (target.isEmergency && !isConfirmed)
        throw new ContractError('refused', { failure: { reason: 'emergency-number', technical: target.shown } });
      const line = lineFor(accountId);
      await makeRoom();
      const session = line.userAgent.call(sipUriOf(target, line.account), iceOf(line.account), line.account.displayName);
      return trackOutgoing(line, session, { ...target, contactId }).record.callId;
    },

    receive(line, session) {
      const isFull = calls.all().length >= lineLimit;
      const incoming = writeIncoming(line, session);
      if (!isFull && deps.admission.admit() === 'ring') return void track(line, session, incoming);
      session.terminate({ status_code: isFull ? 486 : 480 });
      deps.journal.end(incoming.record.callId, { at: clock.now(), result: 'missed', failure: null });
    },
    receiveInPlace: (line, session) => track(line, session, writeIncoming(line, session)),

    async answer(call) {
      call.require('answer');
      await microphone.open();
      await takeOver(call);
      call.require('answer');
      calls.makeCurrent(call.record.callId);
      call.answer(iceOf(call.account));
    },

    resume,
    async comeBack(call) {
      const isElsewhere = calls.all().some((other) => other !== call && !other.isHeldHere && other.state !== 'ringing' && other.state !== 'ending');
      if (call.isOver || !call.isHeldHere || isElsewhere) return;
      await resume(call).catch((error: unknown) => deps.logger.warn('call-not-resumed', { error: String(error) }));
    },
  };
}

type BegunCall = { readonly record: JournaledCall; readonly direction: 'in' | 'out'; readonly callerName: string | null; readonly startedAt: number };

/** Writes calls down and adds them to those that are up. */
function createTracking({ calls, lines, journal, microphone, audio, clock, onFinished }: CallSetupDeps) {
  function track(line: Line, session: RtcSession, call: BegunCall): CallSession {
    const { callId, contactId } = call.record;
    const tracked = createCallSession({
      ...call,
      session,
      account: line.account,
      clock,
      audio,
      isConnected: () => line.userAgent.isConnected,
      onChanged: calls.announce,
      onAnswered: (at) => journal.answer(callId, at),
      onEnded: ({ result, failure }: CallEnd) => {
        journal.end(callId, { at: clock.now(), result, failure, isConsultation: tracked.marks.consultsFor !== null });
        calls.remove(callId);
        onFinished({ callId, contactId, wasAnswered: result === 'answered', failure });
        microphone.release();
        lines.settle();
      },
    });
    calls.add(tracked);
    return tracked;
  }

  return {
    track,
    writeIncoming({ account }: Line, session: RtcSession): BegunCall {
      const { uri, display_name: displayName } = session.remote_identity;
      const startedAt = clock.now();
      const callerName = displayName?.trim() || null;
      const record = journal.begin({
        accountId: account.id,
        direction: 'in',
        address: uri.user ?? '',
        domain: uri.host === account.domain ? null : uri.host,
        callerName,
        isAnonymous: uri.host === 'anonymous.invalid' || /^anonymous$/i.test(uri.user ?? 'anonymous'),
        contactId: null,
        at: startedAt,
      });
      return { record, direction: 'in', callerName, startedAt };
    },
    trackOutgoing(line: Line, session: RtcSession, { user, host, contactId }: Pick<CallTarget, 'user' | 'host'> & { contactId: ContactId | null }) {
      const startedAt = clock.now();
      const call = { accountId: line.account.id, direction: 'out', address: user, domain: host, callerName: null, isAnonymous: false } as const;
      const record = journal.begin({ ...call, contactId, at: startedAt });
      const tracked = track(line, session, { record, direction: 'out', callerName: null, startedAt });
      calls.makeCurrent(record.callId);
      return tracked;
    },
  };
}

export function toContractError(error: unknown): never {
  throw error instanceof HoldRefused ? new ContractError('refused', { failure: error.failure }) : error;
}
