import type { LucideIcon } from 'lucide-react';
import type { ReactNode } from 'react';
import { Dialog, DialogTrigger, Popover } from 'react-aria-components';
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
