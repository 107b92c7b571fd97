import type { CallId } from '../../contract/model/ids.ts';
import type { DeskStore } from './state.ts';
import type { Sync } from './sync.ts';

const afterLastKeyMs = 250;

/** Notes of calls: in the store with every key, on main's disk a quarter of a second after the last one, and tried again until main has them. */
export interface NoteKeeper {
  type(callId: CallId, text: string): void;
  /** At once: before the page goes or the wrap-up is finished. */
  flush(): Promise<void>;
}

export function createNoteKeeper(store: DeskStore, sync: Sync): NoteKeeper {
  const timers = new Map<CallId, ReturnType<typeof setTimeout>>();

  async function save(callId: CallId): Promise<void> {
    clearTimeout(timers.get(callId));
    timers.delete(callId);
    const draft = store.getState().drafts[callId];
    if (!draft || draft.isSaved) return;
    try {
      await sync.backend().call('notes.save', { callId, text: draft.text });
      // Typed on meanwhile: the next timer saves it.
      if (store.getState().drafts[callId]?.text !== draft.text) return;
      store.setState(({ drafts }) => ({ drafts: { ...drafts, [callId]: { ...draft, isSaved: true } } }));
    } catch {
      timers.set(
        callId,
        setTimeout(() => void save(callId), 1_000),
      );
    }
  }

  return {
    type(callId, text) {
      store.setState(({ drafts }) => ({ drafts: { ...drafts, [callId]: { text, isSaved: false } } }));
      clearTimeout(timers.get(callId));
      timers.set(
        callId,
        setTimeout(() => void save(callId), afterLastKeyMs),
      );
    },
    async flush() {
      await Promise.all([...timers.keys()].map(save));
    },
  };
}
