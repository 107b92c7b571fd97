import { Music, X } from 'lucide-react';
import { useState, type KeyboardEvent } from 'react';
import { callKeySchema, type CallKey } from '../../../contract/model/call-keys.ts';
import type { Settings } from '../../../contract/model/settings.ts';
import { useDesk } from '../../state/desk.tsx';
import { useText } from '../../text/text.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import form from '../../ui/form.module.css';
import { Menu } from '../../ui/menu.tsx';
import { acceleratorOf, mediaKeys } from './accelerator.ts';
import { useEdit } from './use-edit.ts';
import styles from './sound.module.css';

const isMac = navigator.platform.startsWith('Mac');

/** Keys that act on calls while another program has the focus. */
export function ShortcutsSection({ settings }: { settings: Settings }) {
  const { text } = useText();
  const edit = useEdit();
  const refused = useDesk((state) => state.application?.refusedShortcuts ?? null);
  return (
    <section className={form.section} aria-label={text('shortcuts.title')}>
      <h3>{text('shortcuts.title')}</h3>
      <p className={styles.faint}>{text(refused === null ? 'shortcuts.none' : 'shortcuts.text')}</p>
      {refused !== null &&
        callKeySchema.options.map((key) => (
          <ShortcutRow
            key={key}
            callKey={key}
            accelerator={settings.shortcuts[key]}
            isRefused={refused.includes(key)}
            onChange={(accelerator) => edit({ shortcuts: { ...settings.shortcuts, [key]: accelerator } })}
          />
        ))}
    </section>
  );
}

function ShortcutRow({
  callKey,
  accelerator,
  isRefused,
  onChange,
}: {
  callKey: CallKey;
  accelerator: string | null;
  isRefused: boolean;
  onChange: (accelerator: string | null) => void;
}) {
  const { text } = useText();
  const [isAsking, setAsking] = useState(false);
  const label = text(`shortcuts.${callKey}`);
  const shown = accelerator === null ? text('shortcuts.unset') : wordsOf(accelerator);

  function onKeyDown(event: KeyboardEvent): void {
    if (!isAsking) return;
    if (event.key === 'Tab') return setAsking(false);
    // Neither the button nor the desk is meant.
    event.preventDefault();
    event.stopPropagation();
    event.nativeEvent.stopImmediatePropagation();
    if (event.key === 'Escape') return setAsking(false);
    const pressed = acceleratorOf(event.nativeEvent, isMac);
    if (pressed === null) return;
    setAsking(false);
    onChange(pressed);
  }

  return (
    <div>
      <div className={styles.shortcut}>
        <span className={styles.name}>{label}</span>
        <button
          type="button"
          className={styles.combination}
          aria-label={text('shortcuts.change', { label, keys: shown })}
          aria-pressed={isAsking}
          onClick={() => setAsking(!isAsking)}
          onKeyDown={onKeyDown}
          onKeyUp={(event) => isAsking && event.preventDefault()}
          onBlur={() => setAsking(false)}
        >
          {isAsking ? text('shortcuts.press') : shown}
        </button>
        <Menu
          label={text('shortcuts.media', { label })}
          choices={mediaKeys.map((id) => ({ id, label: text(`shortcuts.${id}`) }))}
          selected={accelerator}
          onAction={onChange}
        >
          <Button size="small" icon={Music} aria-label={text('shortcuts.media', { label })}>
            {text('shortcuts.mediaKey')}
          </Button>
        </Menu>
        <IconButton label={text('shortcuts.clear', { label })} icon={X} isDisabled={accelerator === null} onPress={() => onChange(null)} />
      </div>
      <p role="status" className={styles.bad}>
        {isRefused && text('shortcuts.refused', { keys: shown })}
      </p>
    </div>
  );

  function wordsOf(keys: string): string {
    return keys
      .split('+')
      .map((part) =>
        part === 'CommandOrControl' ? text(isMac ? 'shortcuts.command' : 'shortcuts.control') : isMedia(part) ? text(`shortcuts.${part}`) : part,
      )
      .join(' + ');
  }
}

function isMedia(part: string): part is (typeof mediaKeys)[number] {
  return (mediaKeys as readonly string[]).includes(part);
}
