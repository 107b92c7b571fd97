import type { CallId } from '../../contract/model/ids.ts';
import { useActions, useDesk } from './desk.tsx';

/** A call's note: what is being typed, or else what main has. */
export function useNote(callId: CallId, stored: string): { text: string; isSaved: boolean; type: (text: string) => void } {
  const draft = useDesk((state) => state.drafts[callId]);
  const { notes } = useActions();
  return { text: draft?.text ?? stored, isSaved: draft?.isSaved ?? true, type: (text) => notes.type(callId, text) };
}
