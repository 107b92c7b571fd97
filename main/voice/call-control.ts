import type { AccountId } from '../../contract/model/ids.ts';
import { ContractError } from '../../contract/errors.ts';
import { createEmitter } from '../lib/emitter.ts';
import { dialString, parseAddress } from '../lib/phone-number.ts';
import type { Clock, Logger, Network } from '../ports.ts';
import { testAccount } from './account-test.ts';
import type { CallJournal } from './call-journal.ts';
import type { CallEnd } from './call-outcome.ts';
import { createCallSession, HoldRefused, type CallSession } from './call-session.ts';
import { wireMedia } from './media-events.ts';
import type { RtcSession } from './jssip-user-agent.ts';
import { createLines, type Line } from './lines.ts';
import type { MediaLink } from './media-link.ts';
import { createRinging } from './ringing.ts';
import type { SupervisedSocket } from './sip-socket.ts';
import type { CallAdmission, VoiceAccount, VoiceAccounts } from './voice-accounts.ts';
import { createVoiceCalls } from './voice-calls.ts';
import type { FinishedCall, VoiceService } from './voice-service.ts';
import { createWarmMicrophone } from './warm-microphone.ts';

export interface VoiceDeps {
  readonly accounts: VoiceAccounts;
  readonly journal: CallJournal;
  readonly admission: CallAdmission;
  readonly media: MediaLink;
  readonly openSocket: (account: VoiceAccount) => SupervisedSocket;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly network: Network;
  readonly country: () => string;
  readonly userAgentName: string;
}

/** More than this many calls at once are refused with 486: nobody handles them. */
const lineLimit = 4;

