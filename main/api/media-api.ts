import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { MediaService } from '../media/media-service.ts';
import type { PicturesService } from '../media/pictures-service.ts';
import type { Saving } from '../media/saving.ts';

type Side = typeof mainSide;

export function createMediaApi(
  media: MediaService,
  saving: Saving,
  pictures: PicturesService,
): HandlersOf<Side, 'media'> & HandlersOf<Side, 'pictures'> {
  return {
    'media.list': ({ entryId }) => media.list(entryId),
    'media.fetch': (ref) => {
      media.fetch(ref);
      return {};
    },
    'media.stop': (ref) => {
      media.stop(ref);
      return {};
    },
    'media.read': async ({ offset, ...ref }) => ({ bytes: await media.read(ref, offset) }),
    'media.unpack': (ref) => media.unpack(ref),
    'media.save': async ({ entryId, parts }) => ({ savedId: await saving.save(entryId, parts) }),
    'media.show-saved': ({ savedId }) => {
      saving.show(savedId);
      return {};
    },
    'pictures.senders': () => ({ senders: [...pictures.senders()] }),
    'pictures.load': ({ entryId, isAsked }) => pictures.load(entryId, isAsked),
    'pictures.allow': ({ entryId }) => {
      pictures.allow(entryId);
      return {};
    },
    'pictures.revoke': ({ accountId, address }) => {
      pictures.revoke(accountId, address);
      return {};
    },
  };
}
