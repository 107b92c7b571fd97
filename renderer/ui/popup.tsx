import type { LucideIcon } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { Button, Dialog, DialogTrigger, Popover } from 'react-aria-components';
import { IconButton } from './button.tsx';
import styles from './popup.module.css';

/** A button that opens a few fields beside it. Esc and a press elsewhere close it again. */
export function PopupButton({
  label,
  icon,
  act,
  children,
}: {
  label: string;
  icon: LucideIcon;
  /** What a key finds it by. */
  act?: string;
  children: (close: () => void) => ReactNode;
}) {
  return (
    <DialogTrigger>
      <IconButton label={label} icon={icon} {...(act === undefined ? {} : { 'data-act': act })} />
      <Popover className={styles.popup ?? ''} placement="bottom end">
        <Dialog aria-label={label} className={styles.content ?? ''}>
          {({ close }) => children(close)}
        </Dialog>
      </Popover>
    </DialogTrigger>
  );
}

/** A word in a text that opens what is to be said about it. `label` says both to a screen reader. */
export function PopupWord({ word, label, title, children }: { word: string; label: string; title: string; children: ReactNode }) {
  const [isOpen, setIsOpen] = useState(false);
  const trigger = useRef<HTMLButtonElement>(null);
  // Not by DialogTrigger: it would give the popover around the dialog a name of its own, which belongs to no role.
  return (
    <>
      <Button
        ref={trigger}
        aria-label={label}
        aria-haspopup="dialog"
        aria-expanded={isOpen}
        className={styles.word ?? ''}
        onPress={() => setIsOpen(!isOpen)}
      >
        {word}
      </Button>
      <Popover triggerRef={trigger} isOpen={isOpen} onOpenChange={setIsOpen} className={styles.popup ?? ''} placement="bottom start">
        <Dialog aria-label={title} className={styles.content ?? ''}>
          {children}
        </Dialog>
      </Popover>
    </>
  );
}
