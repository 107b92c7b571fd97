import type { DraftContent, DraftPlace, FileId } from '../../contract/model/draft.ts';
import type { AccountId, DraftId, EntryId } from '../../contract/model/ids.ts';
import type { Writer } from '../store/database.ts';

/** A file that goes out with a message. */
export interface TakenFile {
  readonly id: FileId;
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** Of a picture inside the text. */
  readonly contentId: string | null;
}

/** What a message was before it was sent, and is again when it is taken back: filled by drafts. */
export interface WrittenDrafts {
  /** Its files belong to the message from here on, and it is a draft no longer. Throws illegal-state where one of them is not there whole. */
  take(writer: Writer, draftId: DraftId, message: { readonly entryId: EntryId; readonly html: string }): TakenFile[];
  giveBack(writer: Writer, entryId: EntryId, draft: DraftPlace & { readonly content: DraftContent }): DraftId;
  /** Announces what `take` and `giveBack` did, and removes the files of messages that have gone out. */
  settle(): void;
  /** How large a message of this account may be, as far as that is known. */
  sizeLimit(accountId: AccountId): number;
}
