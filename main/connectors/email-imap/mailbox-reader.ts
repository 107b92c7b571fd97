import type { ImapFlow } from 'imapflow';
import { z } from 'zod';
import type { Batch, Budget } from '../connector.ts';
import type { Folder } from './fetch-mails.ts';
import { chunks, createFolderReader, folderCursorSchema } from './folder-reader.ts';
import type { MailParser } from './mail-parser.ts';
import { countOf, emptyUidSet, formatUidSet, newestOf, parseUidSet, unionOf, without, type UidSet } from './uid-set.ts';

export const imapCursorSchema = z.object({ folders: z.record(z.string(), folderCursorSchema) });
export type ImapCursor = z.infer<typeof imapCursorSchema>;

export interface ReaderDeps {
  readonly client: ImapFlow;
  readonly folders: readonly Folder[];
  readonly ownAddress: string;
  readonly parser: MailParser;
}

/** Reads a mailbox folder by folder. A batch that was committed is never fetched again, wherever the one after it was cut off. */
export interface MailboxReader {
  pull(cursor: ImapCursor | null, budget: Budget): AsyncGenerator<Batch<ImapCursor>>;
  backfill(cursor: ImapCursor, budget: Budget): AsyncGenerator<Batch<ImapCursor>>;
}

export function createMailboxReader({ client, folders, ...deps }: ReaderDeps): MailboxReader {
  const reader = createFolderReader({ client, ...deps });

  const knownOf = (cursor: ImapCursor, { path }: Folder): UidSet => parseUidSet(cursor.folders[path]?.known ?? '');
  const missingOf = (cursor: ImapCursor, folder: Folder): UidSet => without(reader.held(folder) ?? emptyUidSet, knownOf(cursor, folder));

  function progressOf(cursor: ImapCursor): Batch<ImapCursor>['progress'] {
    const total = folders.reduce((sum, folder) => sum + countOf(reader.held(folder) ?? knownOf(cursor, folder)), 0);
    const left = folders.reduce((sum, folder) => sum + countOf(missingOf(cursor, folder)), 0);
    return left === 0 ? null : { done: total - left, total };
  }

  async function* inFolder<T>({ path }: Folder, run: () => AsyncGenerator<T>): AsyncGenerator<T> {
    const lock = await client.getMailboxLock(path, { readOnly: true });
    try {
      yield* run();
    } finally {
      lock.release();
    }
  }

  async function* fill(folder: Folder, cursor: ImapCursor, most: number): AsyncGenerator<Batch<ImapCursor>> {
    const state = cursor.folders[folder.path];
    // Void since: the next pull says so.
    if (reader.uidValidity() !== state?.uidValidity) return;
    if (!reader.held(folder)) await reader.ask(folder);
    const missing = newestOf(missingOf(cursor, folder), most);
    let known = knownOf(cursor, folder);
    for await (const { uids, events } of reader.read(folder, chunks(missing))) {
      known = unionOf(known, uids);
      const now = { folders: { ...cursor.folders, [folder.path]: { ...state, known: formatUidSet(known) } } };
      yield { events, cursor: now, isRoundDone: false, progress: progressOf(now) };
    }
  }

  return {
    async *pull(cursor, budget) {
      const isOurs = ([path]: [string, unknown]): boolean => folders.some((folder) => folder.path === path);
      let now: ImapCursor = { folders: Object.fromEntries(Object.entries(cursor?.folders ?? {}).filter(isOurs)) };
      const idle = Object.keys(cursor?.folders ?? {}).filter((path) => now.folders[path] === undefined);
      // No longer chosen, or no longer there.
      if (idle.length > 0) {
        const events = idle.map((path) => ({ type: 'void' as const, under: `${encodeURIComponent(path)}/` }));
        yield { events, cursor: now, isRoundDone: false, progress: null };
      }
      for (const folder of folders) {
        for await (const step of inFolder(folder, () => reader.look(folder, now.folders[folder.path], budget.messages))) {
          now = { folders: { ...now.folders, [folder.path]: step.folder } };
          yield { events: step.events, cursor: now, isRoundDone: false, progress: progressOf(now) };
        }
      }
      const progress = progressOf(now);
      yield { events: [], cursor: now, isRoundDone: progress === null, progress };
    },

    async *backfill(cursor, budget) {
      let now = cursor;
      let left = budget.messages;
      for (const folder of folders) {
        const isFull = reader.held(folder) !== null && countOf(missingOf(now, folder)) === 0;
        if (left <= 0 || isFull) continue;
        const before = countOf(knownOf(now, folder));
        for await (const batch of inFolder(folder, () => fill(folder, now, left))) {
          now = batch.cursor;
          yield batch;
        }
        left -= countOf(knownOf(now, folder)) - before;
      }
    },
  };
}
