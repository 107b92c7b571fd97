import { ContractError } from '../../contract/errors.ts';
import type { DraftContent, DraftPlace, DraftSummary, MailDraft } from '../../contract/model/draft.ts';
import type { DraftId } from '../../contract/model/ids.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock, Logger } from '../ports.ts';
import { readContact } from '../store/contact-rows.ts';
import type { Store } from '../store/database.ts';
import { deleteDiscarded, findDraft, insertDraft, listDrafts, readDraft, setDiscarded, updateDraft } from '../store/draft-rows.ts';
import { createDraftFiles, type DraftFiles } from './draft-files.ts';
import type { FileFolder } from './file-folder.ts';

/** Mails while they are being written, and the files that are to go with them: on disk, so that no crash takes them. */
export interface DraftsService {
  readonly changed: Listenable<readonly DraftSummary[]>;
  readonly files: DraftFiles;
  /** The one that was written on last comes first. */
  list(): DraftSummary[];
  /** Throws not-found. */
  read(draftId: DraftId): MailDraft;
  /** On disk when it returns. Throws not-found where the contact or the draft is gone. */
  save(draft: DraftPlace & { readonly draftId: DraftId | null; readonly content: DraftContent }): DraftId;
  /** Throws not-found. */
  discard(draftId: DraftId): void;
  /** Undoes a discard since the last start. Throws not-found. */
  restore(draftId: DraftId): void;
  /** Something outside of this service changed a draft. */
  refresh(): void;
}

export interface DraftsDeps {
  readonly store: Store;
  readonly folder: FileFolder;
  readonly clock: Clock;
  readonly logger: Logger;
}

export function createDraftsService({ store, folder, clock, logger }: DraftsDeps): DraftsService {
  const changed = createEmitter<readonly DraftSummary[]>();
  const list = (): DraftSummary[] => listDrafts(store.reader);
  const announce = (): void => changed.emit(list());
  const files = createDraftFiles({ store, folder, clock, logger, onChanged: announce });
  store.write(deleteDiscarded);
  files.sweep();

  function read(draftId: DraftId): MailDraft {
    const draft = readDraft(store.reader, draftId);
    if (!draft) throw new ContractError('not-found');
    return draft;
  }

  return {
    changed,
    files,
    list,
    read,
    save({ draftId, content, ...place }) {
      const saved = store.write((writer) => {
        const at = clock.now();
        const known = draftId ?? findDraft(writer, place);
        if (known !== null) {
          if (!updateDraft(writer, known, { content, at })) throw new ContractError('not-found');
          return known;
        }
        if (!readContact(writer, place.contactId)) throw new ContractError('not-found');
        return insertDraft(writer, place, { content, at });
      });
      announce();
      return saved;
    },
    discard(draftId) {
      read(draftId);
      store.write((writer) => setDiscarded(writer, draftId, clock.now()));
      announce();
    },
    restore(draftId) {
      if (!store.write((writer) => setDiscarded(writer, draftId, null))) throw new ContractError('not-found');
      announce();
    },
    refresh: announce,
  };
}
