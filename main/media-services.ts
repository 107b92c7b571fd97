import { join } from 'node:path';
import { createMediaCache } from './media/media-cache.ts';
import { mediaFailure } from './media/media-failure.ts';
import { createMediaFolder } from './media/media-folder.ts';
import { createMediaService, type MediaService } from './media/media-service.ts';
import { createMediaSources, type MediaAccounts } from './media/media-sources.ts';
import { createPicturesService, type PicturesService } from './media/pictures-service.ts';
import { createPublicAddresses } from './media/public-address.ts';
import { createRemotePictures } from './media/remote-picture.ts';
import { createSaving, type Saving } from './media/saving.ts';
import type { Unpacker } from './media/unpacker.ts';
import type { Ports } from './ports.ts';
import type { Store } from './store/database.ts';

/** What messages have beside their text. */
export interface MediaServices {
  readonly media: MediaService;
  readonly saving: Saving;
  readonly pictures: PicturesService;
}

export interface MediaServicesDeps {
  readonly ports: Pick<Ports, 'clock' | 'logger' | 'desktop'>;
  readonly store: Store;
  readonly dataFolder: string;
  readonly accounts: MediaAccounts & { readonly changed: { on(listener: () => void): () => void } };
  readonly unpacker: Unpacker;
  readonly clean: (html: string) => Promise<string>;
  readonly resources: AsyncDisposableStack;
}

const mostCachedBytes = 500_000_000;

export function createMediaServices({ ports, store, dataFolder, accounts, unpacker, clean, resources }: MediaServicesDeps): MediaServices {
  const { clock, logger, desktop } = ports;
  const readFailure = (error: unknown) => mediaFailure(error, accounts.readFailure);
  const sources = resources.use(createMediaSources({ accounts, clock }));
  const folder = createMediaFolder(join(dataFolder, 'media'));
  const cache = resources.use(createMediaCache({ folder, store, clock, logger, mostBytes: mostCachedBytes, readFailure }));
  // What a removed mailbox brought goes from the disk as well.
  accounts.changed.on(cache.sweep);
  const media = createMediaService({ store, cache, sources, unpacker, readFailure });
  const fetchPicture = createRemotePictures({ isOpen: createPublicAddresses() });
  return {
    media,
    saving: createSaving({ media, cache, desktop }),
    pictures: createPicturesService({ store, cache, clock, clean, fetchPicture }),
  };
}
