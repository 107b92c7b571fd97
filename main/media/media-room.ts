import type { MediaState } from '../../contract/model/media.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { mediaBytes, oldestMediaFiles, removeMediaFile, type MediaFile } from '../store/media-rows.ts';
import type { MediaFolder } from './media-folder.ts';

/** Keeps the media folder within its limit: what was not looked at for the longest goes first. */
export interface MediaRoom {
  make(): Promise<void>;
  /** It is not removed while `use` runs. */
  use<T>(file: MediaFile, use: (path: string) => Promise<T>): Promise<T>;
}

export interface MediaRoomDeps {
  readonly folder: MediaFolder;
  readonly store: Store;
  readonly clock: Clock;
  readonly mostBytes: number;
  readonly onRemoved: (state: MediaState) => void;
}

/** What was looked at a moment ago is being looked at. */
const inUseMs = 60_000;

export function createMediaRoom({ folder, store, clock, mostBytes, onRemoved }: MediaRoomDeps): MediaRoom {
  const used = new Map<string, number>();
  return {
    async make() {
      let excess = mediaBytes(store.reader) - mostBytes;
      for (const file of excess > 0 ? oldestMediaFiles(store.reader, clock.now() - inUseMs) : []) {
        if (excess <= 0) return;
        if (used.has(file.id)) continue;
        store.write((writer) => removeMediaFile(writer, file.id));
        await folder.remove(file.id);
        excess -= file.sizeBytes;
        onRemoved({ entryId: file.entryId, part: file.part, state: 'absent' });
      }
    },
    async use(file, use) {
      used.set(file.id, (used.get(file.id) ?? 0) + 1);
      try {
        return await use(folder.pathOf(file.id));
      } finally {
        const left = (used.get(file.id) ?? 1) - 1;
        if (left > 0) used.set(file.id, left);
        else used.delete(file.id);
      }
    },
  };
}
