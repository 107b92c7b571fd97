import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { LiveCallRow } from './live-call-row.tsx';
import { RingingRow } from './ringing-row.tsx';
import styles from './call-bar.module.css';

/** Only while there is a call; always in the same place. The current call first, what rings beneath. */
export function CallBar() {
  const calls = useDesk((state) => state.calls);
  const { text } = useText();
  if (calls.length === 0) return null;
  const ordered = [...calls].sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || a.callId - b.callId);
  return (
    <section aria-label={text('call.region')} className={styles.bar}>
      {ordered.map((call) =>
        call.state === 'ringing' ? <RingingRow key={call.callId} call={call} /> : <LiveCallRow key={call.callId} call={call} />,
      )}
    </section>
  );
}
