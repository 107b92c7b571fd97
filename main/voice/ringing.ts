import type { RingerTone } from '../../contract/media.ts';
import type { LiveCall } from '../../contract/model/call.ts';
import type { CallId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import type { MediaLink } from './media-link.ts';
import type { VoiceCalls } from './voice-calls.ts';

/** A call that answers itself says so in the agent's ear first. */
export const answerToneMs = 1_000;

export interface Ringing extends Disposable {
  /** Until the next call rings. */
  silence(): void;
}

/** Which tone the agent hears besides the calls themselves. */
export function toneFor(calls: readonly LiveCall[], silenced: ReadonlySet<CallId>, now: number): RingerTone | null {
  const isAnswering = ({ state, answersAt }: LiveCall): boolean => state === 'ringing' && answersAt !== null && now >= answersAt - answerToneMs;
  if (calls.some(isAnswering)) return 'auto-answer';
  // Whoever listens to a call must not be rung in the ear.
  const isListening = calls.some(({ state }) => state !== 'ringing' && state !== 'ending' && state !== 'ended');
  if (calls.some(({ state, callId }) => state === 'ringing' && !silenced.has(callId))) return isListening ? 'call-waiting' : 'incoming';
  return calls.some(({ state }) => state === 'remote-ringing') ? 'ringback' : null;
}

export interface RingingDeps {
  readonly calls: VoiceCalls;
  readonly media: Pick<MediaLink, 'startRinger' | 'stopRinger'>;
  readonly clock: Pick<Clock, 'now'>;
}

export function createRinging({ calls, media, clock }: RingingDeps): Ringing {
  const silenced = new Set<CallId>();
  let tone: RingerTone | null = null;

  function settle(): void {
    const wanted = toneFor(calls.list(), silenced, clock.now());
    if (wanted === tone) return;
    tone = wanted;
    if (wanted) media.startRinger(wanted);
    else media.stopRinger();
  }
  const off = calls.changed.on(settle);
  return {
    silence() {
      for (const call of calls.list()) if (call.state === 'ringing') silenced.add(call.callId);
      settle();
    },
    [Symbol.dispose]() {
      off();
      if (tone) media.stopRinger();
    },
  };
}
