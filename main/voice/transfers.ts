import { ContractError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { CallId, ContactId } from '../../contract/model/ids.ts';
import type { CallTransfer } from '../../contract/model/transfer.ts';
import type { Clock } from '../ports.ts';
import type { CallJournal } from './call-journal.ts';
import type { CallSession } from './call-session.ts';
import type { CallSetup } from './call-setup.ts';
import { readTarget, sipUriOf, type CallTarget } from './call-targets.ts';
import { failureOfResponse } from './failure-mapping.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** Handing calls over (RFC 5589). Every method throws ContractError; how it goes stands in the call. */
export interface Transfers {
  transfer(request: { readonly callId: CallId; readonly target: string; readonly name: string | null }): Promise<void>;
  consult(request: { readonly callId: CallId; readonly target: string; readonly contactId: ContactId | null }): Promise<CallId>;
  connect(request: { readonly callId: CallId; readonly otherCallId: CallId }): Promise<void>;
  goBack(callId: CallId): Promise<void>;
}

export interface TransferDeps {
  readonly calls: VoiceCalls;
  readonly setup: Pick<CallSetup, 'dial' | 'resume' | 'comeBack'>;
  readonly journal: Pick<CallJournal, 'transfer'>;
  readonly clock: Clock;
  readonly country: () => string;
}

/** Longer than anybody lets it ring; a server that forgets to say how it went must not keep the caller on hold for ever. */
const patienceMs = 180_000;

export function createTransfers(deps: TransferDeps): Transfers {
  const { calls, setup } = deps;
  /** Consultations the agent leaves: where to is settled already. */
  const left = new Set<CallId>();

  function leave(consultation: CallSession): void {
    if (!consultation.isEstablished) left.add(consultation.record.callId);
    consultation.end();
  }

  function find(callId: CallId): CallSession {
    const call = calls.find(callId);
    call.require('transfer');
    if (isUnderWay(call)) throw new ContractError('illegal-state', { failure: { reason: 'call-state', technical: 'transfer under way' } });
    return call;
  }

  function read(typed: string, { account }: CallSession): CallTarget {
    const target = readTarget(typed, account.dialPlan, deps.country());
    if (target.isEmergency) throw new ContractError('refused', { failure: { reason: 'transfer-emergency' } });
    return target;
  }

  async function transferBlind(call: CallSession, uri: string, to: Pick<CallTransfer, 'address' | 'name'>): Promise<void> {
    // They wait with music, and hear nothing of what the agent says meanwhile. Some systems do not hold: then they wait without.
    if (!call.isHeldHere) await call.setHeld(true).catch(() => call.clearNotice('hold-refused'));
    call.require('transfer');
    sendRefer(deps, { call, uri, to, onFailed: () => void setup.comeBack(call) });
  }

  return {
    async transfer({ callId, target: typed, name }) {
      const call = find(callId);
      const target = read(typed, call);
      await transferBlind(call, sipUriOf(target, call.account), { address: target.shown, name });
    },

    async consult({ callId, target, contactId }) {
      const call = find(callId);
      read(target, call);
      const consultId = await setup.dial({ target, contactId, accountId: call.account.id, isConfirmed: false });
      const consultation = calls.find(consultId);
      consultation.mark({ consultsFor: callId });
      // Nobody was reached: the agent has no reason to stay away.
      consultation.session.on('failed', () => {
        if (!left.delete(consultId)) void setup.comeBack(call);
      });
      return consultId;
    },

    async connect({ callId, otherCallId }) {
      const call = find(callId);
      const other = calls.find(otherCallId);
      if (other === call) throw new ContractError('invalid-input');
      const uri = other.session.remote_identity.uri.toString();
      const to = { address: other.record.address, name: other.record.contactName };
      if (other.isEstablished) {
        find(otherCallId);
        return sendRefer(deps, { call, uri, to, other, onFailed: () => undefined });
      }
      // It still rings there: whoever waits is sent after it.
      other.require('hang-up');
      if (other.state === 'ringing') throw new ContractError('illegal-state', { failure: { reason: 'call-state' } });
      leave(other);
      await transferBlind(call, uri, to);
    },

    async goBack(callId) {
      const consultation = calls.find(callId);
      const waiting = calls.all().find(({ record }) => record.callId === consultation.marks.consultsFor);
      consultation.require('hang-up');
      leave(consultation);
      if (waiting?.isHeldHere) await setup.resume(waiting);
      else if (waiting) calls.makeCurrent(waiting.record.callId);
    },
  };
}

function isUnderWay({ marks: { transfer } }: CallSession): boolean {
  return transfer?.state === 'asked' || transfer?.state === 'ringing';
}

interface Handover {
  readonly call: CallSession;
  readonly uri: string;
  readonly to: Pick<CallTransfer, 'address' | 'name'>;
  /** The consultation that they take over (RFC 3891). */
  readonly other?: CallSession;
  readonly onFailed: () => void;
}

/** Sends REFER and follows what NOTIFY says of it (RFC 3515 §2.4.4) until they are connected, or are not. */
function sendRefer({ journal, clock }: Pick<TransferDeps, 'journal' | 'clock'>, { call, uri, to, other, onFailed }: Handover): void {
  let isOpen = true;
  let isTaken = false;
  let isReported = false;
  let patience: Disposable | null = null;

  function note(state: CallTransfer['state'], failure: Failure | null = null): void {
    const transfer: CallTransfer = { kind: other ? 'attended' : 'blind', ...to, state, failure };
    call.mark({ transfer });
    // Ringing is for whoever looks at the call now.
    if (state !== 'ringing') journal.transfer(call.record.callId, transfer);
  }
  function wait(): void {
    patience?.[Symbol.dispose]();
    patience = clock.after(patienceMs, () => fail({ reason: 'transfer-unheard' }));
  }
  function reported(): void {
    isReported = true;
    if (isOpen) wait();
  }
  function close(): boolean {
    const wasOpen = isOpen;
    isOpen = false;
    patience?.[Symbol.dispose]();
    return wasOpen;
  }
  function fail(failure: Failure): void {
    if (!close()) return;
    note('failed', failure);
    onFailed();
  }
  function succeed(): void {
    if (!close()) return;
    note('done');
    // JsSIP leaves both legs up (RFC 5589 §6.1, §7.1).
    call.end();
    other?.end();
  }

  note('asked');
  wait();
  call.session.on('ended', ({ originator }) => {
    // Some servers take their leave instead of reporting. Where they did report, the caller gave up, or the agent: nobody knows how it went.
    if (isTaken && !isReported && originator === 'remote') succeed();
    else close();
  });
  const subscriber = call.session.refer(uri, {
    ...(other ? { replaces: other.session } : {}),
    eventHandlers: {
      requestSucceeded() {
        isTaken = true;
      },
      requestFailed: ({ response, cause }) => fail(refusalOf(response?.status_code ?? null, cause)),
      trying: reported,
      progress() {
        reported();
        if (isOpen) note('ringing');
      },
      accepted: succeed,
      failed: ({ status_line: { status_code: status } }) => fail(failureOfResponse(Number(status), 'call')),
    },
  });
  if (!subscriber) fail({ reason: 'call-state' });
}

/** Why their phone did not take the REFER itself. */
function refusalOf(status: number | null, cause: string): Failure {
  if (status === 404 || status === 416 || status === 484) return failureOfResponse(status, 'call');
  return { reason: 'transfer-refused', technical: status === null ? cause : `SIP ${status}` };
}
