import { useEffect, useState } from 'react';
import type { EntryId } from '../../../contract/model/ids.ts';
import type { Actions } from '../../state/actions.ts';
import { useActions, useDeskStore } from '../../state/desk.tsx';
import { fetchMedia, readBase64 } from '../../state/media.ts';
import type { DeskStore } from '../../state/state.ts';

/** A picture for a place in a mail: `cid:…` or `remote:…`. */
export interface PictureSource {
  readonly place: string;
  readonly source: string;
}

const mostPictures = 60;
const mostBytes = 10_000_000;

/** As an address that fetches nothing; null: none that is shown in a text. */
export async function pictureSource(store: DeskStore, call: Actions['call'], ref: { entryId: EntryId; part: string }): Promise<string | null> {
  const { look, sizeBytes } = await fetchMedia(store, call, ref);
  if (look.kind !== 'picture' || sizeBytes > mostBytes) return null;
  return `data:${look.mediaType};base64,${await readBase64(call, ref)}`;
}

/** The pictures that came with a mail and stand in its text: fetched when it is shown as it was sent. */
export function useInlinePictures(entryId: EntryId, html: string): readonly PictureSource[] {
  const store = useDeskStore();
  const { call } = useActions();
  const [pictures, setPictures] = useState<readonly PictureSource[]>([]);
  useEffect(() => {
    let isWanted = true;
    async function load(): Promise<void> {
      const { inline } = await call('media.list', { entryId });
      // The same file may stand in several places, and a mail may claim thousands.
      for (const { contentId, part } of inline.slice(0, mostPictures)) {
        if (!isWanted) return;
        const source = await pictureSource(store, call, { entryId, part }).catch(() => null);
        if (isWanted && source !== null) setPictures((before) => [...before, { place: `cid:${contentId}`, source }]);
      }
    }
    if (/["']cid:/i.test(html)) load().catch(() => undefined);
    return () => void (isWanted = false);
  }, [call, store, entryId, html]);
  return pictures;
}
