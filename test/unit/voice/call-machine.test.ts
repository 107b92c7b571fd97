import { describe, expect, it } from 'vitest';
import { callStateSchema, type CallState } from '../../../contract/model/call.ts';
import { isAllowed, nextCallState, requireAllowed, type CallAction, type CallEvent } from '../../../main/voice/call-machine.ts';

/** What follows on each event, state by state; everything else changes nothing. */
const table: Readonly<Record<CallState, Partial<Record<CallEvent, CallState>>>> = {
  dialling: { 'remote-rang': 'remote-ringing', 'early-media-began': 'early-media', established: 'connected', 'end-asked': 'ending', ended: 'ended' },
  'remote-ringing': {
    'remote-rang': 'remote-ringing',
    'early-media-began': 'early-media',
    established: 'connected',
    'end-asked': 'ending',
    ended: 'ended',
  },
  'early-media': {
    'remote-rang': 'early-media',
    'early-media-began': 'early-media',
    established: 'connected',
    'end-asked': 'ending',
    ended: 'ended',
  },
  ringing: { 'answer-asked': 'answering', 'end-asked': 'ending', ended: 'ended' },
  answering: { established: 'connected', lost: 'answering', 'end-asked': 'ending', ended: 'ended' },
  connected: {
    established: 'connected',
    held: 'held',
    unheld: 'connected',
    lost: 'recovering',
    recovered: 'connected',
    'end-asked': 'ending',
    ended: 'ended',
  },
  held: {
    established: 'held',
    held: 'held',
    unheld: 'connected',
    lost: 'recovering',
    recovered: 'held',
    'recovered-held': 'held',
    'end-asked': 'ending',
    ended: 'ended',
  },
  recovering: {
    held: 'recovering',
    unheld: 'recovering',
    lost: 'recovering',
    recovered: 'connected',
    'recovered-held': 'held',
    'end-asked': 'ending',
    ended: 'ended',
  },
  ending: { 'end-asked': 'ending', ended: 'ended' },
  ended: { ended: 'ended' },
};
const events: readonly CallEvent[] = [
  'remote-rang',
  'early-media-began',
  'answer-asked',
  'established',
  'held',
  'unheld',
  'lost',
  'recovered',
  'recovered-held',
  'end-asked',
  'ended',
];
const allowed: Readonly<Record<CallAction, readonly CallState[]>> = {
  answer: ['ringing'],
  decline: ['ringing'],
  'hang-up': ['dialling', 'remote-ringing', 'early-media', 'ringing', 'answering', 'connected', 'held', 'recovering'],
  hold: ['connected', 'held'],
  resume: ['held'],
  mute: ['dialling', 'remote-ringing', 'early-media', 'answering', 'connected', 'held', 'recovering'],
  'send-dtmf': ['early-media', 'connected'],
  transfer: ['connected', 'held'],
};
const states = callStateSchema.options;

describe('the states of a call', () => {
  const cases = states.flatMap((state) => events.map((event) => ({ state, event, next: table[state][event] ?? null })));
  it.each(cases)('$state, $event → $next', ({ state, event, next }) => {
    expect(nextCallState(state, event)).toBe(next);
  });

  it('every state but the last can be left, and every call can end', () => {
    for (const state of states) expect(nextCallState(state, 'ended')).toBe('ended');
  });
});

describe('what an agent may ask', () => {
  const cases = Object.entries(allowed).flatMap(([action, good]) =>
    states.map((state) => ({ action: action as CallAction, state, may: good.includes(state) })),
  );
  it.each(cases)('$action while $state: $may', ({ action, state, may }) => {
    expect(isAllowed(state, action)).toBe(may);
    if (may) return expect(() => requireAllowed(state, action)).not.toThrow();
    const reason = state === 'ending' || state === 'ended' ? 'call-over' : 'call-state';
    expect(() => requireAllowed(state, action)).toThrow(
      expect.objectContaining({ code: 'illegal-state', failure: expect.objectContaining({ reason }) }),
    );
  });
});
