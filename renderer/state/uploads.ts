import { ContractError } from '../../contract/errors.ts';
import { bytesPerCall, type DraftFile, type FileId } from '../../contract/model/draft.ts';
import type { LetterKeeper } from './letters.ts';
import type { DeskStore } from './state.ts';
import type { Sync } from './sync.ts';

/** Files on their way into a draft, in parts, one after another. */
export interface Uploads {
  /** Answers each file as soon as main knows of it; its bytes follow. Throws ContractError. */
  add(key: string, file: File, options: { readonly isInline: boolean }): Promise<DraftFile>;
  /** A file of a draft as it was put in. */
  read(file: DraftFile): Promise<Blob>;
}

export function createUploads(store: DeskStore, sync: Sync, letters: LetterKeeper): Uploads {
  let last: Promise<unknown> = Promise.resolve();

  function setSent(id: FileId, sent: number | null): void {
    store.setState(({ uploads: { [id]: _, ...others } }) => ({ uploads: sent === null ? others : { ...others, [id]: sent } }));
  }

  async function send(id: FileId, file: File): Promise<void> {
    try {
      for (let offset = 0; offset < file.size; offset += bytesPerCall) {
        const bytes = base64(new Uint8Array(await file.slice(offset, offset + bytesPerCall).arrayBuffer()));
        const { receivedBytes } = await sync.backend().call('drafts.add-bytes', { fileId: id, offset, bytes });
        setSent(id, receivedBytes);
      }
    } catch (error) {
      // Removed by the agent while it was on its way.
      if (error instanceof ContractError && error.code === 'not-found') return;
      throw error;
    } finally {
      setSent(id, null);
    }
  }

  return {
    async add(key, file, { isInline }) {
      const draftId = await letters.save(key);
      const about = { name: file.name || 'file', mediaType: file.type, sizeBytes: file.size, isInline };
      const added = await sync.backend().call('drafts.add-file', { draftId, ...about });
      setSent(added.id, 0);
      last = last.then(() => send(added.id, file)).catch(reportError);
      return added;
    },
    async read({ id, sizeBytes, mediaType }) {
      const parts: Uint8Array<ArrayBuffer>[] = [];
      for (let offset = 0; offset < sizeBytes;) {
        const { bytes } = await sync.backend().call('drafts.read-bytes', { fileId: id, offset });
        const part = Uint8Array.from(atob(bytes), (sign) => sign.codePointAt(0) ?? 0);
        if (part.length === 0) break;
        parts.push(part);
        offset += part.length;
      }
      return new Blob(parts, { type: mediaType });
    },
  };
}

/** In pieces: an argument list has its limits. */
function base64(bytes: Uint8Array): string {
  let text = '';
  for (let at = 0; at < bytes.length; at += 8_192) text += String.fromCodePoint(...bytes.subarray(at, at + 8_192));
  return btoa(text);
}
