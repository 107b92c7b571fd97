import { Headset, Inbox, Keyboard, Phone, Send, Settings, UsersRound, type LucideIcon } from 'lucide-react';
import { useActions, useDesk } from '../../state/desk.tsx';
import type { Area } from '../../state/state.ts';
import { useText, type TextKey } from '../../text/text.tsx';
import { IconButton } from '../../ui/button.tsx';
import { VoicemailButton } from './voicemail-button.tsx';
import styles from './frame.module.css';

const areas: readonly (readonly [Area, LucideIcon])[] = [
  ['inbox', Inbox],
  ['calls', Phone],
  ['colleagues', Headset],
  ['contacts', UsersRound],
  ['outbox', Send],
  ['settings', Settings],
];

const needs: Readonly<Partial<Record<Area, TextKey>>> = {
  inbox: 'frame.needAnswer',
  calls: 'frame.needReturn',
  colleagues: 'frame.parkedCalls',
  outbox: 'frame.needDecision',
};

/** `Lea van den Winter` → `LW`. */
function initialsOf(name: string): string {
  const words = name.split(/\s+/);
  const ends = words.length > 1 ? [words[0], words.at(-1)] : [words[0]];
  const letters = new Intl.Segmenter();
  return ends
    .map(
      (word) =>
        letters
          .segment(word ?? '')
          .containing(0)
          ?.segment.toLocaleUpperCase() ?? '',
    )
    .join('');
}

/** Where to go. A number only for what needs an answer. */
export function Rail() {
  const area = useDesk((state) => state.area);
  const agentName = useDesk((state) => state.settings?.agentName.trim() ?? '');
  const needAnswer = useDesk((state) => state.inbox?.counts.open ?? 0);
  const needsReturn = useDesk((state) => state.recent.needsReturn);
  const hasMail = useDesk((state) => state.channelAccounts.length > 0);
  const toDecide = useDesk((state) => state.outbox.filter(({ state: is }) => is === 'refused' || is === 'unknown').length);
  const hasVoice = useDesk((state) => state.accounts.length > 0);
  const parked = useDesk((state) => state.colleagues.slots.filter(({ isTaken, who }) => isTaken && who !== null).length);
  const counts: Readonly<Partial<Record<Area, number>>> = { inbox: needAnswer, calls: needsReturn, colleagues: parked, outbox: toDecide };
  const actions = useActions();
  const { text } = useText();
  return (
    <nav className={styles.rail} aria-label={text('frame.navigation')}>
      {areas.map(([id, Icon]) => {
        if ((id === 'outbox' && !hasMail) || (id === 'colleagues' && !hasVoice)) return null;
        const count = counts[id] ?? 0;
        const shown = count > 99 ? '99+' : String(count);
        return (
          <button
            key={id}
            type="button"
            className={`${styles.place} ${id === 'settings' ? styles.last : ''}`}
            aria-current={area === id ? 'page' : undefined}
            aria-label={count > 0 ? `${text(`frame.${id}`)} ${shown}: ${text(needs[id] ?? 'frame.needReturn', { count })}` : text(`frame.${id}`)}
            title={text(`frame.${id}`)}
            onClick={() => actions.openArea(id)}
          >
            <Icon size={19} aria-hidden />
            {count > 0 && (
              <span className={styles.badge} aria-hidden>
                {shown}
              </span>
            )}
          </button>
        );
      })}
      <VoicemailButton />
      <IconButton label={text('keys.title')} icon={Keyboard} onPress={() => actions.showKeys(true)} />
      {agentName && (
        <span className={styles.agent} role="img" aria-label={text('frame.you', { name: agentName })} title={agentName}>
          {initialsOf(agentName)}
        </span>
      )}
    </nav>
  );
}
