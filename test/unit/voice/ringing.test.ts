import { expect, it } from 'vitest';
import type { CallState, LiveCall } from '../../../contract/model/call.ts';
import { callIdSchema } from '../../../contract/model/ids.ts';
import { answerToneMs, toneFor } from '../../../main/voice/ringing.ts';

const calls = (...states: readonly CallState[]) =>
  states.map((state, index) => ({ callId: callIdSchema.parse(index + 1), state, answersAt: null as number | null }) as LiveCall);

it.each([
  ['incoming', ['ringing']],
  ['call-waiting', ['connected', 'ringing']],
  ['call-waiting', ['held', 'ringing']],
  ['call-waiting', ['recovering', 'ringing']],
  ['call-waiting', ['remote-ringing', 'ringing']],
  ['incoming', ['ending', 'ringing']],
  ['ringback', ['remote-ringing']],
  ['ringback', ['held', 'remote-ringing']],
  [null, ['early-media']],
  [null, ['dialling']],
  [null, ['connected']],
  [null, []],
] as const)('%s with %j', (tone, states) => {
  expect(toneFor(calls(...states), new Set(), 0)).toBe(tone);
});

it('a silenced call makes no sound, the next one does', () => {
  const silenced = new Set([callIdSchema.parse(1)]);
  expect(toneFor(calls('ringing'), silenced, 0)).toBeNull();
  expect(toneFor(calls('ringing', 'ringing'), silenced, 0)).toBe('incoming');
});

it('a call that answers itself rings, and says so in time, also where it was silenced', () => {
  const [call] = calls('ringing');
  const answering = [{ ...call!, answersAt: 5_000 }];
  expect(toneFor(answering, new Set(), 5_000 - answerToneMs - 1)).toBe('incoming');
  expect(toneFor(answering, new Set(), 5_000 - answerToneMs)).toBe('auto-answer');
  expect(toneFor(answering, new Set([call!.callId]), 4_999)).toBe('auto-answer');
  expect(toneFor([{ ...answering[0]!, state: 'answering' }], new Set(), 5_000)).toBeNull();
});
