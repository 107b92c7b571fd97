import { ContractError } from '../../contract/errors.ts';
import type { CallState } from '../../contract/model/call.ts';

/** What can happen to a call: said by the network, the media page or the agent. */
export type CallEvent =
  | 'remote-rang'
  | 'early-media-began'
  | 'answer-asked'
  | 'established'
  | 'held'
  | 'unheld'
  | 'lost'
  | 'recovered'
  | 'recovered-held'
  | 'end-asked'
  | 'ended';

const transitions: Readonly<Record<CallState, Partial<Record<CallEvent, CallState>>>> = {
  dialling: { 'remote-rang': 'remote-ringing', 'early-media-began': 'early-media', established: 'connected', 'end-asked': 'ending', ended: 'ended' },
  'remote-ringing': {
    'remote-rang': 'remote-ringing',
    'early-media-began': 'early-media',
    established: 'connected',
    'end-asked': 'ending',
    ended: 'ended',
  },
  // A 180 after a 183 does not take the sound away.
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

/** The state that follows; null where the event does not belong into the state and changes nothing. */
export function nextCallState(state: CallState, event: CallEvent): CallState | null {
  return transitions[state][event] ?? null;
}

/** What an agent may ask of a call. */
export type CallAction = 'answer' | 'decline' | 'hang-up' | 'hold' | 'resume' | 'mute' | 'send-dtmf' | 'transfer';

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

export function isAllowed(state: CallState, action: CallAction): boolean {
  return allowed[action].includes(state);
}

/** Throws ContractError illegal-state: call-over for what has ended, call-state otherwise. */
export function requireAllowed(state: CallState, action: CallAction): void {
  if (isAllowed(state, action)) return;
  const isOver = state === 'ending' || state === 'ended';
  throw new ContractError('illegal-state', { failure: { reason: isOver ? 'call-over' : 'call-state', technical: `${action}/${state}` } });
}
