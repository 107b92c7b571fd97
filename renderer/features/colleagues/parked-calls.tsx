import { CircleParking, PhoneIncoming } from 'lucide-react';
import type { ParkingSlot } from '../../../contract/model/colleague.ts';
import { useActions, useNow } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { clockTime } from '../../text/time.ts';
import { Button } from '../../ui/button.tsx';
import list from '../../ui/list.module.css';
import styles from './colleagues.module.css';

/** Calls that wait for whoever fetches them. */
export function ParkedCalls({ slots }: { slots: readonly ParkingSlot[] }) {
  const { text } = useText();
  const taken = slots.filter(({ isTaken }) => isTaken);
  if (taken.length === 0) return null;
  return (
    <section aria-label={text('parking.title')} className={styles.parked}>
      <h3>{text('parking.title')}</h3>
      {taken.map((slot) => (
        <ParkedRow key={`${slot.accountId} ${slot.slot}`} parked={slot} />
      ))}
    </section>
  );
}

function ParkedRow({ parked: { accountId, slot, who, since } }: { parked: ParkingSlot }) {
  const { text } = useText();
  const actions = useActions();
  const attempt = useAttempt();
  const now = useNow(since !== null);
  return (
    <div className={`${list.row} ${styles.row}`} data-testid="parked-call">
      <CircleParking size={15} aria-hidden />
      <span className={list.name}>{who ?? text('parking.unknown')}</span>
      <span className={styles.number}>{since !== null && <time>{clockTime(now - since)}</time>}</span>
      <span className={styles.said}>{text('parking.place', { slot })}</span>
      <span className={styles.act}>
        <Button
          size="small"
          icon={PhoneIncoming}
          aria-label={text('parking.retrieveOf', { slot })}
          onPress={() => attempt(() => actions.call('colleagues.retrieve', { accountId, slot }))}
        >
          {text('parking.retrieve')}
        </Button>
      </span>
    </div>
  );
}
