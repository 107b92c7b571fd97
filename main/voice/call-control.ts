import type { CallRules } from '../../contract/model/call-rules.ts';
import type { RecordingRules } from '../../contract/model/recording.ts';
import { createEmitter } from '../lib/emitter.ts';
import type { Clock, Logger, Network } from '../ports.ts';
import { testAccount } from './account-test.ts';
import type { CallJournal } from './call-journal.ts';
import type { CallSession } from './call-session.ts';
import { createCallSetup } from './call-setup.ts';
import { createConference } from './conference.ts';
import { createSystemEvents } from './events/system-events.ts';
import { wireMedia } from './media-events.ts';
import { createLines } from './lines.ts';
import type { MediaLink } from './media-link.ts';
import { createNetworkMove } from './network-move.ts';
import { createReferrals } from './referrals.ts';
import { createCallRecorder } from './call-recorder.ts';
import type { RecordingArchive } from './recording-archive.ts';
import { createRinging } from './ringing.ts';
import { createQualityLog } from './quality-log.ts';
import { createSoundCheck } from './sound-check.ts';
import { setHeld } from './set-held.ts';
import type { SupervisedSocket } from './sip-socket.ts';
import { createTransfers } from './transfers.ts';
import type { CallAdmission, VoiceAccount, VoiceAccounts } from './voice-accounts.ts';
import { createVoiceCalls } from './voice-calls.ts';
import type { FinishedCall, VoiceService } from './voice-service.ts';
import { createWarmMicrophone } from './warm-microphone.ts';

export interface VoiceDeps {
  readonly accounts: VoiceAccounts;
  readonly journal: CallJournal;
  readonly admission: CallAdmission;
  readonly rules: () => CallRules & RecordingRules;
  readonly archive: RecordingArchive;
  readonly media: MediaLink;
  readonly openSocket: (account: VoiceAccount) => SupervisedSocket;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly network: Network;
  readonly country: () => string;
  readonly userAgentName: string;
}

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
    country: deps.country,
  });
  const ringing = createRinging({ calls, media, clock });
  const qualityLog = createQualityLog({ media, calls, journal, clock });
  const { [Symbol.asyncDispose]: endRecordings, ...recorder } = createCallRecorder({
    media,
    calls,
    archive: deps.archive,
    rules: deps.rules,
    clock,
    logger,
  });
  const microphone = createWarmMicrophone({ clock, media, isNeeded: () => calls.all().length > 0 || soundCheck.isListening });
  const soundCheck = createSoundCheck({ clock, media, microphone });

  const setup = createCallSetup({
    calls,
    lines,
    journal,
    admission,
    microphone,
    audio: rtc.mediaStream,
    clock,
    logger,
    rules: deps.rules,
    country: deps.country,
    onFinished: callFinished.emit,
  });
  const transfers = createTransfers({ calls, setup, journal, clock, country: deps.country });
  const networkMove = createNetworkMove({ calls, clock });
  const systemEvents = createSystemEvents({ lines, calls, setup, transfers, clock });
  const conference = createConference({ calls, takeOver: setup.takeOver, media, journal });
  const referrals = createReferrals({ calls, setup, journal, clock, country: deps.country });

  function loseConnection(call: CallSession): void {
    // JsSIP forgets the transaction: neither the caller's CANCEL nor our answer would find its way (RFC 3261 §9.2).
    if (call.state === 'ringing') return call.fail({ reason: 'connection-lost' });
    if (!call.isEstablished) return call.lost('signalling');
    call.notice({ reason: 'connection-lost' });
    call.lost('signalling');
  }

  const off = [
    ...wireMedia({ media, calls, logger }),
    lines.invited.on((invite) => {
      if (!referrals.takePlace(invite.line, invite.session)) setup.receive(invite);
    }),
    lines.referred.on(referrals.referred),
    lines.replaced.on(referrals.replaced),
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
    deps.network.onAddressesChanged(({ addresses, appeared }) => {
      logger.info('network-changed', { addresses: addresses.length });
      const standing = lines.moved(addresses);
      // Where the connection to the server is lost as well, they do so when it is back.
      for (const call of calls.all()) if (call.isEstablished && standing.has(call.account.id)) call.renegotiate();
      networkMove.moved(appeared);
    }),
  ];
  lines.settle();

  return {
    callsChanged: calls.changed,
    callFinished,
    statusesChanged: lines.statusesChanged,
    flooded: lines.flooded,
    audioChanged: media.audioChanged,
    mediaReadyChanged: media.readyChanged,
    list: calls.list,
    statuses: lines.statuses,
    audio: media.audio,
    isMediaReady: () => media.isReady,

    dial: setup.dial,
    answer: async (callId) => setup.answer(calls.find(callId)),

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
      await setHeld(calls.together(call), true);
    },

    resume: async (callId) => setup.resume(calls.find(callId)),

    async switchTo(callId) {
      const call = calls.find(callId);
      if (!call.isEstablished) call.require('resume');
      await setup.takeOver(call);
      await setHeld(calls.together(call), false);
      calls.makeCurrent(callId);
    },

    async mute(callId, isMuted) {
      const call = calls.find(callId);
      call.require('mute');
      for (const each of calls.together(call)) each.setMuted(isMuted);
    },

    async sendDtmf(callId, tones) {
      const call = calls.find(callId);
      call.require('send-dtmf');
      call.sendDtmf(tones);
    },

    ...transfers,
    transfer(request) {
      conference.release(request.callId);
      return transfers.transfer(request);
    },
    conference,
    ...recorder,
    follow: referrals.follow,
    qualityOf: qualityLog.report,
    silenceRinger: ringing.silence,
    test: (draft, storedPassword) => testAccount(draft, storedPassword, { clock }),
    retry: lines.retry,
    refreshContact(contactId, names) {
      for (const call of calls.all()) if (call.record.contactId === contactId) call.rename(names);
    },
    systemEvents,
    soundCheck,
    headsetPressed: media.headsetPressed,
    showHeadset: media.showHeadset,
    applySettings: (settings) => media.applySettings(settings),
    attachMedia: (connection, closed) => media.attach(connection, closed),

    async [Symbol.asyncDispose]() {
      await endRecordings();
      for (const call of calls.all()) call.end();
      for (const end of off) end();
      networkMove[Symbol.dispose]();
      systemEvents[Symbol.dispose]();
      conference[Symbol.dispose]();
      ringing[Symbol.dispose]();
      soundCheck[Symbol.dispose]();
      qualityLog[Symbol.dispose]();
      microphone[Symbol.dispose]();
      await lines[Symbol.asyncDispose]();
    },
  };
}
