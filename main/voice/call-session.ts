import type { CallState, LiveCall } from '../../contract/model/call.ts';
import type { CallQuality, QualityTrouble } from '../../contract/model/call-quality.ts';
import type { Failure, FailureReason } from '../../contract/model/failure.ts';
import type { PeerId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import { createCallHold } from './call-hold.ts';
import type { JournaledCall } from './call-journal.ts';
import { nextCallState, requireAllowed, type CallAction, type CallEvent } from './call-machine.ts';
import { judgeEnd, type CallEnd } from './call-outcome.ts';
import { chooseDtmfTransport } from './dtmf-rule.ts';
import { movedTo } from './forwarding.ts';
import { createGlareRetry, requestPending } from './glare.ts';
import type { RtcSession, SessionEnd } from './jssip-user-agent.ts';
import type { RemotePeerConnection } from './remote-peer-connection.ts';
import type { VoiceAccount } from './voice-accounts.ts';

/** What a conversation needs, and can lose and get back. */
export type CallPart = 'media' | 'signalling';

/** What is going on about a call besides its state. */
export type CallMarks = Pick<LiveCall, 'transfer' | 'referral' | 'consultsFor' | 'conference' | 'recording'>;

/** One call: JsSIP's session behind our own states. */
export interface CallSession {
  readonly session: RtcSession;
  readonly marks: CallMarks;
  readonly account: VoiceAccount;
  readonly record: JournaledCall;
  readonly state: CallState;
  readonly isEstablished: boolean;
  readonly isHeldHere: boolean;
  readonly isHeldThere: boolean;
  readonly isOver: boolean;
  readonly peerId: PeerId | null;
  /** When it answers by itself; null: it waits for the agent. */
  readonly answersAt: number | null;
  /** Throws ContractError where the state does not allow it. */
  require(action: CallAction): void;
  answer(pcConfig: object): void;
  answerAt(at: number | null): void;
  /** While it rings: sends the caller elsewhere. */
  redirect(uri: string): void;
  /** The agent ends it in whatever state: CANCEL, BYE, or a refusal with `status`. */
  end(status?: number): void;
  /** Resolves when the other side agreed; throws refused with hold-refused. */
  setHeld(isHeld: boolean): Promise<void>;
  setMuted(isMuted: boolean): void;
  sendDtmf(tones: string): void;
  /** The media page is new: offers again, with new ICE credentials. */
  renegotiate(): void;
  lost(part: CallPart): void;
  recovered(part: CallPart): void;
  /** The connection to the server is back: tells the other side where we are now, until it has heard. */
  reconnect(): void;
  fail(failure: Failure): void;
  notice(failure: Failure): void;
  /** Takes the notice away if it is one of these. */
  clearNotice(...reasons: readonly FailureReason[]): void;
  mark(marks: Partial<CallMarks>): void;
  measured(quality: CallQuality, trouble: QualityTrouble | null): void;
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
  readonly isConnected: () => boolean;
  readonly onChanged: () => void;
  readonly onAnswered: (at: number) => void;
  readonly onEnded: (end: CallEnd) => void;
}

const toneMs = 120;
const gapMs = 80;
const renegotiateAgainMs = 1_000;

export function createCallSession(deps: CallSessionDeps): CallSession {
  const { session, account, direction, clock } = deps;
  let record = deps.record;
  let state: CallState = direction === 'in' ? 'ringing' : 'dialling';
  let isMuted = false;
  let answeredAt: number | null = null;
  let quality: CallQuality | null = null;
  let trouble: QualityTrouble | null = null;
  let notice: Failure | null = null;
  let marks: CallMarks = { transfer: null, referral: null, consultsFor: null, conference: null, recording: null };
  let dtmfSent = '';
  let answerSdp = '';
  let answersAt: number | null = null;
  let forced: CallEnd | null = null;
  let isAsked = false;
  let reconnecting: Disposable | null = null;
  const missing = new Set<CallPart>();

  function happen(event: CallEvent): void {
    const next = nextCallState(state, event);
    if (next === null) return;
    state = next;
    deps.onChanged();
  }

  const hold = createCallHold({
    session,
    clock,
    happen,
    notice: (failure) => self.notice(failure),
    clearNotice: (reason) => self.clearNotice(reason),
  });

  const glare = createGlareRetry({ clock, madeTheCall: direction === 'out', again: () => self.renegotiate() });

  function finish(end: SessionEnd): void {
    if (state === 'ended') return;
    const outcome = forced ?? judgeEnd(end, { direction, wasAnswered: answeredAt !== null, isAsked });
    happen('ended');
    hold.abandon();
    glare[Symbol.dispose]();
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
    if (missing.size > 0) happen('lost');
  });
  session.on('renegotiatefailed', ({ response }) => {
    // Whoever refuses an offer has heard it; 408 and 481 end the call (RFC 3261 §12.2.1.2).
    if (response) self.recovered('signalling');
    if (response?.status_code === requestPending) glare.refused();
    else glare.settled();
  });
  session.on('ended', finish).on('failed', finish);

  const self: CallSession = {
    session,
    account,
    get marks() {
      return marks;
    },
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
      return hold.isHere;
    },
    get isHeldThere() {
      return hold.isThere;
    },
    get isOver() {
      return state === 'ended';
    },
    get peerId() {
      return (session.connection as RemotePeerConnection | null)?.peerId ?? null;
    },
    get answersAt() {
      return answersAt;
    },
    require: (action) => requireAllowed(state, action),
    answer(pcConfig) {
      happen('answer-asked');
      session.answer({ mediaStream: deps.audio, pcConfig });
    },
    answerAt(at) {
      answersAt = at;
      deps.onChanged();
    },
    redirect(uri) {
      if (state !== 'ringing') return;
      forced = { result: 'forwarded', failure: null };
      happen('end-asked');
      if (!session.isEnded()) session.terminate(movedTo(uri));
    },
    end(status) {
      if (state === 'ended') return;
      isAsked = true;
      happen('end-asked');
      if (!session.isEnded()) session.terminate(status === undefined ? {} : { status_code: status });
    },
    setHeld: (isHeld) => hold.set(isHeld),
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
    renegotiate() {
      if (session.isEnded() || !deps.isConnected() || !session.isReadyToReOffer()) return;
      session.renegotiate({ rtcOfferConstraints: { iceRestart: true } }, () => {
        glare.settled();
        self.recovered('signalling');
      });
    },
    lost(part) {
      // A call being set up is restored with its first offer, or ended by JsSIP.
      const isUp = state === 'connected' || state === 'held' || state === 'recovering';
      if (!isUp && !(part === 'signalling' && state === 'answering')) return;
      missing.add(part);
      if (state !== 'recovering') happen('lost');
    },
    recovered(part) {
      if (!missing.delete(part) || missing.size > 0) return;
      happen(hold.isHere || hold.isThere ? 'recovered-held' : 'recovered');
    },
    reconnect() {
      if (state === 'ended' || !missing.has('signalling') || !deps.isConnected()) return;
      reconnecting?.[Symbol.dispose]();
      reconnecting = clock.after(renegotiateAgainMs, self.reconnect);
      self.renegotiate();
    },
    fail(failure) {
      if (state === 'ended') return;
      forced = { result: answeredAt !== null ? 'answered' : state === 'ringing' ? 'missed' : 'failed', failure };
      happen('end-asked');
      if (!session.isEnded()) session.terminate();
    },
    notice(failure) {
      notice = failure;
      deps.onChanged();
    },
    clearNotice(...reasons) {
      if (!notice || !reasons.includes(notice.reason)) return;
      notice = null;
      deps.onChanged();
    },
    measured(now, found) {
      quality = now;
      trouble = found;
      deps.onChanged();
    },
    mark(changed) {
      marks = { ...marks, ...changed };
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
      isHeldHere: hold.isHere,
      isHeldThere: hold.isThere,
      startedAt: deps.startedAt,
      answeredAt,
      quality,
      answersAt,
      trouble,
      notice,
      dtmfSent,
      ...marks,
    }),
  };
  return self;
}
