import { Bold, Italic, Link, List, ListOrdered, Quote, Underline, type LucideIcon } from 'lucide-react';
import { useState, type FormEvent } from 'react';
import { ToggleButton, Toolbar, Tooltip, TooltipTrigger } from 'react-aria-components';
import { useText } from '../../../text/text.tsx';
import { Button } from '../../../ui/button.tsx';
import { Dialog } from '../../../ui/dialog.tsx';
import { TextField } from '../../../ui/field.tsx';
import buttons from '../../../ui/button.module.css';
import styles from './compose.module.css';
import type { Editor } from './editor.ts';

interface Format {
  readonly id: 'bold' | 'italic' | 'underline' | 'bullets' | 'numbers' | 'quote';
  readonly icon: LucideIcon;
  readonly tag: string;
  readonly keys?: string;
  set(editor: Editor): unknown;
  unset(editor: Editor): unknown;
}

const formats: readonly Format[] = [
  { id: 'bold', icon: Bold, tag: 'B', keys: 'Ctrl B', set: (editor) => editor.bold(), unset: (editor) => editor.removeBold() },
  { id: 'italic', icon: Italic, tag: 'I', keys: 'Ctrl I', set: (editor) => editor.italic(), unset: (editor) => editor.removeItalic() },
  { id: 'underline', icon: Underline, tag: 'U', keys: 'Ctrl U', set: (editor) => editor.underline(), unset: (editor) => editor.removeUnderline() },
  { id: 'bullets', icon: List, tag: 'UL', set: (editor) => editor.makeUnorderedList(), unset: (editor) => editor.removeList() },
  { id: 'numbers', icon: ListOrdered, tag: 'OL', set: (editor) => editor.makeOrderedList(), unset: (editor) => editor.removeList() },
  { id: 'quote', icon: Quote, tag: 'BLOCKQUOTE', set: (editor) => editor.increaseQuoteLevel(), unset: (editor) => editor.decreaseQuoteLevel() },
];

/** The few formats a mail needs. `moves` counts up with the cursor: it is asked anew what is set there. */
export function FormatBar({ editor }: { editor: Editor | null; moves: number }) {
  const { text } = useText();
  const [isLinking, setIsLinking] = useState(false);
  const isSet = (tag: string): boolean => editor?.hasFormat(tag) ?? false;
  return (
    <>
      <Toolbar aria-label={text('compose.format')} className={styles.formats ?? ''}>
        {formats.map(({ id, icon, tag, keys, set, unset }) => (
          <Toggle
            key={id}
            label={text(`compose.${id}`)}
            keys={keys}
            icon={icon}
            isSelected={isSet(tag)}
            onChange={(isWanted) => {
              if (!editor) return;
              if (isWanted) set(editor);
              else unset(editor);
              editor.focus();
            }}
          />
        ))}
        <Toggle
          label={text('compose.link')}
          icon={Link}
          isSelected={isSet('A')}
          onChange={(isWanted) => {
            if (isWanted) setIsLinking(true);
            else editor?.removeLink().focus();
          }}
        />
      </Toolbar>
      <LinkDialog
        isOpen={isLinking}
        onClose={() => setIsLinking(false)}
        onLink={(address) => {
          setIsLinking(false);
          // After the dialog has given the focus back.
          setTimeout(() => editor?.focus().makeLink(address));
        }}
      />
    </>
  );
}

interface ToggleProps {
  readonly label: string;
  readonly keys?: string | undefined;
  readonly icon: LucideIcon;
  readonly isSelected: boolean;
  readonly onChange: (isSelected: boolean) => void;
}

function Toggle({ label, keys, icon: Icon, isSelected, onChange }: ToggleProps) {
  return (
    <TooltipTrigger delay={500}>
      <ToggleButton
        aria-label={label}
        isSelected={isSelected}
        onChange={onChange}
        className={`${buttons.button} ${buttons.icon} ${buttons.quiet} ${styles.format}`}
      >
        <Icon size={15} aria-hidden />
      </ToggleButton>
      <Tooltip className={buttons.tooltip ?? ''}>{keys ? `${label} (${keys})` : label}</Tooltip>
    </TooltipTrigger>
  );
}

function LinkDialog({ isOpen, onClose, onLink }: { isOpen: boolean; onClose: () => void; onLink: (address: string) => void }) {
  const { text } = useText();
  const [address, setAddress] = useState('');
  const whole = wholeAddress(address);
  function submit(event: FormEvent): void {
    event.preventDefault();
    if (!whole) return;
    onLink(whole);
    setAddress('');
  }
  return (
    <Dialog title={text('compose.linkTitle')} closeLabel={text('frame.close')} isOpen={isOpen} onClose={onClose}>
      <form onSubmit={submit} className={styles.dialog}>
        <TextField
          label={text('compose.linkAddress')}
          placeholder="https://"
          value={address}
          onChange={setAddress}
          autoFocus
          maxLength={2_000}
          name="link"
        />
        <div className={styles.dialogActs}>
          <Button type="submit" tone="accent" isDisabled={!whole}>
            {text('compose.linkSet')}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

/** `example.org` and `lea@example.org` are meant as what they look like; nothing that could act is a link. */
function wholeAddress(typed: string): string | null {
  const address = typed.trim();
  if (/^(https?:\/\/|mailto:|tel:)\S+$/i.test(address)) return address;
  if (/^[^\s@/:]+@[^\s@/:]+\.[^\s@/:]+$/.test(address)) return `mailto:${address}`;
  return /^[\w-]+(\.[\w-]+)+([/?#]\S*)?$/.test(address) ? `https://${address}` : null;
}
