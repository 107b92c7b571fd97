import type { LiveCall } from '../../../contract/model/call.ts';
import type { TextKey } from '../../text/text.tsx';

export function whoIs(call: LiveCall, text: (key: TextKey) => string): string {
  return call.contactName ?? (call.address || text('call.withheld'));
}

export function stateWord(call: LiveCall): TextKey {
  if (call.state === 'held' && !call.isHeldHere) return 'call.state.held-there';
  return `call.state.${call.state}`;
}

/** To a conference. */
export function mayBeJoined({ answeredAt, state, transfer }: LiveCall): boolean {
  return answeredAt !== null && (state === 'connected' || state === 'held') && transfer?.state !== 'asked' && transfer?.state !== 'ringing';
}
