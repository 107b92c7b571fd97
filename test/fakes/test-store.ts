import { join } from 'node:path';
import { openStore, type Store } from '../../main/store/database.ts';
import { createTestFolder } from './test-core.ts';

export interface TestStore extends Store {
  readonly file: string;
  /** Closes and opens the same file again, as the next start would. */
  reopen(): Store;
}

/** A real database on disk that goes with the test. */
export function createTestStore(): TestStore {
  const folder = createTestFolder();
  const file = join(folder.path, 'threadline.db');
  let store = openStore(file);
  return {
    file,
    reader: { get: (...query) => store.reader.get(...query), all: (...query) => store.reader.all(...query) },
    write: (work) => store.write(work),
    writeDurably: (work) => store.writeDurably(work),
    reopen() {
      store[Symbol.dispose]();
      store = openStore(file);
      return store;
    },
    [Symbol.dispose]() {
      store[Symbol.dispose]();
      folder[Symbol.dispose]();
    },
  };
}
