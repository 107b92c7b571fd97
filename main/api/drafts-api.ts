import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { DraftsService } from '../drafts/drafts-service.ts';
import type { SizeLimits } from '../drafts/size-limits.ts';

export function createDraftsApi(drafts: DraftsService, sizeLimits: SizeLimits): HandlersOf<typeof mainSide, 'drafts'> {
  const { files } = drafts;
  return {
    'drafts.list': () => ({ drafts: drafts.list() }),
    'drafts.read': ({ draftId }) => drafts.read(draftId),
    'drafts.save': (draft) => ({ draftId: drafts.save(draft) }),
    'drafts.discard': ({ draftId }) => {
      drafts.discard(draftId);
      return {};
    },
    'drafts.restore': ({ draftId }) => {
      drafts.restore(draftId);
      return {};
    },
    'drafts.add-file': ({ draftId, ...file }) => files.add(draftId, file),
    'drafts.add-bytes': async ({ fileId, offset, bytes }) => ({
      receivedBytes: await files.put(fileId, { offset, bytes: Buffer.from(bytes, 'base64') }),
    }),
    'drafts.read-bytes': async ({ fileId, offset }) => ({ bytes: (await files.read(fileId, offset)).toString('base64') }),
    'drafts.add-forwarded': ({ draftId }) => {
      files.addForwarded(draftId);
      return {};
    },
    'drafts.remove-file': ({ fileId }) => {
      files.remove(fileId);
      return {};
    },
    'drafts.restore-file': ({ fileId }) => {
      files.restore(fileId);
      return {};
    },
    'drafts.size-limit': ({ accountId }) => sizeLimits.find(accountId),
  };
}
