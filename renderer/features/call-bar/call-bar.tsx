import type { LiveCall } from '../../../contract/model/call.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { mayBeJoined } from './call-words.ts';
import { ConferenceRow } from './conference-row.tsx';
import { LiveCallRow } from './live-call-row.tsx';
import { RingingRow } from './ringing-row.tsx';
import styles from './call-bar.module.css';

/** Only while there is a call; always in the same place. The current call first, what rings beneath; a conference is one of them. */
export function CallBar() {
  const calls = useDesk((state) => state.calls);
  const { text } = useText();
  if (calls.length === 0) return null;
  const rows = toRows(calls);
  const joinable = rows.find((row) => !hasCurrent(row) && mayBeJoined(row[0]))?.[0];
  return (
    <section aria-label={text('call.region')} className={styles.bar}>
      {rows.map((row) => {
        const [call] = row;
        const hasKey = call === joinable;
        if (call.conference) return <ConferenceRow key="conference" members={row} hasKey={hasKey} />;
        if (call.state === 'ringing') return <RingingRow key={call.callId} call={call} />;
        return <LiveCallRow key={call.callId} call={call} hasKey={hasKey} />;
      })}
    </section>
  );
}

type Row = readonly [LiveCall, ...LiveCall[]];

function toRows(calls: readonly LiveCall[]): readonly Row[] {
  const inOrder = [...calls].sort((a, b) => a.callId - b.callId);
  const [first, ...others] = inOrder.filter(({ conference }) => conference);
  const alone = inOrder.filter(({ conference }) => !conference).map((call): Row => [call]);
  const rows = first ? [[first, ...others] as const, ...alone] : alone;
  return rows.toSorted((a, b) => Number(hasCurrent(b)) - Number(hasCurrent(a)));
}

const hasCurrent = (row: Row): boolean => row.some(({ isCurrent }) => isCurrent);
