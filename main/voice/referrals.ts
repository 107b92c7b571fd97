import { ContractError } from '../../contract/errors.ts';
import type { CallId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import type { CallJournal } from './call-journal.ts';
import type { CallSession } from './call-session.ts';
import type { CallSetup } from './call-setup.ts';
import { iceOf, readTarget, type CallTarget } from './call-targets.ts';
import { judgeEnd } from './call-outcome.ts';
import type { IncomingRefer, IncomingReplaces, RtcSession, SipMessage } from './jssip-user-agent.ts';
import type { Line } from './lines.ts';
import type { VoiceAccount } from './voice-accounts.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** Being handed over by the other side of a call. */
export interface Referrals {
  /** REFER: shown, and followed only on the agent's word: a caller must not choose whom we call. */
  referred(refer: IncomingRefer & { readonly line: Line }): void;
  /** INVITE with Replaces for a call that is up: somebody takes the other side's place. */
  replaced(replaces: IncomingReplaces): void;
  /** An incoming call: true where it took the place of another. */
  takePlace(line: Line, session: RtcSession): boolean;
  /** Throws ContractError. */
  follow(request: { readonly callId: CallId; readonly isFollowed: boolean }): Promise<void>;
}

export interface ReferralDeps {
  readonly calls: VoiceCalls;
  readonly setup: Pick<CallSetup, 'makeRoom' | 'trackOutgoing' | 'receiveInPlace' | 'comeBack'>;
  readonly journal: Pick<CallJournal, 'transfer'>;
  readonly clock: Clock;
  readonly country: () => string;
}

type Asked = IncomingRefer & { readonly line: Line; readonly target: CallTarget };

/** They hang up when they hear that we are connected (RFC 5589 §6.1); if they do not, we do. */
const farewellMs = 4_000;

export function createReferrals(deps: ReferralDeps): Referrals {
  const { calls, setup, journal, clock } = deps;
  const waiting = new Map<CallId, Asked>();
  let replacing: CallSession | null = null;
  const callOf = (session: RtcSession): CallSession | null => calls.all().find((call) => call.session === session) ?? null;

  function follow(call: CallSession, { line, target, accept }: Asked): void {
    const to = { kind: 'theirs' as const, address: target.shown, name: null };
    accept(iceOf(line.account), (session) => {
      const next = setup.trackOutgoing(line, session, target);
      session.on('confirmed', () => {
        journal.transfer(call.record.callId, { ...to, address: next.record.address, name: next.record.contactName, state: 'done', failure: null });
        clock.after(farewellMs, () => call.end());
      });
      session.on('failed', (end) => {
        const { failure } = judgeEnd(end, { direction: 'out', wasAnswered: false, isAsked: false });
        const transfer = { ...to, state: 'failed' as const, failure };
        journal.transfer(call.record.callId, transfer);
        if (call.isOver) return;
        call.mark({ transfer });
        void setup.comeBack(call);
      });
    });
  }

  return {
    referred(refer) {
      const call = callOf(refer.session);
      const target = readReferTo(refer.request, refer.line.account, deps.country());
      // One at a time; nobody sends us to an emergency line.
      if (!call?.isEstablished || call.marks.referral || !target || target.isEmergency) return refer.reject();
      const { callId } = call.record;
      waiting.set(callId, { ...refer, target });
      refer.session.on('ended', () => waiting.delete(callId));
      call.mark({ referral: { address: target.shown, name: refer.request.refer_to?.display_name?.trim() || null } });
    },

    async follow({ callId, isFollowed }) {
      const call = calls.find(callId);
      const asked = waiting.get(callId);
      if (!asked) throw new ContractError('illegal-state', { failure: { reason: 'call-state', technical: 'no referral' } });
      if (isFollowed) await setup.makeRoom();
      if (!waiting.delete(callId)) return;
      call.mark({ referral: null });
      if (isFollowed) follow(call, asked);
      else asked.reject();
    },

    replaced({ session, request, accept, reject }) {
      const call = callOf(session);
      // RFC 3891 §3: only a call of its own takes a place, and `early-only` is not meant for a call that is up.
      const isOfItsOwn = !/;\s*tag=/i.test(request.getHeader('To') ?? '');
      if (!call?.isEstablished || !isOfItsOwn || request.replaces?.early_only || !mayReplace(request, call)) return reject();
      replacing = call;
      try {
        accept();
      } finally {
        replacing = null;
      }
    },

    takePlace(line, session) {
      const before = replacing;
      if (before === null) return false;
      replacing = null;
      const wasCurrent = calls.current() === before;
      const { isMuted } = before.describe(wasCurrent);
      const call = setup.receiveInPlace(line, session);
      const { address, contactName: name } = call.record;
      session.on('confirmed', () => journal.transfer(before.record.callId, { kind: 'theirs', address, name, state: 'done', failure: null }));
      call.mark({ conference: before.marks.conference });
      // Whoever was on hold is on hold for a reason: that one rings like any other.
      if (before.isHeldHere) return true;
      if (wasCurrent) calls.makeCurrent(call.record.callId);
      call.answer(iceOf(line.account));
      if (isMuted) call.setMuted(true);
      return true;
    },
  };
}

/** RFC 3891 §8: whoever overheard the dialog knows how to name it. Ours answers for those of its own domain; beyond it, those of the other side's may take over from it. */
function mayReplace({ from }: SipMessage, { account, session }: CallSession): boolean {
  const host = from.uri.host.toLowerCase();
  return host === account.domain || host === session.remote_identity.uri.host.toLowerCase();
}

/** Whom a Refer-To means; null where it is nobody we could call, or wants something else than a call. */
function readReferTo({ refer_to: to }: SipMessage, { domain, dialPlan }: VoiceAccount, country: string): CallTarget | null {
  const uri = to?.uri;
  if (!uri?.user || uri.hasParam('method') || !isReplaces(uri.getHeader('replaces'))) return null;
  try {
    const { isEmergency, shown } = readTarget(uri.user, dialPlan, country);
    const { user, host } = uri;
    const isOurs = host === domain;
    // It is called as it stands there: whoever wrote it knows how this server wants it.
    return { user, address: user, host: isOurs ? null : host, shown: isOurs ? shown : `${user}@${host}`, isEmergency };
  } catch {
    return null;
  }
}

/** It becomes a header line of our INVITE as it is decoded: nothing may break out of it. */
function isReplaces(encoded: string | undefined): boolean {
  if (encoded === undefined) return true;
  try {
    return /^[\w\-.!%*+`'~()<>:\\"/[\]?{}@]+(;[\w-]+(=[\w\-.!%*+`'~]+)?)+$/.test(decodeURIComponent(encoded));
  } catch {
    return false;
  }
}
