import type { ImapFlow } from 'imapflow';
import type { Logger } from '../../ports.ts';
import type { OutboundMark } from '../../channel.ts';
import { ConnectorError } from '../connector.ts';
import { readPlace } from './fetch-mails.ts';
import { present } from './imap-client.ts';
import { formatUidSet, uidSetOf } from './uid-set.ts';

const flags = { seen: '\\Seen', answered: '\\Answered' } as const;

/** One STORE for all that is marked alike in a folder. */
export async function markMails(client: ImapFlow, marks: readonly OutboundMark[], logger: Logger): Promise<void> {
  const placed = marks.flatMap((mark) => {
    const at = readPlace(mark.place);
    return at ? [{ ...mark, ...at }] : [];
  });
  for (const [folder, inFolder] of Map.groupBy(placed, (mark) => mark.folder)) {
    const lock = await client.getMailboxLock(folder).catch((error: unknown) => {
      // Not there any longer, or not ours to change: there is nothing to be marked.
      if (!client.usable) throw error;
      logger.warn('mark-refused', { error: String(error).slice(0, 200) });
      return null;
    });
    if (!lock) continue;
    try {
      const { uidValidity } = present(client.mailbox);
      const alike = Map.groupBy(
        inFolder.filter((mark) => mark.uidValidity === String(uidValidity)),
        ({ mark, isSet }) => `${mark} ${isSet}`,
      );
      for (const [first, ...others] of alike.values())
        if (first) await store(client, { ...first, uids: [first, ...others].map(({ uid }) => uid) }, logger);
    } finally {
      lock.release();
    }
  }
}

async function store(client: ImapFlow, { mark, isSet, uids }: Omit<OutboundMark, 'place'> & { uids: number[] }, logger: Logger): Promise<void> {
  const range = formatUidSet(uidSetOf(uids));
  const isDone = await client[isSet ? 'messageFlagsAdd' : 'messageFlagsRemove'](range, [flags[mark]], { uid: true });
  if (!client.usable) throw new ConnectorError({ reason: 'connection-lost' });
  if (!isDone) logger.warn('mark-refused', { mark });
}
