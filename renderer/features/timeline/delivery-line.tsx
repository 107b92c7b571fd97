import { Check, CheckCheck, CircleHelp, CircleX, Clock, Send, type LucideIcon } from 'lucide-react';
import type { Delivery } from '../../../contract/model/message.ts';
import type { MessageEntry } from '../../../contract/model/timeline.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useDueWords } from '../../text/date.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import styles from './timeline.module.css';

const icons: Readonly<Record<Delivery, LucideIcon>> = {
  received: Check,
  queued: Clock,
  sending: Send,
  accepted: Check,
  delivered: CheckCheck,
  refused: CircleX,
  unknown: CircleHelp,
};

/** What became of a message of ours, and what can be done about it. */
export function DeliveryLine({ entry }: { entry: MessageEntry }) {
  const { id, delivery, failure: failed } = entry;
  const { text, failure } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const waiting = useDesk((state) => state.outbox.find(({ entryId }) => entryId === id));
  const Icon = icons[delivery];
  const due = useDueWords();
  const when = waiting && delivery === 'queued' ? due(waiting.dueAt) : null;

  async function takeBack(): Promise<void> {
    const { draftId } = await actions.call('outbox.take-back', { entryId: id });
    if (draftId !== undefined) await actions.letters.openDraft(draftId);
  }
  const decide = (hasArrived: boolean): void => attempt(() => actions.call('outbox.decide', { entryId: id, hasArrived }));

  return (
    <div className={`${styles.delivery} ${styles[delivery] ?? ''}`}>
      <span>
        <Icon size={13} aria-hidden /> {when ?? text(delivery === 'received' ? 'delivery.accepted' : `delivery.${delivery}`)}
      </span>
      {failed && <span>{failure(failed)}</span>}
      {delivery === 'unknown' && waiting && (
        <>
          <Button size="small" onPress={() => decide(true)}>
            {text('delivery.arrived')}
          </Button>
          <Button size="small" onPress={() => decide(false)}>
            {text('delivery.again')}
          </Button>
        </>
      )}
      {delivery === 'queued' && waiting && (
        <>
          <Button size="small" onPress={() => attempt(takeBack)}>
            {text('delivery.takeBack')}
          </Button>
          <Button size="small" onPress={() => attempt(() => actions.call('outbox.hurry', { entryId: id }))}>
            {text('delivery.now')}
          </Button>
        </>
      )}
      {delivery === 'refused' && waiting && (
        <>
          <Button size="small" onPress={() => attempt(takeBack)}>
            {text('delivery.edit')}
          </Button>
          <Button size="small" onPress={() => attempt(() => actions.call('outbox.hurry', { entryId: id }))}>
            {text('delivery.again')}
          </Button>
        </>
      )}
    </div>
  );
}
