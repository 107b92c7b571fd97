import { randomUUID } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { ContractError } from '../../contract/errors.ts';
import type { EntryId } from '../../contract/model/ids.ts';
import type { MediaRef } from '../../contract/model/media.ts';
import type { DesktopServices } from '../ports.ts';
import { freeFileName, safeFileName } from './file-name.ts';
import type { MediaCache } from './media-cache.ts';
import type { MediaService } from './media-service.ts';

/** Puts what was fetched where the agent wants it. */
export interface Saving {
  /** Asks where to, fetches what is not here yet, and copies. null: the agent thought better of it. Throws unavailable, not-found. */
  save(entryId: EntryId, parts: readonly string[]): Promise<string | null>;
  /** Shows in its folder what was saved under this id. Throws not-found. */
  show(savedId: string): void;
}

export interface SavingDeps {
  readonly media: MediaService;
  readonly cache: MediaCache;
  /** null: there is no desktop; the page saves by itself. */
  readonly desktop: DesktopServices | null;
}

export function createSaving({ media, cache, desktop }: SavingDeps): Saving {
  const saved = new Map<string, string>();

  function requireDesktop(): DesktopServices {
    if (!desktop) throw new ContractError('unavailable', { message: 'no desktop' });
    return desktop;
  }

  async function copy(ref: MediaRef, target: string): Promise<void> {
    const file = await media.fetched(ref);
    // Beside its target: what is there already is replaced in one step, or not at all.
    const partial = `${target}.${randomUUID().slice(0, 8)}.part`;
    try {
      await cache.use(file, (path) => pipeline(createReadStream(path), createWriteStream(partial, { flags: 'wx' })));
      await rename(partial, target);
    } catch (error) {
      await rm(partial, { force: true }).catch(() => undefined);
      const code = (error as NodeJS.ErrnoException).code;
      if (!code) throw error;
      throw new ContractError('unavailable', { failure: { reason: code === 'ENOSPC' ? 'disk-full' : 'file-refused', technical: code } });
    }
  }

  async function nameOf(ref: MediaRef): Promise<string> {
    return safeFileName(await media.nameOf(ref), 'attachment');
  }

  async function saveOne(ref: MediaRef): Promise<string | null> {
    const target = await requireDesktop().chooseFile(await nameOf(ref));
    if (target !== null) await copy(ref, target);
    return target;
  }

  async function saveAll(refs: readonly MediaRef[]): Promise<string | null> {
    const folder = await requireDesktop().chooseFolder();
    if (folder === null) return null;
    let last = folder;
    for (const ref of refs) {
      last = join(
        folder,
        freeFileName(await nameOf(ref), (name) => existsSync(join(folder, name))),
      );
      await copy(ref, last);
    }
    return last;
  }

  return {
    async save(entryId, parts) {
      const refs = parts.map((part) => ({ entryId, part }));
      const [only] = refs;
      const path = only && refs.length === 1 ? await saveOne(only) : await saveAll(refs);
      if (path === null) return null;
      const id = randomUUID();
      saved.set(id, path);
      return id;
    },
    show(savedId) {
      const path = saved.get(savedId);
      if (path === undefined) throw new ContractError('not-found');
      requireDesktop().showFile(path);
    },
  };
}
