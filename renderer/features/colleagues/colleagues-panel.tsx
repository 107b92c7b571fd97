import { Headset } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Virtuoso } from 'react-virtuoso';
import type { Colleagues } from '../../../contract/model/colleague.ts';
import { useActions, useDesk } from '../../state/desk.tsx';
import { findColleagues } from '../../state/colleagues.ts';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { Button } from '../../ui/button.tsx';
import { TextField } from '../../ui/field.tsx';
import { EmptyState } from '../../ui/notice.tsx';
import list from '../../ui/list.module.css';
import { ColleagueRow } from './colleague-row.tsx';
import { ParkedCalls } from './parked-calls.tsx';

/** A handful is seen at once. */
const manyFrom = 9;

/** Those at the same telephone system: what they do, and one press to call them. */
export function ColleaguesPanel() {
  const { text } = useText();
  const actions = useActions();
  const { colleagues, slots } = useDesk((state) => state.colleagues);
  const [typed, setTyped] = useState('');
  const shown = findColleagues(colleagues, typed);
  const free = colleagues.filter(({ state }) => state === 'free').length;
  useSpeedDial(colleagues);
  return (
    <div className={list.pane}>
      <div className={list.head}>
        <h2 className={list.title}>
          {text('colleagues.title')}
          {free > 0 && <span>{text('colleagues.free', { count: free })}</span>}
        </h2>
        {colleagues.length >= manyFrom && (
          <TextField
            label={text('colleagues.search')}
            placeholder={text('colleagues.search')}
            isLabelHidden
            type="search"
            value={typed}
            onChange={setTyped}
          />
        )}
      </div>
      <ParkedCalls slots={slots} />
      {shown.length === 0 ? (
        <EmptyState icon={Headset}>
          <p>{text(colleagues.length === 0 ? 'colleagues.empty' : 'colleagues.noMatch')}</p>
          {colleagues.length === 0 && <Button onPress={() => actions.openArea('settings')}>{text('colleagues.openSettings')}</Button>}
        </EmptyState>
      ) : (
        <Virtuoso
          className={list.rows ?? ''}
          data={shown}
          computeItemKey={(_index, { accountId, address }) => `${accountId} ${address}`}
          itemContent={(_index, colleague) => <ColleagueRow colleague={colleague} place={colleagues.indexOf(colleague) + 1} />}
        />
      )}
    </div>
  );
}

/** 1 to 9 call whoever stands there; not in a call, where a digit may be meant for it. */
function useSpeedDial(colleagues: Colleagues['colleagues']): void {
  const actions = useActions();
  const attempt = useAttempt();
  const isFree = useDesk((state) => state.calls.length === 0);
  useEffect(
    () =>
      actions.listenToKeys((key) => {
        const colleague = isFree && /^[1-9]$/.test(key) ? colleagues[Number(key) - 1] : undefined;
        if (colleague) attempt(() => actions.dialColleague(colleague));
        return colleague !== undefined;
      }),
    [actions, attempt, colleagues, isFree],
  );
}
