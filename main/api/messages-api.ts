import type { mainSide } from '../../contract/contract.ts';
import type { HandlersOf } from '../../contract/side.ts';
import type { OutboxService } from '../outbox/outbox-service.ts';
import type { MessagesService } from '../timeline/messages-service.ts';

type Side = typeof mainSide;

export function createMessagesApi(messages: MessagesService, outbox: OutboxService): HandlersOf<Side, 'messages'> & HandlersOf<Side, 'outbox'> {
  return {
    'messages.read': ({ entryId }) => messages.read(entryId),
    'messages.find-concerned': ({ entryId }) => ({ message: messages.findConcerned(entryId) }),
    'messages.mark-read': ({ entryId, isUnread }) => {
      messages.markRead(entryId, isUnread);
      return {};
    },
    'messages.send': async (draft) => ({ entryId: await outbox.send(draft) }),
    'outbox.list': () => ({ items: outbox.list() }),
    'outbox.take-back': ({ entryId }) => outbox.takeBack(entryId),
    'outbox.hurry': ({ entryId }) => {
      outbox.hurry(entryId);
      return {};
    },
    'outbox.decide': ({ entryId, hasArrived }) => {
      outbox.decide(entryId, hasArrived);
      return {};
    },
  };
}
