import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { InboxService } from '../inbox/inbox-service.ts';

export function createInboxApi(inbox: InboxService): HandlersOf<typeof mainSide, 'inbox'> {
  return {
    'inbox.open': ({ before, limit, ...filter }) => inbox.open(filter, before, limit),
    'inbox.set-state': ({ conversationId, state }) => {
      inbox.setState(conversationId, state);
      return {};
    },
    'inbox.snooze': ({ conversationId, until }) => {
      inbox.snooze(conversationId, until);
      return {};
    },
    'inbox.assign': ({ conversationId, assignedTo }) => {
      inbox.assign(conversationId, assignedTo);
      return {};
    },
    'inbox.tag': ({ conversationId, tag, isSet }) => {
      inbox.tag(conversationId, tag, isSet);
      return {};
    },
    'inbox.mark-read': ({ conversationId, isUnread }) => {
      inbox.markRead(conversationId, isUnread);
      return {};
    },
    'inbox.tags': () => ({ tags: inbox.tags() }),
  };
}
