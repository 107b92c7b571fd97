import type { ConversationState, OpenReason } from '../../contract/model/inbox.ts';
import type { MessageMark } from '../../contract/model/message.ts';

/** What the inbox says of a conversation. */
export interface Standing {
  readonly state: ConversationState;
  readonly reason: OpenReason | null;
  readonly sinceAt: number | null;
  readonly snoozedUntil: number | null;
}

export interface NewestMessage {
  readonly direction: 'in' | 'out';
  readonly mark: MessageMark | null;
  readonly at: number;
  /**
   * Unread at its provider, or written since the account is read here. The rest is history: a mailbox of 20,000 mails that were read and answered long ago
   * must not become 20,000 conversations that need an answer.
   */
  readonly isNews: boolean;
}

/** What becomes of a conversation when this message is its newest one. */
export function standingAfter(before: Standing, { direction, mark, at, isNews }: NewestMessage): Standing {
  if (direction === 'in') {
    // Nobody waits for an answer to what a machine wrote.
    if (mark !== null || !isNews) return before;
    const isAskedAlready = before.state === 'open' && (before.reason === 'message' || before.reason === 'snooze');
    return { state: 'open', reason: 'message', sinceAt: isAskedAlready ? before.sinceAt : at, snoozedUntil: null };
  }
  switch (before.state) {
    case 'open':
    case 'waiting':
      return { state: 'waiting', reason: null, sinceAt: at, snoozedUntil: null };
    case 'done':
      return isNews ? { state: 'waiting', reason: null, sinceAt: at, snoozedUntil: null } : before;
    case 'snoozed':
      // The agent wants to be reminded then, answered or not.
      return before;
  }
}
