import { ContractError } from '../../contract/errors.ts';
import { plainDialPlan, type CallRules } from '../../contract/model/call-rules.ts';
import type { AccountId, CallId, ContactId } from '../../contract/model/ids.ts';
import type { Logger } from '../ports.ts';
import type { CallSession } from './call-session.ts';
import { iceOf, readTarget, sipUriOf, type CallTarget } from './call-targets.ts';
import { createCallTracking, type CallTrackingDeps } from './call-tracking.ts';
import { identityOf } from './caller-identity.ts';
import { createIncomingCalls } from './incoming-calls.ts';
import { lineLimit } from './incoming-rules.ts';
import type { IncomingInvite, RtcSession } from './jssip-user-agent.ts';
import type { Line } from './lines.ts';
import { setHeld } from './set-held.ts';
import type { CallAdmission } from './voice-accounts.ts';

export interface DialRequest {
  readonly target: string;
  readonly accountId: AccountId | null;
  readonly contactId: ContactId | null;
  readonly isConfirmed: boolean;
  /** The number of one of the account's caller ids. */
  readonly callerId?: string | null | undefined;
  /** Takes over a call that rings elsewhere (RFC 3891): goes to the caller's address as it is, with this value of Replaces. */
  readonly takeOver?: { readonly user: string; readonly host: string; readonly replaces: string };
}

/** How calls come about, in either direction, and which of them has the microphone. What can be refused throws ContractError. */
export interface CallSetup {
  dial(request: DialRequest): Promise<CallId>;
  /** Somebody calls: the agent's rules say what becomes of it. */
  receive(invite: IncomingInvite & { readonly line: Line }): void;
  /** Takes the place of a call that is up: never refused. */
  receiveInPlace(line: Line, session: RtcSession): CallSession;
  /** A call of ours that was begun elsewhere. */
  trackOutgoing(line: Line, session: RtcSession, target: Pick<CallTarget, 'address' | 'host'>): CallSession;
  answer(call: CallSession): Promise<void>;
  /** Holds the others: one voice at a time. */
  takeOver(call: CallSession | null): Promise<void>;
  resume(call: CallSession): Promise<void>;
  /** Something came to nothing: back with whoever waits, unless the agent talks with somebody else by now. Never throws. */
  comeBack(call: CallSession): Promise<void>;
  /** Ready for one more call: a free line and the microphone. Neither a limit nor a refused hold keeps anybody from an emergency call. */
  makeRoom(isEmergency?: boolean): Promise<void>;
}

export interface CallSetupDeps extends CallTrackingDeps {
  readonly admission: CallAdmission;
  readonly rules: () => CallRules;
  readonly logger: Logger;
  readonly country: () => string;
}

export function createCallSetup(deps: CallSetupDeps): CallSetup {
  const { calls, lines, microphone } = deps;
  const { writeIncoming, track, trackOutgoing } = createCallTracking(deps);

  const knownLine = (accountId: AccountId | null): Line | null => (accountId === null ? lines.default() : lines.find(accountId));

  function lineFor(accountId: AccountId | null): Line {
    const line = knownLine(accountId);
    if (!line) throw new ContractError('unavailable', { failure: { reason: 'not-registered' } });
    const { state, failure } = line.registration.status;
    // JsSIP would call it "Canceled".
    if (state !== 'ok' || !line.userAgent.isConnected) throw new ContractError('unavailable', { failure: failure ?? { reason: 'not-registered' } });
    return line;
  }

  async function takeOver(call: CallSession | null): Promise<void> {
    for (const other of calls.all()) {
      const isApart = !call || !calls.together(call).includes(other);
      if (isApart && !other.isHeldHere) await setHeld([other], true);
    }
  }

  async function resume(call: CallSession): Promise<void> {
    call.require('resume');
    await takeOver(call);
    await setHeld(calls.together(call), false);
    calls.makeCurrent(call.record.callId);
  }

  async function answer(call: CallSession): Promise<void> {
    call.require('answer');
    await microphone.open();
    await takeOver(call);
    call.require('answer');
    calls.makeCurrent(call.record.callId);
    call.answer(iceOf(call.account));
  }

  async function makeRoom(isEmergency = false): Promise<void> {
    if (calls.all().length >= lineLimit && !isEmergency) throw new ContractError('refused', { failure: { reason: 'line-limit' } });
    await microphone.open();
    await takeOver(null).catch((error: unknown) => {
      if (!isEmergency) throw error;
    });
  }

  return {
    takeOver,
    makeRoom,
    trackOutgoing: (line, session, target) => trackOutgoing(line, session, { ...target, contactId: null }),

    async dial({ target: typed, accountId, contactId, isConfirmed, callerId = null, takeOver: taken }) {
      const plan = knownLine(accountId)?.account.dialPlan ?? plainDialPlan;
      const target = taken ? { ...taken, address: taken.user, isEmergency: false, shown: typed } : readTarget(typed, plan, deps.country());
      const { isEmergency } = target;
      if (isEmergency && !isConfirmed) throw new ContractError('refused', { failure: { reason: 'emergency-number', technical: target.shown } });
      const line = lineFor(accountId);
      const { displayName, extraHeaders } = identityOf(line.account, isEmergency ? null : callerId);
      const headers = taken ? [...extraHeaders, `Replaces: ${taken.replaces}`] : extraHeaders;
      await makeRoom(isEmergency);
      const session = line.userAgent.call(sipUriOf(target, line.account), iceOf(line.account), displayName, headers);
      return trackOutgoing(line, session, { ...target, contactId }).record.callId;
    },

    receive: createIncomingCalls({ ...deps, writeIncoming, track, answer }),
    receiveInPlace: (line, session) => track(line, session, writeIncoming(line, session)),
    answer,
    resume,
    async comeBack(call) {
      const isElsewhere = calls.all().some((other) => other !== call && !other.isHeldHere && other.state !== 'ringing' && other.state !== 'ending');
      if (call.isOver || !call.isHeldHere || isElsewhere) return;
      await resume(call).catch((error: unknown) => deps.logger.warn('call-not-resumed', { error: String(error) }));
    },
  };
}
