import type { Clock, Logger } from '../ports.ts';
import type { CallSession } from './call-session.ts';
import type { RingVerdict } from './incoming-rules.ts';
import { answerToneMs } from './ringing.ts';
import type { VoiceCalls } from './voice-calls.ts';

export interface UnattendedDeps {
  readonly calls: VoiceCalls;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly answer: (call: CallSession) => Promise<void>;
}

/** What a call that rings does without the agent: it answers itself after a tone, unless there is another call by then; or it goes elsewhere. */
export function letRing(call: CallSession, { answerAfterMs, forward }: RingVerdict, { calls, clock, logger, answer }: UnattendedDeps): void {
  const timers: Disposable[] = [];
  const off = calls.changed.on(() => {
    if (call.state !== 'ringing') stop();
    else if (call.answersAt !== null && calls.all().length > 1) call.answerAt(null);
  });

  function stop(): void {
    off();
    for (const timer of timers) timer[Symbol.dispose]();
  }

  async function answerItself(): Promise<void> {
    if (call.answersAt === null) return;
    try {
      await answer(call);
    } catch (error) {
      logger.warn('call-not-answered-by-itself', { callId: call.record.callId, error: String(error) });
      // Rings on: the agent sees what is wrong when answering.
      if (call.state === 'ringing') call.answerAt(null);
    }
  }

  if (forward) timers.push(clock.after(forward.afterMs, () => call.redirect(forward.to)));
  if (answerAfterMs === null) return;
  const delayMs = Math.max(answerAfterMs, answerToneMs);
  const at = clock.now() + delayMs;
  // Said again when the tone begins.
  timers.push(
    clock.after(delayMs - answerToneMs, () => call.answersAt !== null && call.answerAt(at)),
    clock.after(delayMs, () => void answerItself()),
  );
  call.answerAt(at);
}
