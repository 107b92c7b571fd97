import { useState } from 'react';
import { useText } from '../text/text.tsx';
import { useActions, useDesk } from './desk.tsx';
import { download } from './download.ts';
import { bytesOf } from './media.ts';
import { useAttempt } from './use-attempt.ts';

/** Saves the bundle of diagnostics: with a dialog of the desktop, or as the browser's own download. */
export function useDiagnostics(): { save(): void } {
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const isBrowser = useDesk((state) => state.application?.shell === 'browser');
  const [isSaving, setIsSaving] = useState(false);

  async function saveHere(): Promise<boolean> {
    const { name, bytes } = await actions.call('diagnostics.read', {});
    download(name, bytesOf(bytes));
    return true;
  }

  return {
    save: () =>
      attempt(async () => {
        // A button that is disabled meanwhile would lose the focus, and its popup the Esc key.
        if (isSaving) return;
        setIsSaving(true);
        try {
          const isSaved = isBrowser ? await saveHere() : (await actions.call('diagnostics.save', {})).isSaved;
          if (isSaved) actions.notify(text('diagnostics.saved'));
        } finally {
          setIsSaving(false);
        }
      }),
  };
}
