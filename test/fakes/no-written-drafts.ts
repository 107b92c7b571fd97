import { draftIdSchema } from '../../contract/model/ids.ts';
import type { WrittenDrafts } from '../../main/outbox/written-drafts.ts';

/** For messages that were nobody's draft. */
export const noWrittenDrafts: WrittenDrafts = {
  take: () => [],
  giveBack: () => draftIdSchema.parse(1),
  settle: () => undefined,
  sizeLimit: () => 25_000_000,
};
