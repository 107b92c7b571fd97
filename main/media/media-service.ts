import { ContractError } from '../../contract/errors.ts';
import type { Failure } from '../../contract/model/failure.ts';
import type { EntryId } from '../../contract/model/ids.ts';
import type { MediaList, MediaRef, MediaState, Unpacked } from '../../contract/model/media.ts';
import type { Listenable } from '../lib/emitter.ts';
import type { Store } from '../store/database.ts';
import type { MailHead } from '../store/mail-head.ts';
import { readMessage } from '../store/mail-rows.ts';
import { placesOf, subjectOf, type MediaFile } from '../store/media-rows.ts';
import type { Bring, MediaCache } from './media-cache.ts';
import type { Incoming } from './media-intake.ts';
import type { FetchedPart, MediaSources } from './media-sources.ts';
import type { Unpacker } from './unpacker.ts';

/** What a message has beside its text: fetched when it is asked for, and kept on this computer. */
export interface MediaService {
  readonly changed: Listenable<MediaState>;
  /** Throws not-found. */
  list(entryId: EntryId): MediaList;
  /** Begins to fetch it; what becomes of it is told by `changed`. Throws not-found. */
  fetch(ref: MediaRef): void;
  /** The same, and answers it when it is here. Rejects with ContractError. */
  fetched(ref: MediaRef): Promise<MediaFile>;
  stop(ref: MediaRef): void;
  /** A piece of what is here, in base64; shorter than others: the last. Throws not-found. */
  read(ref: MediaRef, offset: number): Promise<string>;
  /** What a packed attachment (winmail.dat) holds. Throws not-found, refused. */
  unpack(ref: MediaRef): Promise<Unpacked>;
  /** Its name as a file, as its sender called it. */
  nameOf(ref: MediaRef): Promise<string>;
}

export interface MediaServiceDeps {
  readonly store: Store;
  readonly cache: MediaCache;
  readonly sources: MediaSources;
  readonly unpacker: Unpacker;
  readonly readFailure: (error: unknown) => Failure | null;
}

/** More than this waits in a line of its own. */
const largeBytes = 1_000_000;

type Attachment = MailHead['attachments'][number];

export function createMediaService({ store, cache, sources, unpacker, readFailure }: MediaServiceDeps): MediaService {
  function messageOf(entryId: EntryId) {
    const message = readMessage(store.reader, entryId);
    if (!message) throw new ContractError('not-found');
    return message;
  }

  function attachmentOf({ entryId, part }: MediaRef): Attachment {
    const attachment = messageOf(entryId).head?.attachments[Number(part.split('.', 1)[0])];
    if (!attachment) throw new ContractError('not-found');
    return attachment;
  }

  const claimOf = (ref: MediaRef): Pick<Incoming, 'name' | 'mediaType'> & { isLarge: boolean } => {
    if (ref.part === 'source') return { name: 'message.eml', mediaType: 'message/rfc822', isLarge: true };
    const { name, mediaType, sizeBytes } = attachmentOf(ref);
    return { name, mediaType, isLarge: sizeBytes > largeBytes };
  };

  /** From wherever the provider keeps the message: it may have been moved since it was read last. */
  function fromProvider(ref: MediaRef): Bring {
    const { isLarge, ...claimed } = claimOf(ref);
    const wanted = ref.part === 'source' ? 'source' : Number(ref.part);
    return async (take, signal) => {
      let lost: unknown = new ContractError('unavailable', { failure: { reason: 'media-gone' } });
      for (const { accountId, place } of placesOf(store.reader, ref.entryId)) {
        try {
          return await sources.inTurn({ accountId, isLarge, signal }, async (source) => {
            const fetched: FetchedPart | undefined = await source.fetchMedia?.(place, wanted, signal);
            if (!fetched) throw new ContractError('refused');
            return take({ ...claimed, charset: fetched.charset, totalBytes: fetched.sizeBytes, pieces: fetched.pieces });
          });
        } catch (error) {
          lost = error;
          if (!isGone(error)) throw error;
        }
      }
      throw lost;
    };
  }

  /** A file inside of an attachment: the attachment first. */
  function fromPacked(ref: MediaRef): Bring {
    const [outer = '', inner = ''] = ref.part.split('.');
    return async (take) => {
      const packed = await fetched({ ...ref, part: outer });
      const { name, mediaType, bytes } = await cache.use(packed, (path) => unpacker.extract(path, Number(inner)));
      return take({ name, mediaType, charset: null, totalBytes: bytes.length, pieces: one(bytes) });
    };
  }

  function fetched(ref: MediaRef): Promise<MediaFile> {
    // Only `pictures.load` asks the outside.
    if (ref.part.startsWith('remote.'))
      return cache.keep(ref, () => Promise.reject(new ContractError('unavailable', { failure: { reason: 'media-gone' } })));
    return cache.keep(ref, ref.part.includes('.') ? fromPacked(ref) : fromProvider(ref));
  }

  async function contentOf(packed: MediaRef): ReturnType<Unpacker['list']> {
    const file = await fetched(packed);
    return cache.use(file, unpacker.list).catch((error: unknown) => {
      const failure = readFailure(error);
      throw failure ? new ContractError('unavailable', { failure }) : error;
    });
  }

  return {
    changed: cache.changed,
    list(entryId) {
      const attachments = messageOf(entryId).head?.attachments ?? [];
      return {
        inline: attachments.flatMap(({ index, contentId }) => (contentId === null ? [] : [{ contentId, part: String(index) }])),
        states: cache.states(entryId),
      };
    },
    fetch(ref) {
      if (/^\d/.test(ref.part)) attachmentOf(ref);
      fetched(ref).catch(() => undefined);
    },
    fetched,
    stop: cache.stop,
    read: async (ref, offset) => (await cache.read(ref, offset)).toString('base64'),
    async unpack(ref) {
      const { text, files } = await contentOf(ref);
      return { text, files: files.map((file, index) => ({ ...file, part: `${ref.part}.${index}` })) };
    },
    async nameOf(ref) {
      if (ref.part === 'source') return `${subjectOf(store.reader, ref.entryId) || 'message'}.eml`;
      if (!ref.part.includes('.')) return attachmentOf(ref).name;
      const [outer = '', inner = ''] = ref.part.split('.');
      const { files } = await contentOf({ ...ref, part: outer });
      return files[Number(inner)]?.name ?? attachmentOf(ref).name;
    },
  };
}

function isGone(error: unknown): boolean {
  return (error as { failure?: { reason?: string } } | null)?.failure?.reason === 'media-gone';
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
