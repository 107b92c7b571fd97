import { ChevronDown, Circle, CircleCheck, CircleDot, Clock3, MinusCircle, type LucideIcon } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import type { AgentPresence, AgentState } from '../../../contract/model/agent.ts';
import { useActions, useDesk, useNow } from '../../state/desk.tsx';
import { useAttempt } from '../../state/use-attempt.ts';
import { useText } from '../../text/text.tsx';
import { clockTime } from '../../text/time.ts';
import { Menu } from '../../ui/menu.tsx';
import styles from './agent-state.module.css';

const icons: Readonly<Record<AgentState, LucideIcon>> = {
  available: CircleCheck,
  busy: CircleDot,
  away: MinusCircle,
  'wrap-up': Clock3,
  offline: Circle,
};

/** What others see of the agent, and what comes after the call: chosen here at any time. */
export function AgentStateMenu() {
  const presence = useDesk((state) => state.presence);
  const settings = useDesk((state) => state.settings);
  const actions = useActions();
  const attempt = useAttempt();
  const { text } = useText();
  const now = useNow(presence !== null);
  if (!presence || !settings) return null;
  const reasons = settings.awayReasons;
  const label = (state: AgentState, reasonId: string | null): string => {
    const reason = reasons.find(({ id }) => id === reasonId)?.label;
    return state === 'away' && reason ? text('agent.awayWith', { reason }) : text(`agent.${state}`);
  };
  const choices = [
    { id: 'available', label: text('agent.available') },
    { id: 'away', label: text('agent.away') },
    ...reasons.map(({ id, label: reason }) => ({ id: `away:${id}`, label: text('agent.awayWith', { reason }) })),
    { id: 'offline', label: text('agent.offline') },
  ];
  const Icon = icons[presence.state];

  function choose(id: string): void {
    const [state = '', awayReasonId = null] = id.split(':');
    if (state === 'available' || state === 'away' || state === 'offline') attempt(() => actions.call('agent.choose', { state, awayReasonId }));
  }
  return (
    <Menu label={text('agent.label')} choices={choices} selected={idOf(presence.next)} onAction={choose}>
      <AriaButton className={`${styles.button} ${styles[presence.state]}`}>
        <Icon size={14} aria-hidden />
        <span className="visually-hidden">{text('agent.label')}: </span>
        <span>{label(presence.state, presence.awayReasonId)}</span>
        {presence.state !== presence.next.state && (
          <span className={styles.next}>{text('agent.then', { state: label(presence.next.state, presence.next.awayReasonId) })}</span>
        )}
        <time className={styles.since}>{clockTime(now - presence.since)}</time>
        <ChevronDown size={13} aria-hidden />
      </AriaButton>
    </Menu>
  );
}

function idOf({ state, awayReasonId }: AgentPresence['next']): string {
  return awayReasonId === null ? state : `${state}:${awayReasonId}`;
}
