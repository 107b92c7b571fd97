import type { ContactId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import type { CallJournal, JournaledCall } from './call-journal.ts';
import type { CallEnd } from './call-outcome.ts';
import { createCallSession, type CallSession } from './call-session.ts';
import type { CallTarget } from './call-targets.ts';
import type { RtcSession } from './jssip-user-agent.ts';
import type { Line, Lines } from './lines.ts';
import type { LocalAudio } from './remote-peer-connection.ts';
import type { VoiceCalls } from './voice-calls.ts';
import type { FinishedCall } from './voice-service.ts';
import type { WarmMicrophone } from './warm-microphone.ts';

/** A call that is written down. */
export interface BegunCall {
  readonly record: JournaledCall;
  readonly direction: 'in' | 'out';
  readonly callerName: string | null;
  readonly startedAt: number;
}

/** Writes calls down and adds them to those that are up. */
export interface CallTracking {
  track(line: Line, session: RtcSession, call: BegunCall): CallSession;
  writeIncoming(line: Line, session: RtcSession): BegunCall;
  trackOutgoing(line: Line, session: RtcSession, target: OutgoingTarget): CallSession;
}

export type OutgoingTarget = Pick<CallTarget, 'address' | 'host'> & { readonly contactId: ContactId | null };

export interface CallTrackingDeps {
  readonly calls: VoiceCalls;
  readonly lines: Lines;
  readonly journal: CallJournal;
  readonly microphone: WarmMicrophone;
  readonly audio: LocalAudio;
  readonly clock: Clock;
  readonly onFinished: (call: FinishedCall) => void;
}

export function createCallTracking({ calls, lines, journal, microphone, audio, clock, onFinished }: CallTrackingDeps): CallTracking {
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
    writeIncoming({ account }, session) {
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
    trackOutgoing(line, session, { address, host, contactId }) {
      const startedAt = clock.now();
      const call = { accountId: line.account.id, direction: 'out', address, domain: host, callerName: null, isAnonymous: false } as const;
      const record = journal.begin({ ...call, contactId, at: startedAt });
      const tracked = track(line, session, { record, direction: 'out', callerName: null, startedAt });
      calls.makeCurrent(record.callId);
      return tracked;
    },
  };
}
