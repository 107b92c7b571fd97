import { existsSync } from 'node:fs';
import { fileIdSchema } from '../../contract/model/draft.ts';
import type { AccountId } from '../../contract/model/ids.ts';
import type { OutboxItem, SendResult } from '../channel.ts';
import type { Listenable } from '../lib/emitter.ts';
import type { FileFolder } from './file-folder.ts';

interface Sender {
  send(item: OutboxItem, signal: AbortSignal, onHandOver: () => void): Promise<SendResult>;
  keepCopy?(item: OutboxItem, signal: AbortSignal): Promise<void>;
  settle?(item: OutboxItem, signal: AbortSignal): Promise<SendResult>;
}

interface Senders {
  find(accountId: AccountId): Sender | null;
  readonly changed: Listenable<void>;
}

/** The outbox names files by their id: whoever sends is told where they are. What is not there is not sent without it. */
export function createFileSenders({ senders, folder }: { senders: Senders; folder: FileFolder }): Senders {
  function locate(item: OutboxItem): OutboxItem | null {
    const attachments = item.attachments.map((file) => ({ ...file, path: folder.pathOf(fileIdSchema.parse(file.path)) }));
    return attachments.every(({ path }) => existsSync(path)) ? { ...item, attachments } : null;
  }
  return {
    changed: senders.changed,
    find(accountId) {
      const sender = senders.find(accountId);
      if (!sender) return null;
      return {
        async send(item, signal, onHandOver) {
          const located = locate(item);
          return located ? sender.send(located, signal, onHandOver) : { outcome: 'refused', failure: { reason: 'file-incomplete' } };
        },
        async keepCopy(item, signal) {
          const located = locate(item);
          // Without its files it would not be a copy.
          if (located) await sender.keepCopy?.(located, signal);
        },
        settle: async (item, signal) => (await sender.settle?.(item, signal)) ?? { outcome: 'unknown', failure: { reason: 'delivery-unknown' } },
      };
    },
  };
}
