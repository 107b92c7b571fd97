import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { beginReply, sidesOf } from './compose/beginnings.ts';

/** Begins the answer to a message, with what it answers under it; or goes on with the one that was begun. */
export function useReply(): (entry: MessageEntry, isAll: boolean) => Promise<void> {
  const { text, intl } = useText();
  const actions = useActions();
  const accounts = useDesk((state) => state.channelAccounts);
  return async (entry, isAll) => {
    const { id, contactId, accountId, from, at } = entry;
    const sides = sidesOf(accounts, accountId);
    if (!sides) return;
    const original = await actions.call('messages.read', { entryId: id });
    const date = intl.formatDate(at, { dateStyle: 'medium', timeStyle: 'short' });
    const words = { attribution: text('compose.wrote', { date, who: from?.name ?? from?.address ?? '' }) };
    await actions.letters.begin({ contactId, kind: 'reply', answersId: id }, beginReply(entry, original, { ...sides, isAll, words }));
  };
}
