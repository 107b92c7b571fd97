import { createStore, type StoreApi } from 'zustand/vanilla';
import type { EntryId } from '../../../contract/model/ids.ts';

/** Which entries are on the screen: the first, the last, and whether nothing comes after it. */
export interface Seen {
  readonly top: EntryId | null;
  readonly bottom: EntryId | null;
  readonly isAtEnd: boolean;
}

/** Beside the list: scrolling draws anew only what speaks of it. */
export type Sight = StoreApi<Seen>;

export function createSight(): Sight {
  return createStore<Seen>(() => ({ top: null, bottom: null, isAtEnd: true }));
}
