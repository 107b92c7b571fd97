import { createHash } from 'node:crypto';
import { ContractError } from '../../contract/errors.ts';
import type { AccountId, EntryId } from '../../contract/model/ids.ts';
import type { LoadedPictures, PictureSender } from '../../contract/model/media.ts';
import { createEmitter, type Listenable } from '../lib/emitter.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { readMessage } from '../store/mail-rows.ts';
import { isPictureSender, listPictureSenders, putPictureSender, removePictureSender } from '../store/media-rows.ts';
import type { MediaCache } from './media-cache.ts';
import { readPicture } from './picture-size.ts';
import type { FetchRemotePicture } from './remote-picture.ts';

/** Pictures that a mail wants from outside: asked for only where the agent said so, for this mail or for its sender. */
export interface PicturesService {
  readonly changed: Listenable<readonly PictureSender[]>;
  senders(): readonly PictureSender[];
  /** Without `isAsked` only where the sender is allowed for good. Throws not-found. */
  load(entryId: EntryId, isAsked: boolean): Promise<LoadedPictures>;
  /** The sender of this mail, by its exact address, in this mailbox. Throws not-found. */
  allow(entryId: EntryId): void;
  revoke(accountId: AccountId, address: string): void;
}

export interface PicturesServiceDeps {
  readonly store: Store;
  readonly cache: MediaCache;
  readonly clock: Clock;
  /** Makes a stranger's HTML harmless; what it wants from outside is named in `data-remote`. */
  readonly clean: (html: string) => Promise<string>;
  readonly fetchPicture: FetchRemotePicture;
}

const mostPictures = 60;
const atOnce = 4;
const limitMs = 20_000;

export function createPicturesService({ store, cache, clock, clean, fetchPicture }: PicturesServiceDeps): PicturesService {
  const changed = createEmitter<readonly PictureSender[]>();
  const senders = (): PictureSender[] => listPictureSenders(store.reader);

  function messageOf(entryId: EntryId) {
    const message = readMessage(store.reader, entryId);
    if (!message) throw new ContractError('not-found');
    return message;
  }

  function senderOf(entryId: EntryId): { accountId: AccountId; address: string } | null {
    const { accountId, head } = messageOf(entryId);
    const address = head?.from?.address.trim().toLowerCase();
    return accountId !== null && address ? { accountId, address } : null;
  }

  function isStanding(entryId: EntryId): boolean {
    const sender = senderOf(entryId);
    return sender !== null && isPictureSender(store.reader, sender.accountId, sender.address);
  }

  async function loadOne(entryId: EntryId, url: string, limit: AbortSignal): Promise<{ url: string; part: string } | null> {
    const part = `remote.${createHash('sha256').update(url).digest('hex').slice(0, 32)}`;
    try {
      await cache.keep({ entryId, part }, async (take, signal) => {
        const bytes = await fetchPicture(url, AbortSignal.any([signal, limit])).catch(() => null);
        // What calls itself a picture may be anything.
        if (!bytes || !readPicture(bytes)) throw new ContractError('unavailable', { failure: { reason: 'media-gone' } });
        return take({ name: 'picture', mediaType: 'image/*', charset: null, totalBytes: bytes.length, pieces: one(bytes) });
      });
      return { url, part };
    } catch {
      // A picture that cannot be had is a picture that is not shown.
      return null;
    }
  }

  return {
    changed,
    senders,
    async load(entryId, isAsked) {
      const { html } = messageOf(entryId);
      if (!isAsked && !isStanding(entryId)) return { isAllowed: false, pictures: [] };
      const urls = html === null ? [] : remotePicturesOf(await clean(html)).slice(0, mostPictures);
      const abort = new AbortController();
      const limit = clock.after(limitMs, () => abort.abort());
      const pictures: LoadedPictures['pictures'] = [];
      const waiting = urls.values();
      const work = async (): Promise<void> => {
        for (const url of waiting) {
          const loaded = await loadOne(entryId, url, abort.signal);
          if (loaded) pictures.push(loaded);
        }
      };
      await Promise.all(Array.from({ length: atOnce }, work));
      limit[Symbol.dispose]();
      return { isAllowed: true, pictures };
    },
    allow(entryId) {
      const sender = senderOf(entryId);
      if (!sender) throw new ContractError('not-found');
      store.write((writer) => putPictureSender(writer, { ...sender, allowedAt: clock.now() }));
      changed.emit(senders());
    },
    revoke(accountId, address) {
      store.write((writer) => removePictureSender(writer, accountId, address));
      changed.emit(senders());
    },
  };
}

/** Of cleaned HTML, whose attributes are written one way only. */
export function remotePicturesOf(html: string): string[] {
  const named: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"' };
  const urls = [...html.matchAll(/ data-remote="([^"]*)"/g)].map(([, url = '']) =>
    url.replaceAll(/&(amp|lt|gt|quot);/g, (_all, name: string) => named[name] ?? ''),
  );
  return [...new Set(urls)].filter((url) => URL.canParse(url));
}

async function* one(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
