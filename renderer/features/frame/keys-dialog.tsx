import { useActions, useDesk } from '../../state/desk.tsx';
import { useText, type TextKey } from '../../text/text.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/notice.tsx';
import styles from './frame.module.css';

type Keys = readonly (readonly [string, TextKey])[];

const everywhere: Keys = [
  ['Ctrl K', 'keys.search'],
  ['N', 'keys.note'],
  ['↑ ↓ J K', 'keys.lists'],
  ['↵', 'keys.open'],
  ['Ctrl Z', 'keys.undo'],
  ['Esc', 'keys.back'],
  ['?', 'keys.help'],
];

const ofCalls: Keys = [
  ['A', 'keys.answer'],
  ['D', 'keys.decline'],
  ['M', 'keys.mute'],
  ['H', 'keys.hold'],
  ['T', 'keys.transfer'],
  ['C', 'keys.join'],
  ['P', 'keys.park'],
  ['K', 'keys.keypad'],
  ['V', 'keys.record'],
  ['B', 'keys.marker'],
  ['E', 'keys.end'],
];

const ofLine: Keys = [
  ['U', 'keys.unread'],
  ['G', 'keys.date'],
  ['R', 'keys.reply'],
];

const ofInbox: Keys = [
  ['Y', 'keys.done'],
  ['Z', 'keys.snooze'],
  ['I', 'keys.assign'],
  ['L', 'keys.tag'],
  ['V', 'keys.markUnread'],
  ['/', 'keys.searchInbox'],
  ['.', 'keys.arrived'],
];

const groups: readonly (readonly [TextKey, Keys])[] = [
  ['keys.general', everywhere],
  ['keys.calls', ofCalls],
  ['keys.colleagues', [['1 – 9', 'keys.speedDial']]],
  ['timeline.label', ofLine],
  ['keys.inbox', ofInbox],
];

export function KeysDialog() {
  const isShown = useDesk((state) => state.isKeysShown);
  const actions = useActions();
  const { text } = useText();
  return (
    <Dialog title={text('keys.title')} closeLabel={text('frame.close')} isOpen={isShown} onClose={() => actions.showKeys(false)}>
      {groups.map(([title, keys]) => (
        <section key={title} className={styles.keyGroup}>
          <h3>{text(title)}</h3>
          <dl className={styles.keys}>
            {keys.map(([key, meaning]) => (
              <div key={key}>
                <dt>
                  <Kbd>{key}</Kbd>
                </dt>
                <dd>{text(meaning)}</dd>
              </div>
            ))}
          </dl>
        </section>
      ))}
    </Dialog>
  );
}
