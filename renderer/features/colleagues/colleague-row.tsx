import { PhoneIncoming } from 'lucide-react';
import type { ColleaguePresence } from '../../../contract/model/colleague.ts';
import { useActions, useNow } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { clockTime } from '../../text/time.ts';
import { useColleagueWords } from '../../text/use-colleague-words.ts';
import { Button } from '../../ui/button.tsx';
import { Kbd } from '../../ui/notice.tsx';
import { StateDot } from '../../ui/state-dot.tsx';
import list from '../../ui/list.module.css';
import styles from './colleagues.module.css';

/** `place`: where they stand in the whole list, which is their key. */
export function ColleagueRow({ colleague, place }: { colleague: ColleaguePresence; place: number }) {
  const { text } = useText();
  const words = useColleagueWords();
  const actions = useActions();
  const attempt = useAttempt();
  const { accountId, name, address, state, since, note, caller, canPickUp } = colleague;
  const isTimed = state === 'on-call' && since !== null;
  const now = useNow(isTimed);
  const said = [words(colleague), isTimed && clockTime(now - since), note].filter(Boolean).join(' · ');
  return (
    <div className={`${list.row} ${styles.row}`} data-testid="colleague" data-state={state}>
      <StateDot state={state} />
      <button
        type="button"
        className="plain-button"
        data-list-row
        aria-label={`${text('colleagues.call', { name })}, ${address}: ${said}`}
        onClick={() => attempt(() => actions.dialColleague(colleague))}
      >
        <span className={list.name}>{name}</span>
      </button>
      <span className={styles.number}>
        <span title={address}>{address}</span>
        {place <= 9 && <Kbd>{place}</Kbd>}
      </span>
      <span className={styles.said}>{caller ? text('colleagues.callFrom', { caller }) : said}</span>
      {canPickUp && (
        <span className={styles.act}>
          <Button
            size="small"
            tone="call"
            icon={PhoneIncoming}
            aria-label={text('colleagues.pickUpOf', { name })}
            onPress={() => attempt(() => actions.call('colleagues.pick-up', { accountId, address }))}
          >
            {text('colleagues.pickUp')}
          </Button>
        </span>
      )}
    </div>
  );
}
