import { randomBytes } from 'node:crypto';
import { ContractError } from '../../contract/errors.ts';
import { bytesPerCall, fileIdSchema, type DraftFile, type FileId } from '../../contract/model/draft.ts';
import type { DraftId } from '../../contract/model/ids.ts';
import type { Clock, Logger } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { readDraft } from '../store/draft-rows.ts';
import { readMessage } from '../store/mail-rows.ts';
import {
  forgetRemovedFiles,
  insertOutgoingFile,
  listDraftFiles,
  listFileIds,
  readOutgoingFile,
  removeSettledFiles,
  setReceived,
  setRemoved,
  type OutgoingFile,
} from '../store/outgoing-file-rows.ts';
import type { FileFolder } from './file-folder.ts';

/** The files that are to go with drafts, and with what is in the outbox. */
export interface DraftFiles {
  /** Throws not-found. */
  add(draftId: DraftId, file: NewFile): Promise<DraftFile>;
  /** Answers how much is there now. Throws not-found, and illegal-state where bytes are missing in between or too many. */
  put(fileId: FileId, part: { readonly offset: number; readonly bytes: Uint8Array }): Promise<number>;
  /** A part of it; nothing at its end. Throws not-found. */
  read(fileId: FileId, offset: number): Promise<Buffer>;
  /** What came with the message that the draft passes on goes with it. Throws not-found. */
  addForwarded(draftId: DraftId): void;
  /** Throws not-found. */
  remove(fileId: FileId): void;
  /** Undoes a removal since the last start. Throws not-found. */
  restore(fileId: FileId): void;
  /** Files of messages that are no longer in the outbox go. */
  settle(): void;
  /** What the last run left behind: nobody can undo anything of it any more. */
  sweep(): void;
}

export interface NewFile {
  readonly name: string;
  readonly mediaType: string;
  readonly sizeBytes: number;
  /** A picture inside the text. */
  readonly isInline: boolean;
}

export interface DraftFilesDeps {
  readonly store: Store;
  readonly folder: FileFolder;
  readonly clock: Clock;
  readonly logger: Logger;
  readonly onChanged: () => void;
}

export function createDraftFiles({ store, folder, clock, logger, onChanged }: DraftFilesDeps): DraftFiles {
  function fileOf(fileId: FileId): OutgoingFile {
    const file = readOutgoingFile(store.reader, fileId);
    if (!file) throw new ContractError('not-found');
    return file;
  }

  function erase(ids: readonly FileId[]): void {
    folder.remove(ids).catch((error: unknown) => logger.warn('outgoing-file-left', { error: String(error) }));
  }

  function insert(draftId: DraftId, file: OutgoingFile): void {
    store.write((writer) => insertOutgoingFile(writer, draftId, { file, at: clock.now() }));
  }

  return {
    async add(draftId, { name, mediaType, sizeBytes, isInline }) {
      if (!readDraft(store.reader, draftId)) throw new ContractError('not-found');
      const id = newFileId();
      const contentId = isInline ? `${id}@threadline` : null;
      const file = { id, name: bareName(name), mediaType: typeOf(mediaType), sizeBytes, receivedBytes: 0, contentId, isFetchedLater: false };
      await folder.create(id);
      insert(draftId, { ...file, source: null });
      onChanged();
      return file;
    },
    async put(fileId, { offset, bytes }) {
      const { receivedBytes, sizeBytes } = fileOf(fileId);
      const end = offset + bytes.byteLength;
      if (offset !== receivedBytes || end > sizeBytes) throw new ContractError('illegal-state');
      await folder.put(fileId, { offset, bytes, isLast: end === sizeBytes });
      // Removed while it was being written: it does not come back by that.
      fileOf(fileId);
      store.write((writer) => setReceived(writer, fileId, { receivedBytes: end, sizeBytes }));
      if (end === sizeBytes) onChanged();
      return end;
    },
    async read(fileId, offset) {
      fileOf(fileId);
      return folder.read(fileId, { offset, length: bytesPerCall });
    },
    addForwarded(draftId) {
      const answersId = readDraft(store.reader, draftId)?.answersId ?? null;
      const head = answersId === null ? null : (readMessage(store.reader, answersId)?.head ?? null);
      if (answersId === null || !head) throw new ContractError('not-found');
      const there = new Set(listDraftFiles(store.reader, draftId).map(({ source }) => source?.index));
      for (const { index, name, mediaType, sizeBytes, contentId, isInline } of head.attachments) {
        if (there.has(index)) continue;
        const file = { id: newFileId(), name: bareName(name), mediaType: typeOf(mediaType), sizeBytes, receivedBytes: 0 };
        insert(draftId, { ...file, contentId: isInline ? contentId : null, isFetchedLater: true, source: { entryId: answersId, index } });
      }
      onChanged();
    },
    remove(fileId) {
      fileOf(fileId);
      store.write((writer) => setRemoved(writer, fileId, clock.now()));
      onChanged();
    },
    restore(fileId) {
      if (!store.write((writer) => setRemoved(writer, fileId, null))) throw new ContractError('not-found');
      onChanged();
    },
    settle() {
      const settled = store.write(removeSettledFiles);
      if (settled.length > 0) erase(settled);
    },
    sweep() {
      store.write((writer) => {
        forgetRemovedFiles(writer);
        removeSettledFiles(writer);
      });
      const known = new Set(listFileIds(store.reader));
      erase(folder.list().filter((id) => !known.has(id)));
    },
  };
}

function newFileId(): FileId {
  return fileIdSchema.parse(randomBytes(16).toString('hex'));
}

/** A name, not a path, in one line. */
function bareName(name: string): string {
  return (
    name
      .replaceAll(/\p{Cc}/gu, ' ')
      .split(/[/\\]/)
      .at(-1)
      ?.trim()
      .slice(0, 255) || 'file'
  );
}

function typeOf(mediaType: string): string {
  return /^[a-z\d][\w.+-]{0,99}\/[a-z\d][\w.+-]{0,99}$/i.test(mediaType) ? mediaType.toLowerCase() : 'application/octet-stream';
}
