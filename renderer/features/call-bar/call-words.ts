import type { LiveCall } from '../../../contract/model/call.ts';
import type { TextKey } from '../../text/text.tsx';

export function whoIs(call: LiveCall, text: (key: TextKey) => string): string {
  return call.contactName ?? (call.address || text('call.withheld'));
}

export function stateWord(call: LiveCall): TextKey {
  if (call.state === 'held' && !call.isHeldHere) return 'call.state.held-there';
  return `call.state.${call.state}`;
}
