import { ContractError } from '../../contract/errors.ts';
import type { DraftContent, DraftPlace } from '../../contract/model/draft.ts';
import type { ContactId, DraftId, EntryId } from '../../contract/model/ids.ts';
import { createLetterSaving } from './letter-saving.ts';
import { withoutLetters } from './letters-reducer.ts';
import type { DeskStore } from './state.ts';
import type { Sync } from './sync.ts';

/** Mails as they are being written: in the store with every key, in main a moment later, and tried again until main has them. */
export interface LetterKeeper {
  /** Opens what was written at this place, or begins with `content`. Nothing is kept of what nobody wrote on. */
  begin(place: DraftPlace, content: DraftContent): Promise<string>;
  /** `isAsked`: by the agent, who wants to write on. */
  openDraft(draftId: DraftId, options?: { readonly isAsked: boolean }): Promise<string>;
  open(key: string): void;
  /** Writing has begun there. */
  begun(): void;
  /** The composer shows no mail; what was written stays. */
  close(contactId: ContactId): void;
  /** The same, and what it shows next is anybody's choice again. */
  leave(contactId: ContactId): void;
  /** `isOutside`: not typed into the text itself, which is shown anew. */
  change(key: string, change: Partial<DraftContent>, options?: { readonly isOutside: boolean }): void;
  /** In main when it resolves, also where nothing was written yet. */
  save(key: string): Promise<DraftId>;
  /** At once: before the page goes. */
  flush(): Promise<void>;
  /** Answers what to restore it by. */
  discard(key: string): Promise<DraftId>;
  send(key: string): Promise<EntryId>;
}

export function createLetterKeeper(store: DeskStore, sync: Sync): LetterKeeper {
  const { find, put, drop, inTurn, ...saving } = createLetterSaving(store, sync);
  let lastNew = 0;

  /** What nobody wrote on is nothing to come back to. */
  function dropUnwritten(contactId: ContactId, kept: string | null): void {
    store.setState((state) =>
      withoutLetters(state, (one) => one.key !== kept && one.place.contactId === contactId && one.draftId === null && one.isSaved),
    );
  }

  function show(key: string, contactId: ContactId, isAsked = true): string {
    dropUnwritten(contactId, key);
    if (isAsked) store.setState({ wantedLetter: key });
    store.setState(({ openLetters }) => ({ openLetters: { ...openLetters, [contactId]: key } }));
    return key;
  }

  async function openDraft(draftId: DraftId, { isAsked } = { isAsked: true }): Promise<string> {
    const known = Object.values(store.getState().letters).find((letter) => letter.draftId === draftId);
    if (known) return show(known.key, known.place.contactId, isAsked);
    const { contactId, kind, answersId, content } = await sync.backend().call('drafts.read', { draftId });
    const key = `draft-${draftId}`;
    put({ key, place: { contactId, kind, answersId }, draftId, content, revision: 0, isSaved: true });
    return show(key, contactId, isAsked);
  }

  async function save(key: string): Promise<DraftId> {
    const letter = find(key);
    if (letter && letter.draftId === null) put({ ...letter, isSaved: false });
    await saving.save(key);
    const draftId = find(key)?.draftId ?? null;
    if (draftId === null) throw new ContractError('not-found');
    return draftId;
  }

  return {
    async begin(place, content) {
      const isHere = (one: DraftPlace): boolean => one.contactId === place.contactId && one.kind === place.kind && one.answersId === place.answersId;
      const known = Object.values(store.getState().letters).find((letter) => isHere(letter.place));
      if (known) return show(known.key, place.contactId);
      const kept = store.getState().mailDrafts.find(isHere);
      if (kept) return openDraft(kept.id);
      lastNew += 1;
      const key = `new-${lastNew}`;
      put({ key, place, draftId: null, content, revision: 0, isSaved: true });
      return show(key, place.contactId);
    },
    openDraft,
    open(key) {
      const letter = find(key);
      if (letter) show(key, letter.place.contactId);
    },
    begun: () => store.setState({ wantedLetter: null }),
    close: (contactId) => store.setState(({ openLetters }) => ({ openLetters: { ...openLetters, [contactId]: null } })),
    leave(contactId) {
      dropUnwritten(contactId, null);
      store.setState(({ openLetters: { [contactId]: _, ...others } }) => ({ openLetters: others }));
    },
    change(key, change, { isOutside } = { isOutside: false }) {
      const letter = find(key);
      if (!letter) return;
      put({ ...letter, content: { ...letter.content, ...change }, isSaved: false, revision: letter.revision + (isOutside ? 1 : 0) });
      saving.saveSoon(key);
    },
    save,
    flush: saving.flush,
    async discard(key) {
      const draftId = await save(key);
      await sync.backend().call('drafts.discard', { draftId });
      drop(key);
      return draftId;
    },
    send: (key) =>
      inTurn(key, async () => {
        const letter = find(key);
        if (!letter) throw new ContractError('not-found');
        const { content, place, draftId } = letter;
        const sendAt = content.sendAt !== null && content.sendAt > Date.now() ? content.sendAt : null;
        const about = draftId === null ? {} : { draftId };
        const { entryId } = await sync.backend().call('messages.send', { ...content, ...place, ...about, text: '', sendAt });
        drop(key);
        return entryId;
      }),
  };
}
