import { BellOff, ChevronDown, Circle, CircleCheck, CircleDot, Clock3, MinusCircle, PhoneForwarded, type LucideIcon } from 'lucide-react';
import { Button as AriaButton } from 'react-aria-components';
import type { AgentPresence, AgentState } from '../../../contract/model/agent.ts';
import { forwardCaseSchema } from '../../../contract/model/call-rules.ts';
import type { Settings } from '../../../contract/model/settings.ts';
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
    { id: 'dnd', label: text(settings.isDoNotDisturb ? 'rules.doNotDisturbStop' : 'rules.doNotDisturb') },
    ...inForce(settings, text),
  ];
  const Icon = icons[presence.state];

  const isDoNotDisturb = !settings.isDoNotDisturb;

  function choose(id: string): void {
    if (id === 'dnd') return attempt(() => actions.call('settings.edit', { isDoNotDisturb }));
    if (id.startsWith('rule:')) return actions.openArea('settings');
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
        <RulesInForce settings={settings} />
        <time className={styles.since}>{clockTime(now - presence.since)}</time>
        <ChevronDown size={13} aria-hidden />
      </AriaButton>
    </Menu>
  );
}

type Text = ReturnType<typeof useText>['text'];

/** What happens to calls by itself just now: each leads to where it is changed. */
function inForce({ forwards, autoAnswer }: Settings, text: Text): { id: string; label: string }[] {
  const forwarding = forwardCaseSchema.options
    .filter((when) => forwards[when].way !== 'off')
    .map((when) => ({ id: `rule:${when}`, label: text(`rules.inForce.${when}`, { target: forwards[when].target }) }));
  return autoAnswer === 'all' ? [...forwarding, { id: 'rule:answer', label: text('rules.answersByItself') }] : forwarding;
}

/** What keeps calls from ringing must be in sight, or the agent wonders why it is so quiet. */
function RulesInForce({ settings: { isDoNotDisturb, forwards } }: { settings: Settings }) {
  const { text } = useText();
  const { way, target } = forwards.always;
  return (
    <>
      {isDoNotDisturb && (
        <span className={styles.rule}>
          <BellOff size={13} aria-hidden />
          <span>{text('rules.doNotDisturb')}</span>
        </span>
      )}
      {way !== 'off' && (
        <span className={styles.rule}>
          <PhoneForwarded size={13} aria-hidden />
          <span>{text('rules.forwardingTo', { target })}</span>
        </span>
      )}
    </>
  );
}

function idOf({ state, awayReasonId }: AgentPresence['next']): string {
  return awayReasonId === null ? state : `${state}:${awayReasonId}`;
}
