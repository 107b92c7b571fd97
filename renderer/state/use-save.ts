import { useState } from 'react';
import type { EntryId } from '../../contract/model/ids.ts';
import { useActions, useDesk, useDeskStore } from './desk.tsx';
import { download } from './download.ts';
import { fetchMedia, readBytes } from './media.ts';
import { useAttempt } from './use-attempt.ts';

export interface SavedFile {
  readonly part: string;
  readonly name: string;
}

/** Saves what a message has beside its text: with a dialog of the desktop, or as the browser's own download. */
export function useSave(entryId: EntryId): {
  save(files: readonly SavedFile[]): void;
  readonly isSaving: boolean;
  readonly show: (() => void) | null;
} {
  const actions = useActions();
  const store = useDeskStore();
  const attempt = useAttempt();
  const isBrowser = useDesk((state) => state.application?.shell === 'browser');
  const [isSaving, setIsSaving] = useState(false);
  const [savedId, setSavedId] = useState<string | null>(null);

  async function fetchAndSave({ part, name }: SavedFile): Promise<void> {
    await fetchMedia(store, actions.call, { entryId, part });
    download(name, await readBytes(actions.call, { entryId, part }));
  }

  return {
    isSaving,
    save: (files) =>
      attempt(async () => {
        setIsSaving(true);
        try {
          if (!isBrowser) setSavedId((await actions.call('media.save', { entryId, parts: files.map(({ part }) => part) })).savedId);
          else for (const file of files) await fetchAndSave(file);
        } finally {
          setIsSaving(false);
        }
      }),
    show: savedId === null ? null : () => attempt(() => actions.call('media.show-saved', { savedId })),
  };
}
