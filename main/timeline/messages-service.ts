import { ContractError } from '../../contract/errors.ts';
import type { ContactId, EntryId } from '../../contract/model/ids.ts';
import type { Clock } from '../ports.ts';
import type { Store } from '../store/database.ts';
import { contactOfEntry, insertChange } from '../store/entry-rows.ts';
import { readMessage, setUnread } from '../store/mail-rows.ts';
import type { Feed } from './feed.ts';

/** Makes a stranger's HTML harmless: filled by connectors. */
export type CleanHtml = (html: string) => Promise<string>;

export interface MessagesService {
  /** The whole text of a message, and its HTML cleaned of everything that could act. Throws not-found. */
  read(entryId: EntryId): Promise<{ text: string; html: string | null }>;
  /** The message of ours that a report (a bounce) is about; null: it is not here. Throws not-found. */
  findConcerned(entryId: EntryId): { entryId: EntryId; contactId: ContactId } | null;
  /** Throws not-found. */
  markRead(entryId: EntryId, isUnread: boolean): void;
}

export function createMessagesService({
  store,
  feed,
  clock,
  clean,
  onMarked,
}: {
  store: Store;
  feed: Feed;
  clock: Clock;
  clean: CleanHtml;
  onMarked: () => void;
}): MessagesService {
  return {
    async read(entryId) {
      const message = readMessage(store.reader, entryId);
      if (!message) throw new ContractError('not-found');
      return { text: message.text, html: message.html === null ? null : await clean(message.html) };
    },
    findConcerned(entryId) {
      const message = readMessage(store.reader, entryId);
      if (!message) throw new ContractError('not-found');
      const concerned = message.head?.concerns ?? null;
      const contactId = concerned === null ? null : contactOfEntry(store.reader, concerned);
      return concerned === null || contactId === null ? null : { entryId: concerned, contactId };
    },
    markRead(entryId, isUnread) {
      const change = store.write((writer) => {
        const contactId = contactOfEntry(writer, entryId);
        if (contactId === null || !readMessage(writer, entryId)) throw new ContractError('not-found');
        return setUnread(writer, entryId, isUnread) ? insertChange(writer, contactId, entryId, clock.now()) : null;
      });
      if (change) {
        feed.entryChanged(change);
        onMarked();
      }
    },
  };
}
