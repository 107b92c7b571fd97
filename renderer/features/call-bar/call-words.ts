import type { LiveCall } from '../../../contract/model/call.ts';
import type { TextKey } from '../../text/text.tsx';

export function whoIs(call: LiveCall, text: (key: TextKey) => string): string {
  return call.contactName ?? (call.address || text('call.withheld'));
}

export function stateWord(call: LiveCall): TextKey {
  if (call.state === 'held' && !call.isHeldHere) return 'call.state.held-there';
  return `call.state.${call.state}`;
}

/** MOS in words: below 3.1 many are dissatisfied (ITU-T G.107 Annex B). */
export function qualityWord(mos: number): TextKey {
  if (mos >= 3.8) return 'call.quality.good';
  return mos >= 3.1 ? 'call.quality.fair' : 'call.quality.poor';
}