export function createVoiceService(deps: VoiceDeps): VoiceService {
  const { accounts, journal, admission, media, clock, logger } = deps;
  const rtc = media.rtcEnvironment('microphone');
  const calls = createVoiceCalls();
  const callFinished = createEmitter<FinishedCall>();
  const lines = createLines({
    accounts,
    isOnDuty: () => admission.isOnDuty(),
    openSocket: deps.openSocket,
    rtc,
    clock,
    logger,
    userAgentName: deps.userAgentName,
    isInUse: (id) => calls.isInUse(id),
  });
  const ringing = createRinging({ calls, media });
  const microphone = createWarmMicrophone({ clock, media, isNeeded: () => calls.all().length > 0 });

  function iceOf({ iceServers }: VoiceAccount): object {
    return {
      iceServers: iceServers.map(({ url, username, credential }) => ({
        urls: url,
        ...(username ? { username } : {}),
        ...(credential ? { credential } : {}),
      })),
    };
  }

  function track(
    line: Line,
    session: RtcSession,
    call: Pick<Parameters<typeof createCallSession>[0], 'record' | 'direction' | 'callerName' | 'startedAt'>,
  ): CallSession {
    const { callId, contactId } = call.record;
    const tracked = createCallSession({
      ...call,
      session,
      account: line.account,
      clock,
      audio: rtc.mediaStream,
      isConnected: () => line.userAgent.isConnected,
      onChanged: calls.announce,
      onAnswered: (at) => journal.answer(callId, at),
      onEnded: ({ result, failure }: CallEnd) => {
        journal.end(callId, { at: clock.now(), result, failure });
        calls.remove(callId);
        callFinished.emit({ callId, contactId, wasAnswered: result === 'answered', failure });
        microphone.release();
        lines.settle();
      },
    });
    calls.add(tracked);
    return tracked;
  }

  function receive({ line, session }: { line: Line; session: RtcSession }): void {
    const { uri, display_name: displayName } = session.remote_identity;
    const startedAt = clock.now();
    const callerName = displayName?.trim() || null;
    const isAnonymous = uri.host === 'anonymous.invalid' || /^anonymous$/i.test(uri.user ?? 'anonymous');
    const domain = uri.host === line.account.domain ? null : uri.host;
    const isFull = calls.all().length >= lineLimit;
    const record = journal.begin({
      accountId: line.account.id,
      direction: 'in',
      address: uri.user ?? '',
      domain,
      callerName,
      isAnonymous,
      contactId: null,
      at: startedAt,
    });
    if (isFull || admission.admit() === 'unavailable') {
      session.terminate({ status_code: isFull ? 486 : 480 });
      journal.end(record.callId, { at: clock.now(), result: 'missed', failure: null });
      return;
    }
    track(line, session, { record, direction: 'in', callerName, startedAt });
  }

  function lineFor(accountId: AccountId | null): Line {
    const line = accountId === null ? lines.default() : lines.find(accountId);
    if (!line) throw new ContractError('unavailable', { failure: { reason: 'not-registered' } });
    const { state, failure } = line.registration.status;
    // JsSIP would call it "Canceled".
    if (state !== 'ok' || !line.userAgent.isConnected) throw new ContractError('unavailable', { failure: failure ?? { reason: 'not-registered' } });
    return line;
  }

  /** Everything else steps back: one voice at a time. */
  async function takeOver(call: CallSession | null): Promise<void> {
    for (const other of calls.all()) {
      if (other !== call && other.isEstablished && !other.isHeldHere) await other.setHeld(true).catch(toContractError);
    }
  }

  function loseConnection(call: CallSession): void {
    // JsSIP forgets the transaction: neither the caller's CANCEL nor our answer would find its way (RFC 3261 §9.2).
    if (call.state === 'ringing') return call.fail({ reason: 'connection-lost' });
    if (!call.isEstablished) return call.lost('signalling');
    call.notice({ reason: 'connection-lost' });
    call.lost('signalling');
  }

  const off = [
    ...wireMedia({ media, calls, logger }),
    lines.invited.on(receive),
    lines.disconnected.on((id) => {
      for (const call of calls.all()) if (call.account.id === id) loseConnection(call);
    }),
    lines.reconnected.on((id) => {
      for (const call of calls.all()) {
        if (call.account.id !== id) continue;
        call.clearNotice('connection-lost');
        call.reconnect();
      }
    }),
    accounts.changed.on(() => {
      const known = new Set(accounts.list().map(({ id }) => id));
      for (const call of calls.all()) if (!known.has(call.account.id)) call.end();
      lines.settle();
    }),
    admission.changed.on(() => lines.settle()),
    deps.network.onReturned(() => lines.retry(null)),
  ];
  lines.settle();

  return {
    callsChanged: calls.changed,
    callFinished,
    statusesChanged: lines.statusesChanged,
    devicesChanged: media.devicesChanged,
    mediaReadyChanged: media.readyChanged,
    list: calls.list,
    statuses: lines.statuses,
    devices: media.devices,
    isMediaReady: () => media.isReady,

    async dial({ target, accountId, contactId, isConfirmed }) {
      const { kind, shown } = parseAddress(target, deps.country());
      const dialled = dialString(target, deps.country());
      if (!dialled) throw new ContractError('invalid-input', { failure: { reason: 'number-invalid', field: 'target' } });
      if (kind === 'emergency' && !isConfirmed) throw new ContractError('refused', { failure: { reason: 'emergency-number', technical: shown } });
      const line = lineFor(accountId);
      if (calls.all().length >= lineLimit) throw new ContractError('refused', { failure: { reason: 'line-limit' } });
      await microphone.open();
      await takeOver(null);
      const startedAt = clock.now();
      const { domain, displayName } = line.account;
      const [user = '', host] = dialled.split('@');
      const session = line.userAgent.call(sipUri(user, host ?? domain), iceOf(line.account), displayName);
      const record = journal.begin({
        accountId: line.account.id,
        direction: 'out',
        address: user,
        domain: host ?? null,
        callerName: null,
        isAnonymous: false,
        contactId,
        at: startedAt,
      });
      track(line, session, { record, direction: 'out', callerName: null, startedAt });
      calls.makeCurrent(record.callId);
      return record.callId;
    },

    async answer(callId) {
      const call = calls.find(callId);
      call.require('answer');
      await microphone.open();
      await takeOver(call);
      call.require('answer');
      calls.makeCurrent(callId);
      call.answer(iceOf(call.account));
    },

    async decline(callId) {
      const call = calls.find(callId);
      call.require('decline');
      call.end(603);
    },

    async hangUp(callId) {
      const call = calls.find(callId);
      call.require('hang-up');
      call.end(call.state === 'ringing' ? 603 : undefined);
    },

    async hold(callId) {
      const call = calls.find(callId);
      call.require('hold');
      await call.setHeld(true).catch(toContractError);
    },

    async resume(callId) {
      const call = calls.find(callId);
      call.require('resume');
      await takeOver(call);
      await call.setHeld(false).catch(toContractError);
      calls.makeCurrent(callId);
    },

    async switchTo(callId) {
      const call = calls.find(callId);
      if (!call.isEstablished) call.require('resume');
      await takeOver(call);
      if (call.isHeldHere) await call.setHeld(false).catch(toContractError);
      calls.makeCurrent(callId);
    },

    async mute(callId, isMuted) {
      const call = calls.find(callId);
      call.require('mute');
      call.setMuted(isMuted);
    },

    async sendDtmf(callId, tones) {
      const call = calls.find(callId);
      call.require('send-dtmf');
      call.sendDtmf(tones);
    },

    silenceRinger: ringing.silence,
    test: (draft, storedPassword) => testAccount(draft, storedPassword, { clock }),
    retry: lines.retry,
    refreshContact(contactId, names) {
      for (const call of calls.all()) if (call.record.contactId === contactId) call.rename(names);
    },
    applySettings: (settings) => media.applySettings(settings),
    attachMedia: (connection, closed) => media.attach(connection, closed),

    async [Symbol.asyncDispose]() {
      for (const call of calls.all()) call.end();
      for (const end of off) end();
      ringing[Symbol.dispose]();
      microphone[Symbol.dispose]();
      await lines[Symbol.asyncDispose]();
    },
  };
}

/** RFC 3261 §25.1: `+` and `*` stand for themselves, `#` does not. */
function sipUri(user: string, host: string): string {
  return `sip:${encodeURIComponent(user).replaceAll('%2B', '+')}@${host}`;
}

function toContractError(error: unknown): never {
  throw error instanceof HoldRefused ? new ContractError('refused', { failure: error.failure }) : error;
}
