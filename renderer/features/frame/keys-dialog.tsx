import { useActions, useDesk } from '../../state/desk.tsx';
import { useText, type TextKey } from '../../text/text.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Kbd } from '../../ui/notice.tsx';
import styles from './frame.module.css';

const keys: readonly (readonly [string, TextKey])[] = [
  ['Ctrl K', 'keys.search'],
  ['A', 'keys.answer'],
  ['D', 'keys.decline'],
  ['M', 'keys.mute'],
  ['H', 'keys.hold'],
  ['K', 'keys.keypad'],
  ['E', 'keys.end'],
  ['N', 'keys.note'],
  ['U', 'keys.unread'],
  ['G', 'keys.date'],
  ['↑ ↓ J K', 'keys.lists'],
  ['↵', 'keys.open'],
  ['Esc', 'keys.back'],
  ['?', 'keys.help'],
];

export function KeysDialog() {
  const isShown = useDesk((state) => state.isKeysShown);
  const actions = useActions();
  const { text } = useText();
  return (
    <Dialog title={text('keys.title')} closeLabel={text('frame.close')} isOpen={isShown} onClose={() => actions.showKeys(false)}>
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
    </Dialog>
  );
}
