import type { DraftSummary } from '../../contract/model/draft.ts';
import type { DeskState, Letter } from './state.ts';

/** The state without some letters, in the composers too. */
export function withoutLetters(state: DeskState, isGone: (letter: Letter) => boolean): Pick<DeskState, 'letters' | 'openLetters'> {
  const gone = new Set(
    Object.values(state.letters)
      .filter(isGone)
      .map(({ key }) => key),
  );
  if (gone.size === 0) return { letters: state.letters, openLetters: state.openLetters };
  return {
    letters: Object.fromEntries(Object.entries(state.letters).filter(([key]) => !gone.has(key))),
    openLetters: Object.fromEntries(Object.entries(state.openLetters).map(([id, key]) => [id, key && gone.has(key) ? null : key])),
  };
}

/** The state with the drafts there are; letters that were sent or discarded in another window go. */
export function withDrafts(state: DeskState, drafts: readonly DraftSummary[]): Partial<DeskState> {
  const there = new Set(drafts.map(({ id }) => id));
  return { mailDrafts: drafts, ...withoutLetters(state, ({ draftId, isSaved }) => draftId !== null && isSaved && !there.has(draftId)) };
}
