import { ContractError } from '../../contract/errors.ts';
import { withoutLetters } from './letters-reducer.ts';
import type { DeskStore, Letter } from './state.ts';
import type { Sync } from './sync.ts';

/** After the first key that is not on disk yet: whoever writes without a pause is saved as well. */
const afterFirstKeyMs = 300;
const againMs = 1_000;

/** Letters in the store, and their way to main. */
export interface LetterSaving {
  find(key: string): Letter | undefined;
  put(letter: Letter): void;
  drop(key: string): void;
  /** One thing at a time is done with a letter. */
  inTurn<T>(key: string, work: () => Promise<T>): Promise<T>;
  save(key: string): Promise<void>;
  /** A moment later, and again until main has it. */
  saveSoon(key: string): void;
  flush(): Promise<void>;
}

export function createLetterSaving(store: DeskStore, sync: Sync): LetterSaving {
  const timers = new Map<string, ReturnType<typeof setTimeout>>();
  const running = new Map<string, Promise<unknown>>();
  const find = (key: string): Letter | undefined => store.getState().letters[key];

  function put(letter: Letter): void {
    store.setState(({ letters }) => ({ letters: { ...letters, [letter.key]: letter } }));
  }

  function stopTimer(key: string): void {
    clearTimeout(timers.get(key));
    timers.delete(key);
  }

  function inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const next = (running.get(key) ?? Promise.resolve()).then(work);
    const settled = next
      .then(
        () => undefined,
        () => undefined,
      )
      .finally(() => running.get(key) === settled && running.delete(key));
    running.set(key, settled);
    return next;
  }

  async function saveNow(key: string): Promise<void> {
    stopTimer(key);
    const letter = find(key);
    if (!letter || letter.isSaved) return;
    const { place, draftId, content } = letter;
    try {
      const saved = await sync.backend().call('drafts.save', { ...place, draftId, content });
      const now = find(key);
      if (!now) return;
      put({ ...now, draftId: saved.draftId, isSaved: now.content === content });
      // Typed on meanwhile.
      if (now.content !== content) schedule(key, afterFirstKeyMs);
    } catch (error) {
      const now = find(key);
      // Sent or discarded in another window: what was typed here is kept all the same.
      if (now && error instanceof ContractError && error.code === 'not-found') put({ ...now, draftId: null });
      if (now) schedule(key, againMs);
      throw error;
    }
  }
  const save = (key: string): Promise<void> => inTurn(key, () => saveNow(key));

  function schedule(key: string, afterMs: number): void {
    if (timers.has(key)) return;
    timers.set(
      key,
      setTimeout(() => void save(key).catch(() => undefined), afterMs),
    );
  }

  return {
    find,
    put,
    drop(key) {
      stopTimer(key);
      store.setState((state) => withoutLetters(state, (letter) => letter.key === key));
    },
    inTurn,
    save,
    saveSoon: (key) => schedule(key, afterFirstKeyMs),
    async flush() {
      await Promise.allSettled([...timers.keys()].map(save));
    },
  };
}
