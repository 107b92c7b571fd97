import { expect, it } from 'vitest';
import type { CallState, LiveCall } from '../../../contract/model/call.ts';
import { callIdSchema } from '../../../contract/model/ids.ts';
import { toneFor } from '../../../main/voice/ringing.ts';

const calls = (...states: readonly CallState[]) => states.map((state, index) => ({ callId: callIdSchema.parse(index + 1), state }) as LiveCall);

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
  expect(toneFor(calls(...states), new Set())).toBe(tone);
});

it('a silenced call makes no sound, the next one does', () => {
  const silenced = new Set([callIdSchema.parse(1)]);
  expect(toneFor(calls('ringing'), silenced)).toBeNull();
  expect(toneFor(calls('ringing', 'ringing'), silenced)).toBe('incoming');
});
