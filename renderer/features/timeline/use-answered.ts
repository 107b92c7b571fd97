import { useState } from 'react';
import type { ContactId, ConversationId } from '../../../contract/model/ids.ts';
import type { MessageEntry, TimelineEntry } from '../../../contract/model/timeline.ts';
import { useDesk } from '../../state/desk.tsx';

/** What an answer in the open conversation answers; it stays where the line shows something else meanwhile. */
export function useAnswered(contactId: ContactId): MessageEntry | null {
  const conversationId = useDesk((state) => state.conversationId);
  const found = useDesk(({ timeline }) =>
    conversationId === null || timeline?.contactId !== contactId ? null : answeredOf(timeline.entries, conversationId),
  );
  const [held, setHeld] = useState(found);
  if (found !== null && found !== held) setHeld(found);
  const answered = found ?? held;
  return answered?.conversationId === conversationId ? answered : null;
}

/** The newest mail of the customer; where there is none, the newest of ours. What a machine wrote asks for no answer. */
function answeredOf(entries: readonly TimelineEntry[], conversationId: ConversationId): MessageEntry | null {
  const own = entries.filter(
    (entry): entry is MessageEntry =>
      entry.kind === 'message' &&
      entry.conversationId === conversationId &&
      entry.channel === 'email' &&
      entry.accountId !== null &&
      entry.mark === null &&
      (entry.direction === 'in' || entry.delivery === 'accepted' || entry.delivery === 'delivered'),
  );
  return own.findLast(({ direction }) => direction === 'in') ?? own.at(-1) ?? null;
}
