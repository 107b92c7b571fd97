import type { CallQuality, CallResult, CallState, LiveCall } from '../../contract/model/call.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import type { JournaledCall } from './call-journal.ts';
import { nextCallState, requireAllowed, type CallAction, type CallEvent } from './call-machine.ts';
import { chooseDtmfTransport } from './dtmf-rule.ts';
import { failureOfResponse } from './failure-mapping.ts';
import type { RtcSession, SessionEnd } from './jssip-user-agent.ts';
import type { RemotePeerConnection } from './remote-peer-connection.ts';
import type { VoiceAccount } from './voice-accounts.ts';

export interface CallEnd {
  readonly result: Exclude<CallResult, 'live' | 'interrupted'>;
  readonly failure: Failure | null;
}

/** One call: JsSIP's session behind our own states. */
export interface CallSession {
  readonly account: VoiceAccount;
  readonly record: JournaledCall;
  readonly state: CallState;
  readonly isEstablished: boolean;
  readonly isHeldHere: boolean;
  readonly isOver: boolean;
  readonly peerId: PeerId | null;
  /** Throws ContractError where the state does not allow it. */
  require(action: CallAction): void;
  answer(pcConfig: object): void;
  /** Ends it in whatever state: CANCEL, BYE, or a refusal with `status`. */
  end(status?: number): void;
  /** Resolves when the other side agreed; throws refused with hold-refused. */
  setHeld(isHeld: boolean): Promise<void>;
  setMuted(isMuted: boolean): void;
  sendDtmf(tones: string): void;
  renegotiate(options: { readonly isIceRestart: boolean }): void;
  lost(): void;
  recovered(): void;
  fail(failure: Failure): void;
  notice(failure: Failure | null): void;
  measured(quality: CallQuality): void;
  rename(names: { name: string | null; company: string | null }): void;
  describe(isCurrent: boolean): LiveCall;
}

export interface CallSessionDeps {
  readonly session: RtcSession;
  readonly account: VoiceAccount;
  readonly record: JournaledCall;
  readonly direction: 'in' | 'out';
  readonly callerName: string | null;
  readonly startedAt: number;
  readonly clock: Clock;
  readonly audio: Parameters<RtcSession['answer']>[0]['mediaStream'];
  readonly onChanged: () => void;
  readonly onAnswered: (at: number) => void;
  readonly onEnded: (end: CallEnd) => void;
}

const toneMs = 120;
const gapMs = 80;

