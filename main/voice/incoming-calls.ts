import type { CallRules } from '../../contract/model/call-rules.ts';
import type { Clock } from '../ports.ts';
import { askedToAnswerAfterMs } from './answer-request.ts';
import type { CallJournal } from './call-journal.ts';
import type { CallTracking } from './call-tracking.ts';
import { forwardOf, movedTo } from './forwarding.ts';
import { judgeIncoming } from './incoming-rules.ts';
import type { IncomingInvite } from './jssip-user-agent.ts';
import type { Line } from './lines.ts';
import { letRing, type UnattendedDeps } from './unattended.ts';
import type { CallAdmission } from './voice-accounts.ts';

export interface IncomingDeps extends UnattendedDeps {
  readonly journal: CallJournal;
  readonly admission: CallAdmission;
  readonly rules: () => CallRules;
  readonly country: () => string;
  readonly clock: Clock;
  readonly writeIncoming: CallTracking['writeIncoming'];
  readonly track: CallTracking['track'];
}

/** Takes a call in as the agent's rules have it: every one is written down, whatever becomes of it. */
export function createIncomingCalls(deps: IncomingDeps): (invite: IncomingInvite & { readonly line: Line }) => void {
  const { calls, journal, admission, clock } = deps;
  return ({ line, session, request }) => {
    const { account } = line;
    const verdict = judgeIncoming({
      rules: deps.rules(),
      isOffered: admission.admit() === 'ring',
      otherCalls: calls.all().length,
      askedAfterMs: askedToAnswerAfterMs(request),
      forwardTo: (forward) => forwardOf(forward, account, deps.country()),
    });
    const begun = deps.writeIncoming(line, session);
    if (verdict.kind === 'ring') return letRing(deps.track(line, session, begun), verdict, deps);
    session.terminate(verdict.kind === 'forward' ? movedTo(verdict.to) : { status_code: verdict.status });
    journal.end(begun.record.callId, { at: clock.now(), result: verdict.kind === 'forward' ? 'forwarded' : 'missed', failure: null });
  };
}
