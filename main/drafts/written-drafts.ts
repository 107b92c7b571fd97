import { ContractError } from '../../contract/errors.ts';
import type { DraftContent, DraftPlace } from '../../contract/model/draft.ts';
import type { DraftId, EntryId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import type { Writer } from '../store/database.ts';
import { deleteDraft, insertDraft } from '../store/draft-rows.ts';
import { giveFilesToDraft, giveFileToEntry, listDraftFiles, type OutgoingFile } from '../store/outgoing-file-rows.ts';
import type { DraftsService } from './drafts-service.ts';
import type { SizeLimits } from './size-limits.ts';

/** From a draft to a message in the outbox and back, each in the transaction of the one that asks. */
export function createWrittenDrafts({ drafts, sizeLimits, clock }: { drafts: DraftsService; sizeLimits: SizeLimits; clock: Clock }) {
  let isTouched = false;
  return {
    sizeLimit: sizeLimits.now,
    take(writer: Writer, draftId: DraftId, { entryId, html }: { entryId: EntryId; html: string }): OutgoingFile[] {
      // A picture that was deleted from the text does not go along.
      const wanted = listDraftFiles(writer, draftId).filter(({ contentId }) => contentId === null || html.includes(`cid:${contentId}`));
      if (wanted.some(({ isFetchedLater, receivedBytes, sizeBytes }) => !isFetchedLater && receivedBytes < sizeBytes))
        throw new ContractError('illegal-state', { failure: { reason: 'file-incomplete' } });
      for (const { id } of wanted) giveFileToEntry(writer, id, entryId);
      deleteDraft(writer, draftId);
      isTouched = true;
      return wanted;
    },
    giveBack(writer: Writer, entryId: EntryId, { content, ...place }: DraftPlace & { content: DraftContent }): DraftId {
      const draftId = insertDraft(writer, place, { content, at: clock.now() });
      isTouched = true;
      giveFilesToDraft(writer, entryId, draftId);
      return draftId;
    },
    settle(): void {
      drafts.files.settle();
      if (isTouched) drafts.refresh();
      isTouched = false;
    },
  };
}
