import type { InboxRow } from '../../../contract/model/inbox.ts';
import type { Actions } from '../../state/actions.ts';
import { useActions, useDesk, useDeskStore } from '../../state/desk.tsx';
import type { DeskStore } from '../../state/state.ts';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { momentOf, whoOf } from './inbox-words.ts';

/** What an agent does about a conversation; each can be undone for a while. */
export interface InboxActs {
  open(row: InboxRow): void;
  /** Done; or open again where it was. */
  finish(row: InboxRow): void;
  snooze(row: InboxRow, until: number): void;
  /** To the agent of this desk; or to nobody where it was theirs. */
  assign(row: InboxRow): void;
  tag(row: InboxRow, tag: string, isSet: boolean): void;
  /** Unread; or read where it was not. */
  mark(row: InboxRow): void;
}

export function useInboxActs(): InboxActs {
  const me = useDesk((state) => state.settings?.agentName.trim() ?? '');
  return createInboxActs({ actions: useActions(), attempt: useAttempt(), store: useDeskStore(), words: useText(), me });
}

interface InboxActsDeps {
  readonly actions: Actions;
  readonly attempt: (work: () => Promise<unknown>) => void;
  readonly store: DeskStore;
  readonly words: ReturnType<typeof useText>;
  readonly me: string;
}

type Step = () => Promise<unknown>;

function createInboxActs({ actions, attempt, store, words, me }: InboxActsDeps): InboxActs {
  const { text } = words;

  function act(row: InboxRow, sentence: string, { forth, back }: { forth: Step; back: Step }): void {
    actions.inbox.touch(row.conversationId);
    const undo = (): void => {
      actions.inbox.touch(row.conversationId);
      attempt(back);
    };
    attempt(async () => {
      await forth();
      actions.notify(sentence, { undo });
    });
  }

  /** As it stood. */
  function restore({ conversationId, state, snoozedUntil }: InboxRow): Promise<unknown> {
    if (state !== 'snoozed') return actions.call('inbox.set-state', { conversationId, state });
    return actions.call('inbox.snooze', { conversationId, until: Math.max(snoozedUntil ?? 0, Date.now() + 1_000) });
  }

  return {
    open: (row) => attempt(() => actions.openConversation(row)),
    finish(row) {
      const state = row.state === 'done' ? 'open' : 'done';
      const { conversationId } = row;
      act(row, text(`inbox.did.${state}`, { who: whoOf(row, words) }), {
        forth: () => actions.call('inbox.set-state', { conversationId, state }),
        back: () => restore(row),
      });
    },
    snooze(row, until) {
      const { conversationId } = row;
      act(row, text('inbox.did.snoozed', { who: whoOf(row, words), when: momentOf(until, Date.now(), words) }), {
        forth: () => actions.call('inbox.snooze', { conversationId, until }),
        back: () => restore(row),
      });
    },
    assign(row) {
      const { conversationId, isMine, assignedTo } = row;
      act(row, text(isMine ? 'inbox.did.unassigned' : 'inbox.did.assigned', { who: whoOf(row, words) }), {
        forth: () => actions.call('inbox.assign', { conversationId, assignedTo: isMine ? null : me }),
        back: () => actions.call('inbox.assign', { conversationId, assignedTo }),
      });
    },
    tag(row, tag, isSet) {
      const { conversationId } = row;
      act(row, text(isSet ? 'inbox.did.tagged' : 'inbox.did.untagged', { tag, who: whoOf(row, words) }), {
        forth: () => actions.call('inbox.tag', { conversationId, tag, isSet }),
        back: () => actions.call('inbox.tag', { conversationId, tag, isSet: !isSet }),
      });
    },
    mark(row) {
      const { conversationId } = row;
      const isUnread = row.unread === 0;
      // What is open before the agent would be read again in a moment.
      if (isUnread && store.getState().contactId === row.contactId) actions.closeContact();
      act(row, text(isUnread ? 'inbox.did.unread' : 'inbox.did.read', { who: whoOf(row, words) }), {
        forth: () => actions.call('inbox.mark-read', { conversationId, isUnread }),
        back: () => actions.call('inbox.mark-read', { conversationId, isUnread: !isUnread }),
      });
    },
  };
}