export function createCallSession(deps: CallSessionDeps): CallSession {
  const { session, account, direction, clock } = deps;
  let record = deps.record;
  let state: CallState = direction === 'in' ? 'ringing' : 'dialling';
  let isMuted = false;
  let isHeldThere = false;
  let isHeldHere = false;
  let answeredAt: number | null = null;
  let quality: CallQuality | null = null;
  let notice: Failure | null = null;
  let dtmfSent = '';
  let answerSdp = '';
  let forced: Failure | null = null;
  let settleHold: ((failure: Failure | null) => void) | null = null;

  function happen(event: CallEvent): void {
    const next = nextCallState(state, event);
    if (next === null) return;
    state = next;
    deps.onChanged();
  }

  function holdChanged(): void {
    const { local, remote } = session.isOnHold();
    isHeldHere = local;
    isHeldThere = remote;
    happen(local || remote ? 'held' : 'unheld');
  }

  function holdRefused(technical: number | undefined): void {
    holdChanged();
    settleHold?.({ reason: 'hold-refused', ...(technical === undefined ? {} : { technical: `SIP ${technical}` }) });
  }

  function finish(end: SessionEnd): void {
    if (state === 'ended') return;
    const outcome = forced
      ? { result: answeredAt === null ? ('failed' as const) : ('answered' as const), failure: forced }
      : judgeEnd(end, direction, answeredAt !== null);
    happen('ended');
    settleHold?.({ reason: 'call-over' });
    deps.onEnded(outcome);
  }

  session.on('progress', ({ response }) => {
    if (direction === 'in') return;
    happen(response?.body ? 'early-media-began' : 'remote-rang');
  });
  session.on('sdp', ({ originator, type, sdp }) => {
    if (type === 'answer' || originator === 'remote') answerSdp = sdp;
  });
  session.on('confirmed', () => {
    if (answeredAt !== null) return;
    answeredAt = clock.now();
    deps.onAnswered(answeredAt);
    happen('established');
  });
  session.on('hold', holdChanged).on('unhold', holdChanged);
  session
    .on('holdfailed', ({ response }) => holdRefused(response?.status_code))
    .on('unholdfailed', ({ response }) => holdRefused(response?.status_code));
  session.on('renegotiatefailed', ({ response }) => {
    // 481: the other side no longer knows this call (RFC 3261 §12.2.1.2). It must not stay as a ghost.
    if (response?.status_code === 481 || response?.status_code === 408) self.fail({ reason: 'call-lost', technical: `SIP ${response.status_code}` });
  });
  session.on('ended', finish).on('failed', finish);

  const self: CallSession = {
    account,
    get record() {
      return record;
    },
    get state() {
      return state;
    },
    get isEstablished() {
      return answeredAt !== null && state !== 'ended' && state !== 'ending';
    },
    get isHeldHere() {
      return isHeldHere;
    },
    get isOver() {
      return state === 'ended';
    },
    get peerId() {
      return (session.connection as RemotePeerConnection | null)?.peerId ?? null;
    },
    require: (action) => requireAllowed(state, action),
    answer(pcConfig) {
      happen('answer-asked');
      session.answer({ mediaStream: deps.audio, pcConfig });
    },
    end(status) {
      if (state === 'ended') return;
      happen('end-asked');
      if (!session.isEnded()) session.terminate(status === undefined ? {} : { status_code: status });
    },
    setHeld(isHeld) {
      if (isHeldHere === isHeld) return Promise.resolve();
      return changeHold(isHeld);
    },
    setMuted(wanted) {
      isMuted = wanted;
      if (wanted) session.mute({ audio: true });
      else session.unmute({ audio: true });
      deps.onChanged();
    },
    sendDtmf(tones) {
      session.sendDTMF(tones.toUpperCase(), {
        transportType: chooseDtmfTransport(account.dtmfMode, answerSdp),
        duration: toneMs,
        interToneGap: gapMs,
      });
      dtmfSent = (dtmfSent + tones).slice(-64);
      deps.onChanged();
    },
    renegotiate({ isIceRestart }) {
      if (!session.isEnded() && session.isReadyToReOffer()) session.renegotiate({ rtcOfferConstraints: { iceRestart: isIceRestart } });
    },
    lost: () => happen('lost'),
    recovered: () => happen(isHeldHere || isHeldThere ? 'recovered-held' : 'recovered'),
    fail(failure) {
      forced = failure;
      self.end();
    },
    notice(failure) {
      notice = failure;
      deps.onChanged();
    },
    measured(now) {
      quality = now;
      deps.onChanged();
    },
    rename({ name, company }) {
      record = { ...record, contactName: name, company };
      deps.onChanged();
    },
    describe: (isCurrent) => ({
      callId: record.callId,
      interactionId: record.interactionId,
      accountId: account.id,
      contactId: record.contactId,
      contactName: record.contactName,
      company: record.company,
      match: record.match,
      address: record.address,
      callerName: deps.callerName,
      lastMatter: record.lastMatter,
      direction,
      state,
      isCurrent,
      isMuted,
      isHeldHere,
      isHeldThere,
      startedAt: deps.startedAt,
      answeredAt,
      quality,
      notice,
      dtmfSent,
    }),
  };

  function changeHold(isHeld: boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      settleHold = (failure) => {
        settleHold = null;
        if (failure) reject(new HoldRefused(failure));
        else resolve();
      };
      const done = (): void => settleHold?.(null);
      // By re-INVITE, never UPDATE. Refused at once where another offer is under way.
      const isSent = isHeld ? session.hold({}, done) : session.unhold({}, done);
      if (!isSent) settleHold({ reason: 'hold-refused' });
    });
  }
  return self;
}

export class HoldRefused extends Error {
  readonly failure: Failure;
  constructor(failure: Failure) {
    super(failure.reason);
    this.failure = failure;
  }
}

/** How a call went, from what JsSIP says at its end. */
function judgeEnd({ originator, message, cause }: SessionEnd, direction: 'in' | 'out', wasAnswered: boolean): CallEnd {
  if (wasAnswered) return { result: 'answered', failure: isMediaLoss(cause) ? { reason: 'call-lost', technical: cause } : null };
  const status = message?.status_code;
  if (direction === 'in') {
    if (originator === 'local') return { result: 'declined', failure: null };
    // RFC 3326: CANCEL with cause=200 means that somebody else of the group took it.
    if (message?.getHeaders('Reason').some((reason) => /cause\s*=\s*200\b/i.test(reason))) return { result: 'answered-elsewhere', failure: null };
    return {
      result: originator === 'remote' || cause === 'No Answer' ? 'missed' : 'failed',
      failure: originator === 'system' && cause !== 'No Answer' ? { reason: 'media-failed', technical: cause } : null,
    };
  }
  if (originator === 'local' || status === 487) return { result: 'cancelled', failure: null };
  if (status === undefined || status < 300) {
    return {
      result: 'failed',
      failure: {
        reason: cause === 'Connection Error' ? 'connection-lost' : cause === 'Request Timeout' ? 'call-unanswered' : 'media-failed',
        technical: cause,
      },
    };
  }
  const failure = failureOfResponse(status, 'call');
  if (status === 486 || status === 600) return { result: 'busy', failure };
  if (status === 408 || status === 480) return { result: 'unanswered', failure };
  return { result: status === 603 || status === 403 ? 'refused' : 'failed', failure };
}

function isMediaLoss(cause: string): boolean {
  return (
    cause === 'RTP Timeout' || cause === 'Connection Error' || cause === 'WebRTC Error' || cause === 'Request Timeout' || cause === 'Dialog Error'
  );
}
