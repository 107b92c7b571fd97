import { randomBytes } from 'node:crypto';
import type { mainSide } from '../../contract/contract.ts';
import { ContractError } from '../../contract/errors.ts';
import { fileIdSchema, type DraftFile, type DraftSummary, type MailDraft } from '../../contract/model/draft.ts';
import { draftIdSchema } from '../../contract/model/ids.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { DeskWorld } from './desk-world.ts';

/** Drafts as main keeps them, in the world of a test instead of on a disk. */
export function createFakeDrafts(world: DeskWorld, onChanged: (drafts: DraftSummary[]) => void): HandlersOf<typeof mainSide, 'drafts'> {
  const gone = new Map<number, MailDraft>();
  const removed = new Map<string, { draftId: number; file: DraftFile }>();
  const bytesOf = new Map<string, Buffer>();
  const list = (): DraftSummary[] => world.mailDrafts.map(({ content: _, ...summary }) => summary);
  const announce = () => {
    onChanged(list());
    return {};
  };
  const find = (draftId: number): MailDraft => {
    const draft = world.mailDrafts.find(({ id }) => id === draftId);
    if (!draft) throw new ContractError('not-found');
    return draft;
  };
  const replace = (draft: MailDraft): void => void (world.mailDrafts = world.mailDrafts.map((one) => (one.id === draft.id ? draft : one)));
  const owner = (fileId: string): MailDraft => {
    const draft = world.mailDrafts.find(({ files }) => files.some(({ id }) => id === fileId));
    if (!draft) throw new ContractError('not-found');
    return draft;
  };
  let lastId = Math.max(0, ...world.mailDrafts.map(({ id }) => id));
  return {
    'drafts.list': () => ({ drafts: list() }),
    'drafts.read': ({ draftId }) => find(draftId),
    'drafts.save': ({ draftId, content, ...place }) => {
      const isHere = (one: MailDraft) => one.contactId === place.contactId && one.kind === place.kind && one.answersId === place.answersId;
      const known = draftId === null ? world.mailDrafts.find(isHere) : find(draftId);
      const id = known?.id ?? draftIdSchema.parse((lastId += 1));
      const draft = { ...place, id, content, subject: content.subject, files: known?.files ?? [], savedAt: Date.now() };
      world.mailDrafts = [draft, ...world.mailDrafts.filter((one) => one.id !== id)];
      announce();
      return { draftId: id };
    },
    'drafts.discard': ({ draftId }) => {
      gone.set(draftId, find(draftId));
      world.mailDrafts = world.mailDrafts.filter(({ id }) => id !== draftId);
      return announce();
    },
    'drafts.restore': ({ draftId }) => {
      const draft = gone.get(draftId);
      if (!draft) throw new ContractError('not-found');
      world.mailDrafts = [draft, ...world.mailDrafts];
      return announce();
    },
    'drafts.add-file': ({ draftId, isInline, ...file }) => {
      const draft = find(draftId);
      const id = fileIdSchema.parse(randomBytes(16).toString('hex'));
      const added = { ...file, id, receivedBytes: 0, contentId: isInline ? `${id}@threadline` : null, isFetchedLater: false };
      replace({ ...draft, files: [...draft.files, added] });
      bytesOf.set(id, Buffer.alloc(0));
      announce();
      return added;
    },
    'drafts.add-bytes': ({ fileId, bytes }) => {
      const draft = owner(fileId);
      const whole = Buffer.concat([bytesOf.get(fileId) ?? Buffer.alloc(0), Buffer.from(bytes, 'base64')]);
      bytesOf.set(fileId, whole);
      replace({ ...draft, files: draft.files.map((file) => (file.id === fileId ? { ...file, receivedBytes: whole.length } : file)) });
      if (whole.length === draft.files.find(({ id }) => id === fileId)?.sizeBytes) announce();
      return { receivedBytes: whole.length };
    },
    'drafts.read-bytes': ({ fileId, offset }) => ({ bytes: (bytesOf.get(fileId) ?? Buffer.alloc(0)).subarray(offset).toString('base64') }),
    'drafts.add-forwarded': ({ draftId }) => {
      const draft = find(draftId);
      const entry = world.entries.find(({ id }) => id === draft.answersId);
      if (entry?.kind !== 'message') throw new ContractError('not-found');
      const files = entry.attachments.map(({ name, mediaType, sizeBytes }) => {
        const id = fileIdSchema.parse(randomBytes(16).toString('hex'));
        return { id, name, mediaType, sizeBytes, receivedBytes: 0, contentId: null, isFetchedLater: true };
      });
      replace({ ...draft, files });
      return announce();
    },
    'drafts.remove-file': ({ fileId }) => {
      const draft = owner(fileId);
      removed.set(fileId, { draftId: draft.id, file: draft.files.find(({ id }) => id === fileId)! });
      replace({ ...draft, files: draft.files.filter(({ id }) => id !== fileId) });
      return announce();
    },
    'drafts.restore-file': ({ fileId }) => {
      const known = removed.get(fileId);
      if (!known) throw new ContractError('not-found');
      const draft = find(known.draftId);
      replace({ ...draft, files: [...draft.files, known.file] });
      return announce();
    },
    'drafts.size-limit': () => ({ maxBytes: 25_000_000, isKnown: true }),
  };
}
