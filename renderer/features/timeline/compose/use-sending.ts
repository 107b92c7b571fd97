import { useState } from 'react';
import type { DraftFile } from '../../../../contract/model/draft.ts';
import type { EntryId } from '../../../../contract/model/ids.ts';
import { useActions, useDeskStore } from '../../../state/desk.tsx';
import { useAttempt } from '../../../state/use-attempt.ts';
import { useDate } from '../../../text/date.ts';
import { useText } from '../../../text/text.tsx';
import { obstacleTo, type Obstacle } from './written-check.ts';

export interface Sending {
  /** What stood in the way at the last try. */
  readonly obstacle: Obstacle | null;
  forget(): void;
  send(how: { readonly isSure: boolean; readonly sendAt?: number }): Promise<void>;
}

export function useSending(key: string, { files, maxBytes }: { files: readonly DraftFile[]; maxBytes: number }): Sending {
  const { text } = useText();
  const date = useDate();
  const actions = useActions();
  const attempt = useAttempt();
  const store = useDeskStore();
  const [obstacle, setObstacle] = useState<Obstacle | null>(null);

  function tell(entryId: EntryId, sendAt: number | null): void {
    const undoMs = store.getState().settings?.undoSendMs ?? 0;
    const undo = (): void =>
      attempt(async () => {
        const { draftId } = await actions.call('outbox.take-back', { entryId });
        if (draftId !== undefined) await actions.letters.openDraft(draftId);
      });
    if (sendAt !== null) actions.notify(text('compose.sentLater', { date: date(sendAt) }), { undo });
    else if (undoMs > 0) actions.notify(text('compose.sent'), { undo, untilAt: Date.now() + undoMs });
    else actions.notify(text('compose.sentNow'));
  }

  return {
    obstacle,
    forget: () => setObstacle(null),
    async send({ isSure, sendAt }) {
      const letter = store.getState().letters[key];
      if (!letter) return;
      const found = obstacleTo(letter.content, { files, maxBytes, isSure });
      setObstacle(found);
      if (found) return;
      if (sendAt !== undefined) actions.letters.change(key, { sendAt });
      const planned = sendAt ?? letter.content.sendAt;
      const entryId = await actions.letters.send(key);
      tell(entryId, planned !== null && planned > Date.now() ? planned : null);
    },
  };
}
